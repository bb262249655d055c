"""Saving order proposals, and deciding on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.proposal import DecisionMade
from models.purchasing.order_fact import drafted_fact
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder
from models.replenishment.proposal import Proposal, ProposalDecided, ProposalLine, ProposalOutdated, ProposalState
from models.replenishment.transfer_first import SparedGoods, TransferProposal
from models.stock.transfer import LINES_MAX
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import purchasing, replenishment, shop, transfer_proposals
from store.database.engine import Connection, Store
from store.supplier_rules import expected_day
from store.transfers import coming_goods

#: Lines by location id and supplier code.
Wanted = Mapping[tuple[int, str], Sequence[ProposalLine]]


def save_proposals(
    store: Store, actor: Actor, run_id: int, wanted: Wanted, *, at: datetime, spared: Sequence[SparedGoods] = ()
) -> list[Proposal]:
    """Store one proposal per location and supplier, in place of all that nobody has decided on.

    ``spared`` is what other locations can send, and what therefore is not among the lines: both are stored, or neither.

    Skip a proposal if another order for one of its products was approved during the calculation: more is on order by
    now than in its reasons, and it would order the same again.
    """
    check(actor, Permission.PROPOSE_ORDERS)
    with store.transaction() as tx:
        office = shop.office_id(tx)
        # Whoever approves holds the same head: nothing is ordered between this look and the end.
        shop.lock_head(tx, office)
        replenishment.remove_undecided(tx)
        still = _not_overtaken(tx, wanted)
        day = shop.get_shop(tx).business_day(at)
        _save_transfers(tx, office, run_id, spared, at=at)
        ids = shop.take_ids(tx, office, len(still))
        made = [
            Proposal(
                id=proposal_id,
                run_id=run_id,
                supplier_code=supplier_code,
                location_id=location_id,
                made_at=at,
                business_day=day,
                state=ProposalState.PROPOSED,
                order_id=None,
                lines=tuple(lines),
            )
            for proposal_id, ((location_id, supplier_code), lines) in zip(ids, sorted(still.items()), strict=True)
        ]
        replenishment.record_proposals(tx, made)
    return made


def approve_proposal(store: Store, actor: Actor, proposal_id: int, *, at: datetime) -> PurchaseOrder:
    """Draft the purchase order of a proposal. Approving twice is one order: the second call returns it.

    Raises :class:`store.replenishment.UnknownProposal`, or :class:`ProposalDecided` if it was dismissed.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        return approve_in(work, proposal_id)


def approve_in(work: UnitOfWork, proposal_id: int) -> PurchaseOrder:
    """Draft the order of a proposal within a transaction; as :func:`approve_proposal`."""
    tx = work.tx
    proposal = replenishment.get_proposal(tx, proposal_id)
    if proposal.order_id is not None:
        return purchasing.get_order(tx, proposal.order_id)
    order = _draft(work, proposal)
    purchasing.record_order(tx, order)
    if not replenishment.decide(tx, proposal_id, ProposalState.APPROVED, order.id):
        raise ProposalDecided(proposal_id, proposal.state)
    work.record(drafted_fact(order, proposal_id))
    work.record(DecisionMade(proposal_id, ProposalState.APPROVED, order.id))
    return order


def dismiss_proposal(store: Store, actor: Actor, proposal_id: int, *, at: datetime) -> None:
    """Set a proposal aside; doing it twice is doing it once.

    Raises :class:`store.replenishment.UnknownProposal`, or :class:`ProposalDecided` if it was approved.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        if replenishment.decide(work.tx, proposal_id, ProposalState.DISMISSED):
            work.record(DecisionMade(proposal_id, ProposalState.DISMISSED, None))
            return
        state = replenishment.get_proposal(work.tx, proposal_id).state
        if state is not ProposalState.DISMISSED:
            raise ProposalDecided(proposal_id, state)


def restore_proposal(store: Store, actor: Actor, proposal_id: int, *, at: datetime) -> None:
    """Take back that a proposal was dismissed, on the same day: it waits for a decision again. Twice is once.

    Raises :class:`store.replenishment.UnknownProposal`, :class:`ProposalDecided` if it was approved, or
    :class:`models.replenishment.proposal.ProposalOutdated` if proposals were made since, or its goods were ordered.
    """
    check(actor, Permission.ORDER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        proposal = replenishment.get_proposal(work.tx, proposal_id)
        if proposal.state is ProposalState.PROPOSED:
            return
        if proposal.state is not ProposalState.DISMISSED:
            raise ProposalDecided(proposal_id, proposal.state)
        key = proposal.location_id, proposal.supplier_code
        is_of_today = proposal.business_day == work.station.shop.business_day(at)
        is_newest = is_of_today and not replenishment.has_newer(work.tx, proposal)
        if not is_newest or not _not_overtaken(work.tx, {key: proposal.lines}):
            raise ProposalOutdated(proposal_id)
        replenishment.set_undecided(work.tx, proposal_id)
        work.record(DecisionMade(proposal_id, ProposalState.PROPOSED, None))


def _save_transfers(tx: Connection, office: int, run_id: int, spared: Sequence[SparedGoods], *, at: datetime) -> None:
    """One proposed transfer per sender and receiver, of as many products as one may have."""
    day = shop.get_shop(tx).business_day(at)
    transfer_proposals.remove_undecided(tx, day)
    on_order = coming_goods(tx)
    ways: dict[tuple[int, int], list[SparedGoods]] = {}
    for each in spared:
        sender_id, receiver_id, sku = each.way
        if not each.is_overtaken(on_order.get((receiver_id, sku), Decimal(0))):
            ways.setdefault((sender_id, receiver_id), []).append(each)
    parts = [
        tuple(goods[begin : begin + LINES_MAX]) for goods in ways.values() for begin in range(0, len(goods), LINES_MAX)
    ]
    ids = shop.take_ids(tx, office, len(parts))
    made = [
        TransferProposal(number, run_id, at, day, ProposalState.PROPOSED, None, goods)
        for number, goods in zip(ids, parts, strict=True)
    ]
    transfer_proposals.record_proposals(tx, made)


def _not_overtaken(tx: Connection, wanted: Wanted) -> Wanted:
    on_order = coming_goods(tx)

    def is_overtaken(location_id: int, line: ProposalLine) -> bool:
        return line.is_overtaken(on_order.get((location_id, line.sku), Decimal(0)))

    return {key: lines for key, lines in wanted.items() if not any(is_overtaken(key[0], line) for line in lines)}


def _draft(work: UnitOfWork, proposal: Proposal) -> PurchaseOrder:
    company = work.station.shop
    (order_id,) = work.take_ids()
    return PurchaseOrder(
        id=order_id,
        supplier_code=proposal.supplier_code,
        location_id=proposal.location_id,
        state=OrderState.DRAFT,
        made_at=work.at,
        business_day=company.business_day(work.at),
        expected_on=expected_day(work.tx, company, proposal, work.at),
        currency=company.currency,
        lines=tuple(OrderLine(line.sku, line.quantity, line.cost) for line in proposal.lines),
    )
