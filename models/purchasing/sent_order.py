"""Orders that a supplier has, or had: what was asked for, and what came of it on which day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class DeliveredPart:
    """What of a line of an order came on a business day.

    ``good`` is undamaged and of the product that was ordered; ``other`` is damaged, or another product in its place.
    ``unit_cost`` is what a unit cost and ``agreed_cost`` what the supplier asked until then, in minor units without
    tax; both are unknown for goods that the supplier has no terms for.
    """

    day: date
    good: Decimal
    other: Decimal
    unit_cost: int | None = None
    agreed_cost: int | None = None

    @property
    def units(self) -> Decimal:
        """All that the supplier brought for the line."""
        return self.good + self.other


@dataclass(frozen=True, slots=True)
class SentLine:
    """One product of an order: ``quantity`` is what was asked for when it was sent, ``still_open`` what is to come."""

    sku: str
    quantity: Decimal
    still_open: Decimal
    parts: tuple[DeliveredPart, ...] = ()

    @property
    def good(self) -> Decimal:
        """The units that came undamaged, of all deliveries."""
        return sum((part.good for part in self.parts), _NOTHING)

    @property
    def is_in_full(self) -> bool:
        """Whether all that was asked for came undamaged."""
        return self.good >= self.quantity


@dataclass(frozen=True, slots=True)
class SentOrder:
    """An order that was sent; ``sent_at`` is on the shop's wall clock, ``due_on`` the day that it was promised for."""

    id: int
    supplier_code: str
    location_id: int
    sent_at: datetime
    due_on: date
    lines: tuple[SentLine, ...]

    @property
    def delivery_days(self) -> tuple[date, ...]:
        """The days on which something of it came, in order."""
        return tuple(sorted({part.day for line in self.lines for part in line.parts}))

    @property
    def is_open(self) -> bool:
        """Whether something of it is still to come."""
        return any(line.still_open for line in self.lines)


def newest_of(orders: Iterable[SentOrder], count: int) -> list[SentOrder]:
    """The orders that were sent last, so many at most, the oldest of them first."""
    return sorted(orders, key=lambda each: (each.sent_at, each.id))[-count:]
