"""Goods that may be counted at a location, with what decides which should be first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from models.stock.count_list import CountCandidate
from store import schema, stock, stock_counts
from store.analysis.stock_value import stock_value
from store.catalogue.kit_rows import is_kit
from store.database.columns import Quantity

#: Movements of so many days count.
MOVED_DAYS = 30


def count_candidates(
    view: sa.Connection, location_id: int, *, at: datetime, category: str | None = None
) -> list[CountCandidate]:
    """The goods that are sold or stocked at a location, in the order of the shelf: category, name.

    Packs and kits are left out: their goods are those of others.
    """
    product, level = schema.product.c, schema.stock_level.c
    here = sa.and_(level.sku == product.sku, level.location_id == location_id)
    query = (
        sa.select(product.sku, sa.func.coalesce(level.on_hand, 0, type_=Quantity).label("on_hand"))
        .outerjoin_from(schema.product, schema.stock_level, here)
        .where(sa.or_(product.active, level.on_hand != 0), product.pack_of.is_(None), ~is_kit(product.sku))
        .order_by(product.category, product.name, product.sku)
    )
    chosen = query if category is None else query.where(product.category == category)
    costs = {each.sku: each.average or Decimal(0) for each in stock_value(view, at)}
    movements, instants = _movements(view, location_id, at), _count_instants(view, location_id)
    nothing = Decimal(0)
    return [
        CountCandidate(
            row.sku,
            row.on_hand,
            costs.get(row.sku, nothing),
            movements.get(row.sku, nothing),
            (at - instants[row.sku]).days if row.sku in instants else None,
        )
        for row in view.execute(chosen)
    ]


def _movements(view: sa.Connection, location_id: int, at: datetime) -> dict[str, Decimal]:
    m = schema.stock_movement.c
    units = sa.func.sum(sa.func.abs(sa.type_coerce(m.quantity, sa.BigInteger)), type_=Quantity).label("units")
    query = sa.select(m.sku, units).where(m.location_id == location_id, m.at > at - timedelta(days=MOVED_DAYS))
    return {row.sku: row.units for row in view.execute(query.group_by(m.sku))}


def _count_instants(view: sa.Connection, location_id: int) -> dict[str, datetime]:
    count, line = schema.stock_count.c, schema.stock_count_line.c
    newest = sa.func.max(line.at, type_=line.at.type).label("at")
    query = sa.select(line.sku, newest).join_from(schema.stock_count, schema.stock_count_line)
    return {row.sku: row.at for row in view.execute(query.where(count.location_id == location_id).group_by(line.sku))}


def book_at(view: sa.Connection, location_id: int, instants: Mapping[str, datetime]) -> dict[str, Decimal]:
    """What the movements of some products up to an instant of each sum to, by SKU."""
    now = stock.levels_of(view, location_id, list(instants))
    since = stock_counts.moved_after(view, location_id, instants)
    return {sku: units - since.get(sku, 0) for sku, units in now.items()}
