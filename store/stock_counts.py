"""Counts of stock, appended and found, and what was on hand at an instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from models.stock.counting import CountLine, StockCount
from store import schema
from store.database.columns import Quantity

count, line, move, level = schema.stock_count, schema.stock_count_line, schema.stock_movement, schema.stock_level


def lock_levels(tx: sa.Connection, location_id: int, skus: Sequence[str]) -> dict[str, Decimal]:
    """What is on hand of some products (some hundreds at most), which nobody else moves until this transaction ends.

    Products without a level get one of zero.
    """
    here = level.c.location_id == location_id, level.c.sku.in_(skus)
    with_level = set(tx.scalars(sa.select(level.c.sku).where(*here)))
    missing = [{"place": location_id, "sku": sku} for sku in sorted(set(skus) - with_level)]
    if missing:
        # As text, for it reads the same on every database; SQLAlchemy has an ON CONFLICT for each.
        tx.execute(
            sa.text(
                "INSERT INTO stock_level (location_id, sku, on_hand) VALUES (:place, :sku, 0) ON CONFLICT DO NOTHING"
            ),
            missing,
        )
    query = sa.select(level.c.sku, level.c.on_hand).where(*here).order_by(level.c.sku).with_for_update()
    return {row.sku: row.on_hand for row in tx.execute(query)}


def moved_after(view: sa.Connection, location_id: int, instants: Mapping[str, datetime]) -> dict[str, Decimal]:
    """What moved at a location after an instant of each product: the sum of later movements, by SKU."""
    if not instants:
        return {}
    later = sa.or_(*(sa.and_(move.c.sku == sku, move.c.at > at) for sku, at in sorted(instants.items())))
    query = sa.select(move.c.sku, sa.func.sum(move.c.quantity, type_=Quantity).label("moved")).where(
        move.c.location_id == location_id, later
    )
    return {row.sku: row.moved for row in view.execute(query.group_by(move.c.sku))}


def counted_later(view: sa.Connection, location_id: int, instants: Mapping[str, datetime]) -> list[str]:
    """Those of the products that were counted at the location again at a later instant than the one given."""
    if not instants:
        return []
    later = sa.or_(*(sa.and_(line.c.sku == sku, line.c.at > at) for sku, at in sorted(instants.items())))
    query = sa.select(line.c.sku).join(count, count.c.id == line.c.count_id)
    return sorted(view.scalars(query.where(count.c.location_id == location_id, later).distinct()))


def record_count(tx: sa.Connection, saved_count: StockCount) -> None:
    """Append a count with its lines."""
    row = {
        "id": saved_count.id,
        "request_key": saved_count.key,
        "location_id": saved_count.location_id,
        "at": saved_count.at,
        "operator": saved_count.operator,
    }
    tx.execute(count.insert(), row)
    lines = [
        {
            "count_id": saved_count.id,
            "position": position,
            "sku": each.sku,
            "counted": each.counted,
            "book": each.book,
            "at": each.at,
        }
        for position, each in enumerate(saved_count.lines, start=1)
    ]
    tx.execute(line.insert(), lines)


def count_of_key(view: sa.Connection, key: str) -> StockCount | None:
    """The count that was saved with this key, if there is one."""
    return next(iter(_counts(view, count.c.request_key == key)), None)


def find_counts(view: sa.Connection, ids: Sequence[int]) -> dict[int, StockCount]:
    """The counts of these ids that are stored, by id."""
    return {each.id: each for each in _counts(view, count.c.id.in_(ids))}


def latest_counts(view: sa.Connection, most: int) -> list[StockCount]:
    """The counts saved last, the newest first."""
    newest = sa.select(count.c.id).order_by(count.c.at.desc(), count.c.id.desc()).limit(most)
    saved_count = _counts(view, count.c.id.in_(newest.scalar_subquery()))
    return sorted(saved_count, key=lambda each: (each.at, each.id), reverse=True)


def _counts(view: sa.Connection, which: sa.ColumnElement[bool]) -> list[StockCount]:
    heads = view.execute(sa.select(count).where(which).order_by(count.c.id)).all()
    lines: dict[int, list[CountLine]] = {head.id: [] for head in heads}
    of_these = sa.select(line).join(count, count.c.id == line.c.count_id).where(which)
    for row in view.execute(of_these.order_by(line.c.count_id, line.c.position)):
        lines[row.count_id].append(CountLine(row.sku, row.counted, row.book, row.at))
    return [
        StockCount(head.id, head.request_key, head.location_id, head.at, head.operator, tuple(lines[head.id]))
        for head in heads
    ]
