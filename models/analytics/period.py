"""Periods of business days that figures are summed over: a day, a week, a month, a year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
_DECEMBER = 12


class Grain(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """The business days from ``first`` to ``last``, both included; a week begins on Monday (ISO 8601)."""

    grain: Grain
    first: date
    last: date

    @classmethod
    def around(cls, grain: Grain, day: date) -> Self:
        """The period that a day is in.

        >>> [str(Period.around(grain, date(2026, 11, 25)).first) for grain in Grain]
        ['2026-11-25', '2026-11-23', '2026-11-01', '2026-01-01']
        """
        if grain is Grain.DAY:
            return cls(grain, day, day)
        if grain is Grain.WEEK:
            monday = day - timedelta(days=day.weekday())
            return cls(grain, monday, monday + WEEK - ONE_DAY)
        if grain is Grain.MONTH:
            return cls(grain, day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
        return cls(grain, date(day.year, 1, 1), date(day.year, _DECEMBER, 31))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def before(self) -> Self:
        """The period of the same length that ends where this one begins."""
        return self.around(self.grain, self.first - ONE_DAY)

    @property
    def after(self) -> Self:
        """The period of the same length that begins where this one ends."""
        return self.around(self.grain, self.last + ONE_DAY)

    @property
    def year_before(self) -> Self:
        """The period around the day a year before the first of this one.

        >>> Period.around(Grain.MONTH, date(2024, 2, 29)).year_before.last
        datetime.date(2023, 2, 28)
        """
        return self.around(self.grain, date(self.first.year - 1, self.first.month, 1))

    def day_like(self, day: date) -> date:
        """The day of this period at the place that ``day`` has in its own, or the last one where there is no such.

        >>> february = Period.around(Grain.MONTH, date(2026, 2, 1))
        >>> [str(february.day_like(date(2026, 3, number))) for number in (5, 31)]
        ['2026-02-05', '2026-02-28']
        """
        if self.grain is Grain.YEAR:
            length = monthrange(self.first.year, day.month)[1]
            return date(self.first.year, day.month, min(day.day, length))
        own = self.around(self.grain, day)
        return min(self.first + (day - own.first), self.last)


def periods_before(period: Period, count: int) -> list[Period]:
    """So many periods before one, the oldest first.

    >>> [each.first.month for each in periods_before(Period.around(Grain.MONTH, date(2026, 2, 1)), 3)]
    [11, 12, 1]
    """
    earlier, at = list[Period](), period
    for _ in range(count):
        at = at.before
        earlier.append(at)
    return earlier[::-1]
