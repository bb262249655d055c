"""Parsing what people type about promotions: percentages, hours, days of the week."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from models.errors import Refused

_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-\N{EN DASH}]\s*(\d{1,2})(?:[:.](\d{2}))?")
PPM_A_PERCENT = 10_000


class WrongPromotionText(Refused):
    """A text that is no percentage, no hours or no days of the week."""

    code = "wrong_promotion_text"
    text = "{typed!r} is {meaning}. Nothing was changed; correct it."

    typed: str
    meaning: str


def parse_percent(text: str) -> int:
    """The parts per million of a text such as ``10``, ``12,5`` or ``10 %``; raises :class:`WrongPromotionText`.

    >>> parse_percent("12,5 %")
    125000
    """
    try:
        ppm = Decimal(text.strip().removesuffix("%").strip().replace(",", ".")) * PPM_A_PERCENT
    except InvalidOperation:
        raise WrongPromotionText(text, "not a percentage, such as 10 or 12.5") from None
    if not ppm.is_finite() or ppm != ppm.to_integral_value() or not 0 < ppm <= 100 * PPM_A_PERCENT:
        raise WrongPromotionText(text, "not a percentage above 0 and at most 100")
    return int(ppm)


def parse_hours(text: str) -> tuple[int, int]:
    """The first minute of the day and the one after the last, of hours such as ``15-17`` or ``21:30-01:00``.

    >>> parse_hours("15:30-17"), parse_hours("22-2"), parse_hours("0-24")
    ((930, 1020), (1320, 120), (0, 1440))
    """
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        raise WrongPromotionText(text, "not hours of a day, such as 15:00-17:00")
    hours = [int(match[1]), int(match[3])]
    minutes = [int(match[2] or 0), int(match[4] or 0)]
    if max(hours) > 24 or max(minutes) > 59:
        raise WrongPromotionText(text, "not hours of a day, such as 15:00-17:00")
    begin, end = (hour * 60 + minute for hour, minute in zip(hours, minutes, strict=True))
    return begin, end


def parse_weekdays(text: str) -> frozenset[int]:
    """The days of the week, Monday 0, of numbers from Monday 1, such as ``1,2,5`` or ``1-5``.

    >>> sorted(parse_weekdays("1-3,7"))
    [0, 1, 2, 6]
    """
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not (first.isdecimal() and (last or first).isdecimal()) or not 1 <= int(first) <= int(last or first) <= 7:
            raise WrongPromotionText(text, "not days of the week, such as 1,2,5 or 1-5; 1 is Monday")
        days |= set(range(int(first) - 1, int(last or first)))
    return frozenset(days)


def hours_text(from_minute: int, until_minute: int) -> str:
    """Hours as they are written.

    >>> hours_text(930, 1440)
    '15:30-24:00'
    """
    return "-".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in (from_minute, until_minute))


def percent_text(ppm: int) -> str:
    """A percentage without needless zeros.

    >>> percent_text(125_000), percent_text(1_000_000)
    ('12.5', '100')
    """
    return f"{Decimal(ppm) / PPM_A_PERCENT:f}"
