"""The shelf of orders that nobody sends: what it would hold, sell, lack and throw away beside the owner's own.

All units are whole thousandths.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

#: Units by day, the earliest first.
Batches = tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class DayOfGoods:
    """What happened to one product at a location on a business day.

    ``demand``: what customers wanted, an estimate where the shelf ran empty; ``sales``: what they bought;
    ``deliveries``: what suppliers brought; ``waste``: what was thrown away of goods that spoil; ``others``: every other
    movement, into the location; ``stock``: what was on the owner's shelf at closing time.
    """

    day: date
    demand: int
    sales: int
    deliveries: int = 0
    waste: int = 0
    others: int = 0
    stock: int = 0


@dataclass(frozen=True, slots=True)
class SideFigures:
    """What one side had over some days: units that came, were sold, were not there, were thrown away.

    ``stock_days``: units on the shelf at closing time, summed over the days.
    """

    arrivals: int = 0
    sales: int = 0
    shortage: int = 0
    waste: int = 0
    stock_days: int = 0

    def plus(self, other: SideFigures) -> SideFigures:
        """Both together.

        >>> SideFigures(1, 2, 3, 4, 5).plus(SideFigures(1, 1, 1, 1, 1))
        SideFigures(arrivals=2, sales=3, shortage=4, waste=5, stock_days=6)
        """
        return SideFigures(
            self.arrivals + other.arrivals,
            self.sales + other.sales,
            self.shortage + other.shortage,
            self.waste + other.waste,
            self.stock_days + other.stock_days,
        )


@dataclass(frozen=True, slots=True)
class ShadowShelf:
    """What is there by the day it came, what comes by its day, and what the owner had on order when all began."""

    batches: Batches = ()
    coming: Batches = ()
    inherited: int = 0

    @property
    def on_hand(self) -> int:
        """Units on the shelf.

        >>> ShadowShelf(((date(2026, 11, 23), 4000), (date(2026, 11, 24), 500))).on_hand
        4500
        """
        return sum(units for _, units in self.batches)

    @property
    def on_order(self) -> int:
        """Units that are on their way.

        >>> ShadowShelf((), ((date(2026, 11, 24), 6000),), inherited=500).on_order
        6500
        """
        return sum(units for _, units in self.coming) + self.inherited

    def with_order(self, day: date, units: int) -> ShadowShelf:
        """The shelf with so many units more on their way, until ``day``."""
        return replace(self, coming=(*self.coming, (day, units))) if units else self


def owners_day(facts: DayOfGoods) -> SideFigures:
    """What the owner's shelf had on a day.

    >>> owners_day(DayOfGoods(date(2026, 11, 27), demand=9, sales=7, deliveries=5, stock=3))
    SideFigures(arrivals=5, sales=7, shortage=2, waste=0, stock_days=3)
    """
    shortage = max(facts.demand - facts.sales, 0)
    return SideFigures(max(facts.deliveries, 0), facts.sales, shortage, facts.waste, max(facts.stock, 0))


def shadow_day(
    shelf: ShadowShelf, facts: DayOfGoods, *, life_days: int | None, is_shared: bool
) -> tuple[ShadowShelf, SideFigures]:
    """The shelf after a day, and what it had on it.

    :param life_days: days on which the goods may be sold; none for goods that do not spoil
    :param is_shared: what came on this day was ordered before the first decision and comes to both sides

    Goods come first; customers take the oldest; what has had its days is thrown away at closing time. Counts, transfers
    and the like happen to both sides, as far as the goods are there.

    >>> monday = date(2026, 11, 23)
    >>> shelf = ShadowShelf(((monday, 4),), ((monday, 6),))
    >>> shadow_day(shelf, DayOfGoods(monday, demand=7, sales=5), life_days=1, is_shared=False)[1]
    SideFigures(arrivals=6, sales=7, shortage=0, waste=3, stock_days=0)
    """
    day, brought = facts.day, max(facts.deliveries, 0)
    from_both = brought if is_shared else min(brought, shelf.inherited)
    due = sum(units for when, units in shelf.coming if when <= day) + from_both
    batches = _with_units(shelf.batches, day, due)
    batches = _with_units(batches, day, facts.others) if facts.others >= 0 else _without(batches, -facts.others)[0]
    batches, sales = _without(batches, facts.demand)
    old = 0
    if life_days is not None:
        old = sum(units for when, units in batches if (day - when).days >= life_days - 1)
        batches = _without(batches, old)[0]
    later = tuple((when, units) for when, units in shelf.coming if when > day)
    after = ShadowShelf(batches, later, max(shelf.inherited - brought, 0))
    return after, SideFigures(due, sales, facts.demand - sales, old, after.on_hand)


def _with_units(batches: Batches, day: date, units: int) -> Batches:
    """Whole batches of a day, so that a long run has no more of them than days on which goods came."""
    if not units:
        return batches
    if batches and batches[-1][0] == day:
        return (*batches[:-1], (day, batches[-1][1] + units))
    return (*batches, (day, units))


def _without(batches: Batches, units: int) -> tuple[Batches, int]:
    """Batches without so many units, the oldest first, and how many of them there were."""
    left, rest = units, []
    for when, there in batches:
        part = min(there, left)
        left -= part
        if there > part:
            rest.append((when, there - part))
    return tuple(rest), units - left
