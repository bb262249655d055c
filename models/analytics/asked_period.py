"""The periods that a question may name; one that is not among them is refused, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from models.analytics.choices import UnknownChoice
from models.analytics.period import ONE_DAY, Grain, Period

#: How a period may be written.
PERIOD_FORMS = (
    "today", "yesterday", "this_week", "last_week", "this_month", "last_month", "this_year", "last_year",
    "2026-11-25", "2026-W48", "2026-11", "2026", "2026-11-01..2026-11-25",
)  # fmt: skip
_GRAINS = {"week": Grain.WEEK, "month": Grain.MONTH, "year": Grain.YEAR}
_WEEK, _MONTH, _YEAR = (re.compile(each, re.ASCII) for each in (r"\d{4}-W\d{2}", r"\d{4}-\d{2}", r"\d{4}"))
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """The business days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def until(self) -> date:
        """The first day that is left out."""
        return self.last + ONE_DAY


def parse_period(text: str, today: date) -> AskedPeriod:
    """The business days that a text names.

    >>> day = date(2026, 11, 25)
    >>> [str(parse_period(each, day).first) for each in ("yesterday", "last_week", "2026-W48", "2026-02")]
    ['2026-11-24', '2026-11-16', '2026-11-23', '2026-02-01']
    >>> str(parse_period("2024-02", day).last), str(parse_period("2026-11-01..2026-11-03", day).until)
    ('2024-02-29', '2026-11-04')

    Raises :class:`models.analytics.choices.UnknownChoice`.
    """
    try:
        period = AskedPeriod(*_read(text, today))
    except (ValueError, OverflowError):
        raise UnknownChoice("period", text, PERIOD_FORMS) from None
    if period.first > period.last or period.last == date.max:
        raise UnknownChoice("period", text, PERIOD_FORMS)
    return period


def _read(text: str, today: date) -> tuple[date, date]:
    if ".." in text:
        first, _, last = text.partition("..")
        return _day(first), _day(last)
    relative = _relative(text, today)
    if relative is not None:
        return relative.first, relative.last
    return _whole(text)


def _relative(text: str, today: date) -> Period | None:
    if text in {"today", "yesterday"}:
        return Period.around(Grain.DAY, today if text == "today" else today - ONE_DAY)
    which, _, grain = text.partition("_")
    if which not in {"this", "last"} or grain not in _GRAINS:
        return None
    period = Period.around(_GRAINS[grain], today)
    return period if which == "this" else period.before


def _whole(text: str) -> tuple[date, date]:
    if _WEEK.fullmatch(text):
        period = Period.around(Grain.WEEK, date.fromisocalendar(int(text[:4]), int(text[6:]), 1))
    elif _MONTH.fullmatch(text):
        period = Period.around(Grain.MONTH, date(int(text[:4]), int(text[5:]), 1))
    elif _YEAR.fullmatch(text):
        period = Period.around(Grain.YEAR, date(int(text), 1, 1))
    else:
        period = Period.around(Grain.DAY, _day(text))
    return period.first, period.last


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)
