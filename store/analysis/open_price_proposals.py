"""The prices that new costs propose now, found from deliveries, terms and prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from models.facts.price import PriceChanged
from models.order_settings import PRICE_ENDING
from models.pricing.price_list import Price
from models.purchasing.price_proposal import (
    PROPOSED_DAYS,
    CostChange,
    PriceProposal,
    ending_of,
    lasting_prices,
    propose_prices,
)
from models.purchasing.supplier import chosen_terms
from models.shop import Shop
from store import catalogue, purchasing, schema
from store.analysis.goods_history import facts_of_product
from store.setting_rows import get_value

_table, _arrival, _line = schema.price_decision, schema.arrival, schema.arrival_line


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
    own = [each for each in own if not _is_answered_that_day(view, each, prices.get(each.sku, ()))]
    return propose_prices(own, prices, company.business_day(at), ending_of(get_value(view, PRICE_ENDING)))


def _is_answered_that_day(view: sa.Connection, change: CostChange, prices: Sequence[Price]) -> bool:
    """Whether a lasting price that begins on the delivery's own day was set after it; a day is too coarse."""
    if all(each.valid_from != change.business_day for each in lasting_prices(prices)):
        return False
    later = (each.recorded.fact for each in facts_of_product(view, change.sku) if each.at > change.at)
    return any(
        new.sku == change.sku and new.valid_until is None and new.location is None
        for fact in later
        if isinstance(fact, PriceChanged)
        for new in fact.prices
    )


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
