"""What moved on some business days, by what it was: for shelves that are compared with the owner's."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.stock.movement import MovementReason
from store import schema

#: Units (thousandths) by location, SKU and day: what suppliers brought, what was thrown away, what else moved
#: but for sales, and everything together.
Moves = dict[tuple[int, str], dict[date, tuple[int, int, int, int]]]


def goods_moved(view: sa.Connection, first: date, until: date) -> Moves:
    """Movements from ``first`` until ``until``: net into the location, waste as it left."""
    move = schema.stock_movement.c
    units = sa.type_coerce(move.quantity, sa.BigInteger)

    def total(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.cast(sa.func.coalesce(sa.func.sum(sa.case((which, units), else_=0)), 0), sa.BigInteger)

    is_delivery, is_waste = move.reason == MovementReason.DELIVERY.value, move.reason == MovementReason.WASTE.value
    is_other = ~(is_delivery | is_waste | (move.reason == MovementReason.SALE.value))
    sums = total(is_delivery), -total(is_waste), total(is_other), total(sa.true())
    query = (
        sa.select(move.location_id, move.sku, move.business_day, *sums)
        .where(move.business_day >= first, move.business_day < until)
        .group_by(move.location_id, move.sku, move.business_day)
    )
    rows: Moves = {}
    for location_id, sku, day, *units_of_day in view.execute(query):
        rows.setdefault((location_id, sku), {})[day] = tuple(units_of_day)
    return rows


def stock_at(view: sa.Connection, until: date) -> dict[tuple[int, str], int]:
    """Thousandths on the shelf before a business day began, by location and SKU."""
    move = schema.stock_movement.c
    units = sa.cast(sa.func.sum(sa.type_coerce(move.quantity, sa.BigInteger)), sa.BigInteger)
    query = sa.select(move.location_id, move.sku, units).where(move.business_day < until)
    rows = view.execute(query.group_by(move.location_id, move.sku))
    return {(location_id, sku): milli for location_id, sku, milli in rows}
