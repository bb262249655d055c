"""Stock movements: the only thing that changes stock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct


class MovementReason(StrEnum):
    """Why goods moved."""

    OPENING = "opening"
    SALE = "sale"
    DELIVERY = "delivery"
    WASTE = "waste"
    OWN_USE = "own_use"
    """The shop used it itself."""
    TRANSFER_OUT = "transfer_out"
    """Sent to another location."""
    TRANSFER_IN = "transfer_in"
    """Came from another location, or came back because the transfer was cancelled."""
    TO_SUPPLIER = "to_supplier"
    """Sent back to its supplier from the shelf, or on the shelf again because the supplier refused it."""
    COUNT = "count"
    RETURN = "return"
    """A customer brought goods back."""
    RETURN_WASTE = "return_waste"
    """What came back was thrown away at once."""
    RETURN_SUPPLIER = "return_supplier"
    """What came back leaves to the supplier at once."""


#: The movements that a sale or a refund makes by itself.
REASONS_OF_SALES = frozenset(
    {MovementReason.SALE, MovementReason.RETURN, MovementReason.RETURN_WASTE, MovementReason.RETURN_SUPPLIER}
)


class StockMovement(Struct, frozen=True):
    """Goods into (positive) or out of (negative) a location; ``source_id`` is the fact that moved them."""

    source_id: int
    position: int
    location_id: int
    sku: str
    quantity: Decimal
    reason: MovementReason
    at: datetime
    business_day: date


def on_hand(movements: Iterable[StockMovement]) -> dict[tuple[int, str], Decimal]:
    """The sum of movements per location and SKU: what is physically there."""
    level: dict[tuple[int, str], Decimal] = {}
    for movement in movements:
        key = (movement.location_id, movement.sku)
        level[key] = level.get(key, Decimal(0)) + movement.quantity
    return level
