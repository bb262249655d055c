"""Counting stock while the tills sell: what was counted against what should have been there at that instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from models.errors import Reason, Refused

#: No shelf holds more of one product, and no count has a longer key.
UNITS_MAX, KEY_LENGTH_MAX = Decimal(999_999), 64


class WrongCount(Refused):
    """A count with a value that cannot be."""

    code = "wrong_count"
    text = "{sku}: the count {reason}. Nothing was changed; count it again."

    sku: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class CountedUnits:
    """How many units of a product somebody saw on the shelf, at the instant ``at``."""

    sku: str
    units: Decimal
    at: datetime

    def __post_init__(self) -> None:
        if not self.units.is_finite() or not 0 <= self.units <= UNITS_MAX or self.units != round(self.units, 3):
            raise WrongCount(self.sku, Reason("units", "is no number of units"))


@dataclass(frozen=True, slots=True)
class CountLine:
    """One product of a count: ``book`` is what the movements up to ``at`` sum to.

    Source of the rule: perpetual stock with cut-off; goods sold after the instant of the count change nothing of it.
    """

    sku: str
    counted: Decimal
    book: Decimal
    at: datetime

    @property
    def variance(self) -> Decimal:
        """What was found (positive) or is missing (negative).

        >>> CountLine("MILK", Decimal(11), Decimal(12), datetime(2026, 11, 28)).variance
        Decimal('-1')
        """
        return self.counted - self.book


@dataclass(frozen=True, slots=True)
class StockCount:
    """A count at a location that was saved at ``at`` by an operator; each line has the instant of its own."""

    id: int
    key: str
    location_id: int
    at: datetime
    operator: str
    lines: tuple[CountLine, ...]
