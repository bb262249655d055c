"""What a buyer changed in an order, and what came of it until the next delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class ChangeOutcome(StrEnum):
    """What came of another quantity than the one that was drafted."""

    NOT_HERE = "not_here"
    """Nothing of it has come, or it was taken out of the order."""
    RAN_OUT = "ran_out"
    LEFT_OVER = "left_over"
    """All that was added to the draft was still on the shelf when the next delivery came."""
    SUFFICED = "sufficed"


@dataclass(frozen=True, slots=True)
class ChangedQuantity:
    """A product of an order whose quantity somebody changed.

    ``drafted`` units were in the order before the first change, ``ordered`` after the last. Between ``came_at`` and
    ``until`` (the next delivery, or now) ``units_sold`` were sold net of returns, and ``lowest`` was the lowest stock.
    """

    order_id: int
    location_id: int
    sku: str
    drafted: Decimal
    ordered: Decimal
    reasons: tuple[str, ...]
    changed_at: datetime
    operator: str
    came_at: datetime | None = None
    until: datetime | None = None
    units_sold: Decimal = Decimal(0)
    lowest: Decimal | None = None

    @property
    def outcome(self) -> ChangeOutcome:
        """Whether it ran out, lay, or sufficed."""
        if self.came_at is None or self.lowest is None:
            return ChangeOutcome.NOT_HERE
        if self.lowest <= 0:
            return ChangeOutcome.RAN_OUT
        added = self.ordered - self.drafted
        return ChangeOutcome.LEFT_OVER if 0 < added <= self.lowest else ChangeOutcome.SUFFICED
