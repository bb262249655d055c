"""Deciding on transfers that a night proposed instead of buying."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.transfer_decision import TransferDecisionMade
from models.replenishment.proposal import ProposalState
from models.replenishment.transfer_first import TransferProposal, TransferProposalDecided, TransferProposalOutdated
from models.stock.transfer import GoodsToTransfer, SentGoods, Transfer
from operations.access.permissions import check
from operations.stock.transferring import send_in
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import stock, transfer_proposals, transfers
from store.database.engine import Store
from store.online.promises import promised_of


def send_proposed_transfer(store: Store, actor: Actor, proposal_id: int, *, at: datetime) -> Transfer:
    """Send the goods of a proposed transfer. Sending twice is one transfer: the second call returns it.

    Raises :class:`store.transfer_proposals.UnknownTransferProposal`, :class:`TransferProposalDecided` if it was
    dismissed, or :class:`TransferProposalOutdated` if the sender would be left with less than its own level.
    """
    check(actor, Permission.TRANSFER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        proposal = transfer_proposals.get_proposal(work.tx, proposal_id)
        if proposal.transfer_id is not None:
            return transfers.get_transfer(work.tx, proposal.transfer_id)
        if proposal.state is not ProposalState.PROPOSED:
            raise TransferProposalDecided(proposal_id, proposal.state)
        goods = tuple(SentGoods(each.sku, each.units) for each in proposal.goods)
        wish = GoodsToTransfer(f"proposal {proposal_id}", proposal.places[0], proposal.places[1], goods)
        transfer = send_in(work, wish)
        # After sending: it holds the levels, so that nothing else leaves the shelf between the look and the end.
        _check_spared(work, proposal, transfer)
        if not transfer_proposals.decide(work.tx, proposal_id, ProposalState.APPROVED, transfer.id):
            raise TransferProposalDecided(proposal_id, proposal.state)
        work.record(TransferDecisionMade(proposal_id, ProposalState.APPROVED, transfer.id))
        return transfer


def dismiss_proposed_transfer(store: Store, actor: Actor, proposal_id: int, *, at: datetime) -> None:
    """Set a proposed transfer aside: the goods are bought from the next night on. Doing it twice is doing it once.

    Raises :class:`store.transfer_proposals.UnknownTransferProposal`, or :class:`TransferProposalDecided` if it was
    sent.
    """
    check(actor, Permission.TRANSFER_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        if transfer_proposals.decide(work.tx, proposal_id, ProposalState.DISMISSED):
            work.record(TransferDecisionMade(proposal_id, ProposalState.DISMISSED, None))
            return
        state = transfer_proposals.get_proposal(work.tx, proposal_id).state
        if state is not ProposalState.DISMISSED:
            raise TransferProposalDecided(proposal_id, state)


def _check_spared(work: UnitOfWork, proposal: TransferProposal, transfer: Transfer) -> None:
    """Refuse to leave the sender below what it needs. Sales since the night are part of the demand that it is for."""
    skus, sender_id = [each.sku for each in proposal.goods], proposal.places[0]
    on_hand = stock.levels_of(work.tx, sender_id, skus)
    moved = transfer_proposals.moved_besides_sales(work.tx, proposal, transfer.id)
    promised = promised_of(work.tx, sender_id, skus)
    is_of_today = proposal.business_day == work.station.shop.business_day(work.at)
    for each in proposal.goods:
        set_aside = promised.get(each.sku, Decimal(0))
        left = each.sender.on_hand + moved.get(each.sku, Decimal(0)) - each.units - set_aside
        if not is_of_today or left < each.sender.least or on_hand[each.sku] < set_aside:
            raise TransferProposalOutdated(proposal.id)
