"""Price breaks of suppliers: stored and read."""

from __future__ import annotations

import sqlalchemy as sa

from models.money import Money
from models.purchasing.price_breaks import Breaks, PriceBreak
from store import schema

_break = schema.supplier_price_break


def all_breaks(view: sa.Connection, currency: str) -> dict[tuple[str, str], Breaks]:
    """Every price break by SKU and supplier, in the order of their quantities."""
    return _breaks(view, sa.true(), currency)


def breaks_of(view: sa.Connection, supplier_code: str, currency: str) -> dict[str, Breaks]:
    """The price breaks of one supplier, by SKU."""
    return {sku: of for (sku, _), of in _breaks(view, _break.c.supplier_code == supplier_code, currency).items()}


def breaks_for(view: sa.Connection, sku: str, currency: str) -> dict[str, Breaks]:
    """The price breaks of one product, by supplier."""
    return {supplier: of for (_, supplier), of in _breaks(view, _break.c.sku == sku, currency).items()}


def replace_breaks(tx: sa.Connection, sku: str, supplier_code: str, breaks: Breaks) -> None:
    """Store the breaks of a product of a supplier in place of those before."""
    tx.execute(_break.delete().where(_break.c.sku == sku, _break.c.supplier_code == supplier_code))
    rows = [
        {"sku": sku, "supplier_code": supplier_code, "least": each.least, "cost_minor": each.cost.minor}
        for each in breaks
    ]
    if rows:
        tx.execute(_break.insert(), rows)


def _breaks(view: sa.Connection, which: sa.ColumnElement[bool], currency: str) -> dict[tuple[str, str], Breaks]:
    by_term: dict[tuple[str, str], Breaks] = {}
    for row in view.execute(sa.select(_break).where(which).order_by(*_break.primary_key)):
        key = row.sku, row.supplier_code
        by_term[key] = (*by_term.get(key, ()), PriceBreak(row.least, Money(row.cost_minor, currency)))
    return by_term
