"""Months counted from a day: what ends after a number of months, and what is older than so many."""

from __future__ import annotations

from datetime import date

MONTHS_A_YEAR = 12


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or earlier; the first of the next where a month is shorter.

    >>> months_later(date(2026, 11, 29), 12), months_later(date(2026, 8, 31), 6), months_later(date(2026, 12, 31), -36)
    (datetime.date(2027, 11, 29), datetime.date(2027, 3, 1), datetime.date(2023, 12, 31))
    """
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    try:
        return date(year, month + 1, day.day)
    except ValueError:  # the month is shorter; it is never December, which has 31 days
        return date(year, month + 2, 1)
