"""Movements of goods as a fact of the journal, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.facts.goods import MovedGoods, StockMoved
from models.stock.movement import MovementReason, StockMovement


def moved_fact(movements: Sequence[StockMovement]) -> StockMoved:
    """The fact of movements that have one source; the journal's row has their instant."""
    first = movements[0]
    return StockMoved(
        source=first.source_id,
        location=first.location_id,
        day=first.business_day,
        reason=first.reason,
        goods=tuple(MovedGoods(movement.sku, movement.quantity) for movement in movements),
    )


def movements_of_fact(fact: StockMoved, at: datetime) -> list[StockMovement]:
    """The movements that :func:`moved_fact` was made from; :class:`ValueError` if the reason is unknown."""
    reason = MovementReason(fact.reason)
    return [
        StockMovement(fact.source, position, fact.location, each.sku, each.quantity, reason, at, fact.day)
        for position, each in enumerate(fact.goods, start=1)
    ]
