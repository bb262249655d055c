"""The fixed groups of people, days and hours that figures of customers are shown in; nobody can choose finer ones."""

from __future__ import annotations

import re
from datetime import date, timedelta

import polars as pl

#: Figures are of so many whole weeks, which begin on a Monday: four at least, and no two editions share a day.
EDITION_DAYS = 28
_EPOCH = date(2024, 1, 1)
UNKNOWN = "unknown"
#: The first age of each band, and its name.
AGE_BANDS = ((0, "-24"), (25, "25-44"), (45, "45-64"), (65, "65-"))
HOUSEHOLD_BANDS = ("1", "2", "3-")
#: Hours of three at a time, by their first hour.
HOURS_TOGETHER = 3
#: Days since the visit before: the first day of each band, and its name.
GAP_BANDS = ((0, "0-2"), (3, "3-6"), (7, "7-13"), (14, "14-27"), (28, "28-"))
FIRST_VISIT = "first"
#: A member who did not come for so many days is lost.
LOST_DAYS = 84
#: Earlier beginners are one group.
COHORTS = 12
EARLIER = "earlier"
AREA_DIGITS = 3
_NUMBER = re.compile(r"\d+", re.ASCII)


def edition_of(day: date) -> int:
    """The number of the edition that a day belongs to.

    >>> edition_of(date(2024, 1, 28)), edition_of(date(2024, 1, 29))
    (0, 1)
    """
    return (day - _EPOCH).days // EDITION_DAYS


def first_day_of(edition: int) -> date:
    """The Monday on which an edition begins.

    >>> first_day_of(1)
    datetime.date(2024, 1, 29)
    """
    return _EPOCH + timedelta(days=EDITION_DAYS * edition)


def age_band(age: int | None) -> str:
    """The band of an age in years.

    >>> age_band(24), age_band(25), age_band(70), age_band(None)
    ('-24', '25-44', '65-', 'unknown')
    """
    if age is None:
        return UNKNOWN
    return next(name for first, name in reversed(AGE_BANDS) if age >= first)


def age_band_of_group(group: str | None) -> str:
    """The band in which a group such as ``35-44`` or ``65+`` begins.

    >>> age_band_of_group("19-24"), age_band_of_group("35-44"), age_band_of_group("65+"), age_band_of_group("")
    ('-24', '25-44', '65-', 'unknown')
    """
    number = _NUMBER.search(group or "")
    return age_band(int(number[0]) if number else None)


def household_band(size: str | None) -> str:
    """The band of a household's size such as ``2`` or ``5+``.

    >>> household_band("2"), household_band("5+"), household_band(None)
    ('2', '3-', 'unknown')
    """
    number = _NUMBER.search(size or "")
    if number is None or int(number[0]) < 1:
        return UNKNOWN
    return HOUSEHOLD_BANDS[min(int(number[0]), len(HOUSEHOLD_BANDS)) - 1]


def area_of(postcode: str) -> str:
    """The first digits of a postcode.

    >>> area_of("118 26"), area_of("11"), area_of("")
    ('118', 'unknown', 'unknown')
    """
    code = "".join(postcode.split())[:AREA_DIGITS]
    return code if len(code) == AREA_DIGITS else UNKNOWN


def hour_band(hour: pl.Expr) -> pl.Expr:
    """The first hour of the band of an hour of the day, as two digits."""
    return (hour // HOURS_TOGETHER * HOURS_TOGETHER).cast(pl.String).str.zfill(2)


def gap_band(days: pl.Expr) -> pl.Expr:
    """The band of days since the visit before; null is a first visit."""
    named = pl.lit(FIRST_VISIT)
    for first, name in GAP_BANDS:
        named = pl.when(days >= first).then(pl.lit(name)).otherwise(named)
    return named


def cohort_of(first_day: pl.Expr, edition: int) -> pl.Expr:
    """The edition in which somebody first bought something, as text; earlier ones together."""
    number = (first_day - pl.lit(_EPOCH)).dt.total_days() // EDITION_DAYS
    return pl.when(number > edition - COHORTS).then(number.cast(pl.String)).otherwise(pl.lit(EARLIER))
