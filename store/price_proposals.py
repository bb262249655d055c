"""Prices that new costs propose, and what was decided about them, appended and found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from models.purchasing.price_proposal import (
    PROPOSED_DAYS,
    CostChange,
    DecidedPrice,
    PriceDecision,
    PriceProposal,
    ending_of,
    propose_prices,
)
from models.purchasing.supplier import chosen_terms
from models.shop import Shop
from models.shop_settings import PRICE_ENDING
from store import catalogue, purchasing, schema
from store.setting_rows import get_value

_table, _arrival, _line = schema.price_decision, schema.arrival, schema.arrival_line


def record_decision(tx: sa.Connection, decided: DecidedPrice) -> None:
    """Append what somebody decided about a proposal."""
    proposal = decided.proposal
    row = {
        "id": decided.id,
        "arrival_id": proposal.arrival_id,
        "supplier_code": proposal.supplier_code,
        "sku": proposal.sku,
        "cost_before_minor": proposal.cost_before,
        "cost_minor": proposal.cost,
        "price_before_minor": proposal.price_before,
        "price_minor": proposal.price,
        "begins_on": proposal.begins_on,
        "decision": decided.decision.value,
        "at": decided.at,
        "business_day": decided.business_day,
        "operator": decided.operator,
    }
    tx.execute(_table.insert(), row)


def find_decisions(view: sa.Connection, ids: Sequence[int]) -> dict[int, DecidedPrice]:
    """The decisions with these ids, by id."""
    rows = view.execute(sa.select(_table).where(_table.c.id.in_(ids)).order_by(_table.c.id))
    return {
        row.id: DecidedPrice(
            row.id,
            PriceProposal(
                row.sku,
                row.arrival_id,
                row.supplier_code,
                row.cost_before_minor,
                row.cost_minor,
                row.price_before_minor,
                row.price_minor,
                row.begins_on,
            ),
            PriceDecision(row.decision),
            row.at,
            row.business_day,
            row.operator,
        )
        for row in rows
    }


def latest_decision(view: sa.Connection, sku: str) -> DecidedPrice | None:
    """What was decided last about a product, if anything was."""
    newest = sa.select(_table.c.id).where(_table.c.sku == sku).order_by(_table.c.at.desc(), _table.c.id.desc())
    ids = view.scalars(newest.limit(1)).all()
    return next(iter(find_decisions(view, ids).values()), None)


def open_proposals(view: sa.Connection, company: Shop, at: datetime) -> list[PriceProposal]:
    """The prices that are proposed at an instant and that nobody decided about, by SKU.

    Only a delivery of the supplier that the product is bought from proposes a price.
    """
    changes = _cost_changes(view, at - timedelta(days=PROPOSED_DAYS))
    skus = sorted({each.sku for each in changes})
    if not skus:
        return []
    usual = chosen_terms(purchasing.terms_of_products(view, skus, company.currency))
    own = [each for each in changes if each.sku in usual and usual[each.sku].supplier_code == each.supplier_code]
    prices = catalogue.prices_of(view, skus, company.currency)
    return propose_prices(own, prices, company.business_day(at), ending_of(get_value(view, PRICE_ENDING)))


def _cost_changes(view: sa.Connection, since: datetime) -> list[CostChange]:
    """Lines of deliveries with another cost than was agreed, after the last decision about each product."""
    decided = _arrival.alias()
    later = sa.or_(decided.c.at > _arrival.c.at, sa.and_(decided.c.at == _arrival.c.at, decided.c.id >= _arrival.c.id))
    is_decided = (
        sa.exists()
        .where(_table.c.sku == _line.c.sku, _table.c.arrival_id == decided.c.id, later)
        .correlate(_arrival, _line)
    )
    query = (
        sa.select(_arrival, _line.c.sku, _line.c.agreed_cost_minor, _line.c.unit_cost_minor)
        .join(_line, _line.c.arrival_id == _arrival.c.id)
        .where(_arrival.c.at >= since, _line.c.good > 0, _line.c.unit_cost_minor != _line.c.agreed_cost_minor)
        .where(~is_decided)
        .order_by(_arrival.c.at, _arrival.c.id, _line.c.position)
    )
    return [
        CostChange(
            row.id,
            row.supplier_code,
            row.sku,
            row.agreed_cost_minor,
            row.unit_cost_minor,
            row.at,
            row.business_day,
        )
        for row in view.execute(query)
    ]
