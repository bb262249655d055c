"""Goods of which less than nothing is on hand, with what is known about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from models.purchasing.purchase_order import RECEIVABLE
from models.stock.below_zero import NegativeStock, StockClues, below_zero_since, probable_cause
from models.stock.movement import REASONS_OF_SALES, MovementReason
from store import schema
from store.database.columns import Quantity

_level, _move = schema.stock_level, schema.stock_movement
#: Movements that are fetched at a time while looking back for the instant at which the stock fell below zero.
_AT_ONCE = 200
_LEAVING = sorted(
    REASONS_OF_SALES
    | {MovementReason.WASTE, MovementReason.OWN_USE, MovementReason.TRANSFER_OUT, MovementReason.TO_SUPPLIER}
)


def count_negative(view: sa.Connection) -> int:
    """Of how many goods less than nothing is on hand, at each location by itself."""
    return view.scalar(sa.select(sa.func.count()).where(_level.c.on_hand < 0)) or 0


def negative_stock(view: sa.Connection, most: int) -> list[NegativeStock]:
    """The goods below zero, those that lack most first: since when, and what probably happened."""
    below = sa.select(_level).where(_level.c.on_hand < 0).order_by(_level.c.on_hand, _level.c.location_id, _level.c.sku)
    rows = view.execute(below.limit(most)).all()
    skus = sorted({row.sku for row in rows})
    coming, elsewhere = _coming(view, skus), _elsewhere(view, skus)
    nothing = Decimal(0)
    return [_explain(view, *row, coming=coming, elsewhere=elsewhere.get(row.sku, nothing)) for row in rows]


def _explain(
    view: sa.Connection,
    location_id: int,
    sku: str,
    on_hand: Decimal,
    *,
    coming: set[tuple[int, str]],
    elsewhere: Decimal,
) -> NegativeStock:
    since = below_zero_since(on_hand, _newest_first(view, location_id, sku))
    if since is None:
        raise ValueError(f"{sku} is below zero without a movement")
    clues = StockClues(
        is_coming=(location_id, sku) in coming,
        ever_came=_ever_came(view, location_id, sku),
        elsewhere=elsewhere,
        counted_at=_counted_before(view, location_id, sku, since),
    )
    return NegativeStock(location_id, sku, on_hand, since, probable_cause(clues, since))


def _newest_first(view: sa.Connection, location_id: int, sku: str) -> Iterator[tuple[datetime, Decimal]]:
    here = _move.c.sku == sku, _move.c.location_id == location_id
    order = _move.c.at.desc(), _move.c.source_id, _move.c.position
    query = sa.select(_move.c.at, _move.c.quantity).where(*here).order_by(*order)
    offset = 0
    while rows := view.execute(query.limit(_AT_ONCE).offset(offset)).all():
        yield from ((row.at, row.quantity) for row in rows)
        offset += _AT_ONCE


def _coming(view: sa.Connection, skus: Sequence[str]) -> set[tuple[int, str]]:
    order, line = schema.purchase_order, schema.purchase_order_line
    still_open = line.c.quantity > line.c.delivered + line.c.cancelled
    query = sa.select(order.c.location_id, line.c.sku).join(line, line.c.order_id == order.c.id)
    states = order.c.state.in_([each.value for each in RECEIVABLE])
    return {(row.location_id, row.sku) for row in view.execute(query.where(states, line.c.sku.in_(skus), still_open))}


def _elsewhere(view: sa.Connection, skus: Sequence[str]) -> dict[str, Decimal]:
    """What other locations have, by SKU: those that have some only."""
    summed = sa.func.sum(_level.c.on_hand, type_=Quantity).label("units")
    query = sa.select(_level.c.sku, summed).where(_level.c.sku.in_(skus), _level.c.on_hand > 0)
    return {row.sku: row.units for row in view.execute(query.group_by(_level.c.sku))}


def _ever_came(view: sa.Connection, location_id: int, sku: str) -> bool:
    arrivals = _move.c.quantity > 0, _move.c.reason.not_in(_LEAVING)
    query = sa.select(_move.c.at).where(_move.c.sku == sku, _move.c.location_id == location_id, *arrivals)
    return view.scalar(query.limit(1)) is not None


def _counted_before(view: sa.Connection, location_id: int, sku: str, since: datetime) -> datetime | None:
    line, count = schema.stock_count_line, schema.stock_count
    query = sa.select(sa.func.max(line.c.at, type_=line.c.at.type)).join(count, count.c.id == line.c.count_id)
    here = count.c.location_id == location_id, line.c.sku == sku, line.c.at <= since
    counted_at: datetime | None = view.scalar(query.where(*here))
    return counted_at
