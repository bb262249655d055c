"""Tiers of members: who collected enough points by purchases in twelve months gets more for the next ones.

The tier of a member at an instant follows from the entries before it and nothing else: what purchases of the past
twelve months gave, less what was taken back of them, on whatever day the goods came back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from models.months import months_later

TIER_MONTHS, TIERS_MAX, TIER_NAME_MAX, COLLECTED_MAX = 12, 5, 20, 10_000_000
#: Thousandths of a factor.
_ONE = 1000


class PointTier(Struct, frozen=True):
    """From ``least`` points of twelve months on, purchases give ``factor_milli`` thousandths of the usual points."""

    name: str
    least: int
    factor_milli: int = _ONE

    @property
    def label(self) -> str:
        """The name with what the tier gives, as till, display and receipt show it in every language.

        >>> [PointTier("Gold", 5000, 1500).label, PointTier("Silver", 1000, 1250).label, PointTier("Club", 1).label]
        ['Gold ×1,5', 'Silver ×1,25', 'Club']
        """
        if self.factor_milli == _ONE:
            return self.name
        whole, part = divmod(self.factor_milli, _ONE)
        decimals = f"{part:03}".rstrip("0")
        return f"{self.name} ×{whole}" + (f",{decimals}" if decimals else "")


def counted_since(day: date) -> date:
    """The first day whose purchases count to a tier on a day.

    >>> counted_since(date(2026, 11, 29))
    datetime.date(2025, 11, 30)
    """
    return date.fromordinal(months_later(day, -TIER_MONTHS).toordinal() + 1)


def tier_of(tiers: Sequence[PointTier], points: int) -> PointTier | None:
    """The highest tier that so many collected points reach; ``None``: none.

    >>> tiers = PointTier("Silver", 1000, 1250), PointTier("Gold", 5000, 1500)
    >>> [tier and tier.name for tier in (tier_of(tiers, points) for points in (999, 1000, 5000))]
    [None, 'Silver', 'Gold']
    """
    return max((each for each in tiers if each.least <= points), key=lambda each: each.least, default=None)


def next_tier(tiers: Sequence[PointTier], points: int) -> PointTier | None:
    """The tier after the one that so many collected points reach; ``None`` from the highest.

    >>> next_tier([PointTier("Silver", 1000), PointTier("Gold", 5000)], 1200).name
    'Gold'
    >>> next_tier([PointTier("Silver", 1000), PointTier("Gold", 5000)], 1000).name
    'Gold'
    """
    return min((each for each in tiers if each.least > points), key=lambda each: each.least, default=None)


def are_tiers(tiers: Sequence[PointTier]) -> bool:
    """Whether they rise from one to the next and have names that differ.

    >>> are_tiers([PointTier("Silver", 1000), PointTier("Gold", 1000)]), are_tiers([PointTier("Silver", 1000)])
    (False, True)
    """
    least = [each.least for each in tiers]
    names = [each.name.strip() for each in tiers]
    return (
        len(tiers) <= TIERS_MAX
        and all(names)
        and len({name.casefold() for name in names}) == len(names)
        and all(len(each.name) <= TIER_NAME_MAX and each.name.isprintable() for each in tiers)
        and least == sorted(set(least))
        and all(0 < each <= COLLECTED_MAX for each in least)
    )
