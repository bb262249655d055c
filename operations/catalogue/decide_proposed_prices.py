"""Accepting or refusing a price that a new cost proposed, by one press. Doing it twice is doing it once."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.money import Money
from models.pricing.price_change import rows_to_save
from models.pricing.price_fact import prices_fact
from models.pricing.price_list import Price
from models.purchasing.price_proposal import DecidedPrice, PriceDecision, PriceProposal, ProposalIsGone
from models.purchasing.price_proposal_fact import decided_fact
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue, price_proposals
from store.analysis.open_price_proposals import open_proposals
from store.database.engine import Store


def decide_price(
    store: Store, actor: Actor, sku: str, price_minor: int, decision: PriceDecision, *, at: datetime
) -> DecidedPrice:
    """Let the price that was proposed for a product hold, or refuse it until another cost comes.

    ``price_minor`` is the price that the person saw. Raises :class:`ProposalIsGone` if it is no longer proposed;
    nothing is changed then.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        for each in open_proposals(work.tx, work.station.shop, work.at):
            if (each.sku, each.price) == (sku, price_minor):
                return _decide(work, each, decision)
        before = price_proposals.latest_decision(work.tx, sku)
        if before is None or (before.proposal.price, before.decision) != (price_minor, decision):
            raise ProposalIsGone(sku[:40])
        return before


def _decide(work: UnitOfWork, proposal: PriceProposal, decision: PriceDecision) -> DecidedPrice:
    (number,) = work.take_ids()
    company = work.station.shop
    day = company.business_day(work.at)
    decided = DecidedPrice(number, proposal, decision, work.at, day, work.actor.operator_id)
    price_proposals.record_decision(work.tx, decided)
    work.record(decided_fact(decided))
    if decision is PriceDecision.ACCEPTED:
        price = Price(proposal.sku, Money(proposal.price, company.currency), proposal.begins_on)
        stored = catalogue.prices_of(work.tx, [proposal.sku], company.currency)[proposal.sku]
        rows = rows_to_save(stored, price)
        catalogue.add_prices(work.tx, rows)
        work.record(prices_fact(rows))
    return decided
