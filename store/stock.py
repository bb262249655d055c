"""Stock movements, appended, and the levels they sum to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa

from models.stock.movement import StockMovement, on_hand
from store import schema
from store.catalogue import insert_for


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
    tx.execute(schema.stock_movement.insert(), rows)
    sums = sorted(on_hand(movements).items())
    levels = [{"location_id": place, "sku": sku, "on_hand": change} for (place, sku), change in sums]
    statement = insert_for(tx, schema.stock_level)
    moved = {"on_hand": schema.stock_level.c.on_hand + statement.excluded.on_hand}
    tx.execute(statement.on_conflict_do_update(index_elements=["location_id", "sku"], set_=moved), levels)


def levels(view: sa.Connection) -> dict[tuple[int, str], Decimal]:
    """What is on hand per location and SKU."""
    rows = view.execute(sa.select(schema.stock_level))
    return {(row.location_id, row.sku): row.on_hand for row in rows}
