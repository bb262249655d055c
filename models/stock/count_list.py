"""Which goods to count: all, those of a category, or those where a wrong stock costs most."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

#: Goods that were never counted are as urgent as those counted so long ago.
NEVER_DAYS = 365


@dataclass(frozen=True, slots=True)
class CountCandidate:
    """Goods that may be counted at a location.

    ``unit_cost`` is in minor units, nothing where it is not known; ``moved`` are the units that moved lately, in and
    out; ``days`` are those since the last count, ``None`` where there was none.
    """

    sku: str
    on_hand: Decimal
    unit_cost: Decimal
    moved: Decimal
    days: int | None

    @property
    def risk(self) -> Decimal:
        """Value × movement × days since counted: what stock may be worth that is not there, to compare goods with.

        The value is at least that of one unit, for an empty shelf may be wrong too; so is the movement.

        >>> CountCandidate("MILK", Decimal(10), Decimal(800), Decimal(49), 3).risk
        Decimal('1200000')
        """
        value = max(abs(self.on_hand), Decimal(1)) * max(self.unit_cost, Decimal(1))
        return value * (self.moved + 1) * max(NEVER_DAYS if self.days is None else self.days, 1)


def riskiest(goods: list[CountCandidate], most: int) -> list[CountCandidate]:
    """Those that should be counted first, at most so many."""
    return sorted(goods, key=lambda each: (-each.risk, each.sku))[:most]
