"""Ordering a proposal without a person, or holding it and recording why: one transaction each. Twice is once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.facts.automatic_orders import AutomaticDecision
from models.order_settings import ORDER_REPORT_MAIL, PEPPOL_FOLDER
from models.purchasing.automatic_ordering import OrderMode
from models.purchasing.circuit_breakers import (
    ALL_BREAKERS,
    Breaker,
    NightEvidence,
    OrderSituation,
    reasons_to_hold,
)
from models.purchasing.ordering_rules import OrderChannel, OrderingRules
from models.replenishment.proposal import Proposal, ProposalState
from models.shop_settings import MAIL_HOST
from operations.access.permissions import check
from operations.purchasing.order_mail import hand_over
from operations.replenishment.proposals import approve_in
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import automatic_orders, dispatch, purchasing, replenishment
from store.database.engine import Connection, Store
from store.setting_rows import get_value
from store.supplier_rules import rules_of


def decide_proposal(
    store: Store,
    actor: Actor,
    proposal_id: int,
    night: NightEvidence,
    *,
    at: datetime,
    breakers: Collection[Breaker] = ALL_BREAKERS,
) -> AutomaticDecision | None:
    """Order a proposal and hand it to the outbox, or hold it for every reason that there is.

    ``None`` where it is not Kassa's to decide: its supplier's orders are sent by people, or somebody has decided. The
    same decision again is not recorded again. Raises :class:`store.replenishment.UnknownProposal`.
    """
    check(actor, Permission.ORDER_WITHIN_LIMITS)
    with unit_of_work(store, actor, at=at) as work:
        proposal = replenishment.get_proposal(work.tx, proposal_id)
        limits = automatic_orders.limits_of(work.tx, proposal.supplier_code)
        if limits.mode is not OrderMode.SEND or proposal.state is not ProposalState.PROPOSED:
            return None
        situation = _situation(work, proposal)
        reasons = reasons_to_hold(situation, night, limits, breakers)
        order_id = None
        if not reasons:
            order_id = hand_over(work, approve_in(work, proposal_id).id).id
        decision = AutomaticDecision(
            proposal=proposal_id,
            supplier=proposal.supplier_code,
            location=proposal.location_id,
            day=situation.today,
            value=situation.value,
            currency=proposal.cost.currency,
            order=order_id,
            reasons=tuple(each.value for each in reasons),
            goods=(*situation.unknown_goods, *situation.goods_above_normal),
        )
        if not _is_recorded(work, decision):
            work.record(decision)
    return decision


def queue_report(store: Store, actor: Actor, day: date, *, at: datetime) -> Dispatch | None:
    """Let the outbox send the message of a business day; ``None`` if nobody is to have it, or it has been queued."""
    check(actor, Permission.ORDER_WITHIN_LIMITS)
    with unit_of_work(store, actor, at=at) as work:
        address = get_value(work.tx, ORDER_REPORT_MAIL)
        queued = {each.subject_id for each in dispatch.dispatches_of_kind(work.tx, DispatchKind.ORDER_REPORT)}
        if not address or not get_value(work.tx, MAIL_HOST) or day.toordinal() in queued:
            return None
        (dispatch_id,) = work.take_ids()
        report = Dispatch(
            dispatch_id, DispatchKind.ORDER_REPORT, day.toordinal(), address, mask_address(address), work.at
        )
        dispatch.add_dispatch(work.tx, report)
    return report


def _situation(work: UnitOfWork, proposal: Proposal) -> OrderSituation:
    """What holds at this instant, read in the transaction that would order."""
    tx, company = work.tx, work.station.shop
    supplier, place = proposal.supplier_code, proposal.location_id
    rules, today, local = rules_of(tx, supplier), company.business_day(work.at), company.wall_clock(work.at)
    on_order = purchasing.on_order(tx)
    return OrderSituation(
        today=today,
        proposed_on=proposal.business_day,
        goods={line.sku: line.quantity for line in proposal.lines},
        value=proposal.cost.minor,
        least_value=rules.least_value,
        earlier=automatic_orders.earlier_orders(tx, supplier, place),
        is_switched_on=automatic_orders.switch_state(tx).is_on,
        is_overtaken=any(line.is_overtaken(on_order.get((place, line.sku), Decimal(0))) for line in proposal.lines),
        is_ordered_today=automatic_orders.is_ordered_on(tx, supplier, place, today),
        is_order_day=rules.order_day(local.date(), local.time()) == local.date(),
        can_be_mailed=_can_be_sent(tx, rules),
    )


def _can_be_sent(tx: Connection, rules: OrderingRules) -> bool:
    if rules.channel == OrderChannel.PEPPOL:
        return bool(get_value(tx, PEPPOL_FOLDER))
    return bool(rules.mail and get_value(tx, MAIL_HOST))


def _is_recorded(work: UnitOfWork, decision: AutomaticDecision) -> bool:
    decided = automatic_orders.decisions_since(work.tx, replenishment.get_proposal(work.tx, decision.proposal).made_at)
    of_proposal = [each.fact for each in decided if each.fact.proposal == decision.proposal]
    return of_proposal[-1:] == [decision]
