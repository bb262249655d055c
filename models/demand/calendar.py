"""The calendar as demand feels it: holidays, eves, bridge days and paydays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays
import numpy as np

from models.demand.panel import Floats, Ints
from models.jurisdiction.countries import jurisdiction_of

#: Beyond so many days a holiday or a payday is not felt.
FAR_DAYS = 14
SATURDAY = 5
#: The features of a day, in the order of :func:`calendar_features`.
CALENDAR_NAMES = (
    "weekday", "month_day", "holiday", "eve", "bridge_day",
    "to_holiday", "since_holiday", "to_payday", "since_payday",
)  # fmt: skip


@lru_cache(maxsize=64)
def days_off(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays of a year, and the eves on which the country takes the day off or goes home early.

    ``country`` is ISO 3166-1. A country that is not known has none. Source: the package ``holidays``.
    """
    try:
        public = frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset(), frozenset()
    kinds = holidays.country_holidays(country).supported_categories
    eves = tuple(kind for kind in ("de_facto", "optional") if kind in kinds)
    partly = frozenset(holidays.country_holidays(country, years=year, categories=eves)) if eves else frozenset()
    return public, partly - public


def payday(country: str, year: int, month: int) -> date:
    """The day on which the month's wages come: the country's day of the month, or the last working day before it.

    >>> payday("SE", 2026, 12)
    datetime.date(2026, 12, 23)
    """
    public, eves = days_off(country, year)
    day = date(year, month, jurisdiction_of(country).payday)
    while day.weekday() >= SATURDAY or day in public or day in eves:
        day -= timedelta(1)
    return day


def is_bridge_day(country: str, day: date) -> bool:
    """Whether a working day lies between two days off, at least one of them a holiday (klämdag)."""
    if day.weekday() >= SATURDAY or _is_holiday(country, day):
        return False
    before, after = day - timedelta(1), day + timedelta(1)
    around = [_is_holiday(country, before), _is_holiday(country, after)]
    return any(around) and all(
        off or other.weekday() >= SATURDAY for off, other in zip(around, (before, after), strict=True)
    )


@lru_cache(maxsize=8)
def calendar_features(country: str, first_day: date, day_count: int) -> Floats:
    """[T, features] calendar features of each day; the columns are :data:`CALENDAR_NAMES`.

    Weekday (Monday 0) and day of month; whether it is a holiday, an eve or a bridge day; days to and since
    the nearest holiday and payday, at most 14.

    >>> CALENDAR_NAMES[:4], calendar_features("SE", date(2026, 12, 24), 1)[0, :4].tolist()
    (('weekday', 'month_day', 'holiday', 'eve'), [3.0, 24.0, 0.0, 1.0])
    """
    days = [first_day + timedelta(i) for i in range(day_count)]
    years = range(first_day.year - 1, days[-1].year + 2)
    public = {day for year in years for day in days_off(country, year)[0]}
    eves = {day for year in years for day in days_off(country, year)[1]}
    bridge_days = {day for day in days if is_bridge_day(country, day)}
    paydays = {payday(country, year, month) for year in years for month in range(1, 13)}
    columns = [
        np.array([day.weekday() for day in days]),
        np.array([day.day for day in days]),
        np.array([day in public for day in days]),
        np.array([day in eves - bridge_days for day in days]),
        np.array([day in bridge_days for day in days]),
        *_distance(days, public),
        *_distance(days, paydays),
    ]
    table = np.column_stack(columns).astype(np.float32)
    table.flags.writeable = False
    return table


def _is_holiday(country: str, day: date) -> bool:
    return day in days_off(country, day.year)[0]


def _distance(days: list[date], marks: set[date]) -> tuple[Ints, Ints]:
    """Days to the next mark and since the last, at most :data:`FAR_DAYS`."""
    at = np.array([day.toordinal() for day in days])
    marked = np.array(sorted(day.toordinal() for day in marks) or [10**7])
    following = np.minimum(np.searchsorted(marked, at), len(marked) - 1)
    last = np.maximum(np.searchsorted(marked, at, side="right") - 1, 0)
    to, since = marked[following] - at, at - marked[last]
    return (
        np.where(to < 0, FAR_DAYS, np.minimum(to, FAR_DAYS)),
        np.where(since < 0, FAR_DAYS, np.minimum(since, FAR_DAYS)),
    )
