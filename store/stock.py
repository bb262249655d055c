"""Stock movements, appended, and the levels they sum to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa

from models.stock.movement import MovementReason, StockMovement, on_hand
from store import schema
from store.database.columns import Quantity
from store.database.prepared import Prepared


def record_movements(tx: sa.Connection, movements: Sequence[StockMovement]) -> None:
    """Append movements and move the levels by their sums, in the order of SKU so that two writers never cross."""
    if not movements:
        return
    rows = [
        {
            "source_id": m.source_id,
            "position": m.position,
            "location_id": m.location_id,
            "sku": m.sku,
            "quantity": m.quantity,
            "reason": m.reason.value,
            "at": m.at,
            "business_day": m.business_day,
        }
        for m in movements
    ]
    _ADD.send(tx, rows)
    sums = sorted(on_hand(movements).items())
    levels = [{"location_id": place, "sku": sku, "on_hand": change} for (place, sku), change in sums]
    _MOVE_LEVELS.send(tx, levels)


_ADD = Prepared(schema.stock_movement.insert())
# As text, for it reads the same on every database; SQLAlchemy has an ON CONFLICT for each.
_MOVE_LEVELS = Prepared(
    sa.text(
        "INSERT INTO stock_level (location_id, sku, on_hand) VALUES (:location_id, :sku, :on_hand) "
        "ON CONFLICT (location_id, sku) DO UPDATE SET on_hand = stock_level.on_hand + excluded.on_hand"
    ).bindparams(sa.bindparam("on_hand", type_=Quantity))
)


def remove_empty_levels(tx: sa.Connection, location_id: int, skus: Sequence[str]) -> None:
    """Let products of which nothing is on hand at a location count as never stocked there."""
    level = schema.stock_level
    here = level.c.location_id == location_id, level.c.sku.in_(skus), level.c.on_hand == 0
    tx.execute(level.delete().where(*here))


def movements_from(view: sa.Connection, source_ids: Sequence[int]) -> dict[int, list[StockMovement]]:
    """The movements that these facts made, in order, by the fact's id."""
    found: dict[int, list[StockMovement]] = {}
    table = schema.stock_movement.c
    query = sa.select(schema.stock_movement).where(table.source_id.in_(source_ids))
    for row in view.execute(query.order_by(table.source_id, table.position)):
        movement = StockMovement(
            source_id=row.source_id,
            position=row.position,
            location_id=row.location_id,
            sku=row.sku,
            quantity=row.quantity,
            reason=MovementReason(row.reason),
            at=row.at,
            business_day=row.business_day,
        )
        found.setdefault(row.source_id, []).append(movement)
    return found


def levels(view: sa.Connection) -> dict[tuple[int, str], Decimal]:
    """What is on hand per location and SKU."""
    rows = view.execute(sa.select(schema.stock_level))
    return {(row.location_id, row.sku): row.on_hand for row in rows}


def levels_of(view: sa.Connection, location_id: int, skus: Sequence[str]) -> dict[str, Decimal]:
    """What is on hand of some products (some hundreds at most) at a location, by SKU; zero where none ever was."""
    level = schema.stock_level.c
    query = sa.select(level.sku, level.on_hand).where(level.location_id == location_id, level.sku.in_(skus))
    return {sku: Decimal(0) for sku in skus} | {row.sku: row.on_hand for row in view.execute(query)}
