"""Parse cells: numbers, yes and no, units, dates. A cell of another form raises :class:`ValueError` with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from models.quantity import Unit

#: No price, quantity or sum needs more digits.
NUMBER_LENGTH_MAX = 24
COMMA, DOT = ",", "."

_CURRENCY = re.compile(
    r"^(?:kr|sek|eur|usd|nok|dkk|gbp|€|\$|£)\s*|\s*(?:kr\.?|sek|eur|usd|nok|dkk|gbp|€|\$|£|:-|,-)$", re.IGNORECASE
)
_GAPS = str.maketrans("", "", " \u00a0\u202f\u2009'\u2019")
_SIGNS = "+-\u2212"
_NUMBER = re.compile(r"[+\-\u2212]?[0-9][0-9.,]*|[+\-\u2212]?[.,][0-9]+")
#: Thousands apart; no such number begins with a zero: 0,450 is less than one.
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")


def number(text: str, decimal_sign: str) -> Decimal:
    """An exact number: currency signs and gaps between thousands do not matter.

    A lone comma or dot before three digits is read by ``decimal_sign``; everywhere else the cell decides.

    >>> number("1 234,50 kr", ","), number("1,234", "."), number("1,234", ","), number("0,450", ".")
    (Decimal('1234.50'), Decimal('1234'), Decimal('1.234'), Decimal('0.450'))
    """
    bare = _bare(text)
    if len(bare) > NUMBER_LENGTH_MAX or not _NUMBER.fullmatch(bare):
        raise ValueError("is not a number")
    sign = -1 if bare[0] in "-\u2212" else 1
    digits = bare.lstrip("+-\u2212")
    last = max(digits.rfind(COMMA), digits.rfind(DOT))
    if last < 0:
        return sign * Decimal(digits)
    mark, other = digits[last], COMMA if digits[last] == DOT else DOT
    if digits.count(mark) > 1 or (mark != decimal_sign and other not in digits and _GROUPED.fullmatch(digits)):
        if not _GROUPED.fullmatch(digits) or other in digits:
            raise ValueError("is not a number")
        return sign * Decimal(digits.replace(mark, ""))
    whole, part = digits[:last], digits[last + 1 :]
    if other in whole and not _GROUPED.fullmatch(whole):
        raise ValueError("is not a number")
    return sign * Decimal(f"{whole.replace(other, '') or '0'}.{part or '0'}")


def decimal_sign(samples: Iterable[str], separator: str) -> str:
    """The decimal sign of a file, by its numbers; if they leave it open, a comma if cells are separated by ``;``."""
    votes = {COMMA: 0, DOT: 0}
    for text in samples:
        bare = _bare(text)
        last = max(bare.rfind(COMMA), bare.rfind(DOT))
        if last >= 0 and len(bare) <= NUMBER_LENGTH_MAX and _NUMBER.fullmatch(bare):
            other = COMMA if bare[last] == DOT else DOT
            grouped = _GROUPED.fullmatch(bare.lstrip(_SIGNS))
            if other in bare or (not grouped and bare.count(bare[last]) == 1):
                votes[bare[last]] += 1
    if votes[COMMA] == votes[DOT]:
        return COMMA if separator == ";" else DOT
    return max(votes, key=lambda sign: votes[sign])


def _bare(text: str) -> str:
    """A number without currency and gaps; its sign may come before the currency."""
    number = text.strip()[: 2 * NUMBER_LENGTH_MAX]
    sign = number[:1] if number[:1] in _SIGNS and number else ""
    return sign + _CURRENCY.sub("", number[len(sign) :].strip()).translate(_GAPS)


def digits_of(text: str) -> str:
    """A number that is a name (a barcode, a SKU) without what spreadsheets put around it.

    >>> digits_of('="7310865004703"'), digits_of("'0123"), digits_of("7310865004703.0")
    ('7310865004703', '0123', '7310865004703')
    """
    bare = text.strip()
    wrapped = re.fullmatch(r'="([^"]*)"', bare)
    if wrapped:
        bare = wrapped[1].strip()
    bare = bare.removeprefix("'")
    return bare[:-2] if re.fullmatch(r"[0-9]{7,14}\.0", bare) else bare


def is_shortened(text: str) -> bool:
    """Whether a spreadsheet has turned a long number into powers of ten: the digits are lost."""
    return re.fullmatch(r"[0-9][.,][0-9]+[eE]\+?[0-9]+", text.strip()) is not None


_YES = frozenset({"1", "true", "yes", "y", "ja", "j", "x", "active", "aktiv", "sant", "published"})
_NO = frozenset(
    {"0", "false", "no", "n", "nej", "", "inactive", "inaktiv", "falskt", "archived", "draft", "unlisted", "-1"}
)


def yes_or_no(text: str) -> bool:
    """Whether a cell means yes."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("is neither yes nor no")


_UNITS = {
    Unit.PIECE: "st st. styck stycken pcs pc piece pieces each ea unit units enhet item förp pkt burk flaska pack",
    Unit.KILOGRAM: "kg kilo kilogram kilograms weight",
    Unit.LITRE: "l lit liter litre liters litres",
    Unit.METRE: "m meter metre meters metres",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}


def unit(text: str) -> Unit:
    """The unit that a cell names; nothing at all means pieces."""
    word = text.strip().casefold().removeprefix("per ")
    try:
        return _UNIT_OF[word] if word else Unit.PIECE
    except KeyError:
        raise ValueError("is not a unit that Kassa knows (st, kg, l, m)") from None


DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)(.*)", re.DOTALL)
_YEAR_FIRST = re.compile(r"(\d{4})[./-]?(\d{2})[./-]?(\d{2})(?!\d)(.*)", re.DOTALL)
_CLOCK = re.compile(
    r"[ T,]*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)


def day_order(samples: Iterable[str]) -> str | None:
    """Whether dates such as 03/04/2026 begin with the day or with the month; ``None`` if no date decides.

    >>> day_order(["03/04/2026", "13/04/2026"])
    'dmy'
    """
    order = None
    for text in samples:
        found = _DATE.match(text.strip())
        if found and int(found[1]) > 12:
            return DAY_FIRST
        if found and int(found[2]) > 12:
            return MONTH_FIRST
        if found and "." in text[:6]:
            order = DAY_FIRST  # with dots nobody writes the month first
    return order


def needs_order(samples: Iterable[str]) -> bool:
    """Whether any date is written so that the order of day and month matters."""
    return any(_DATE.match(text.strip()) and not _YEAR_FIRST.match(text.strip()) for text in samples)


def moment(text: str, clock: str, zone: ZoneInfo, order: str) -> datetime:
    """The instant of a date and, in the same or its own cell, a time of day by the clock of ``zone``.

    Without any time it is noon. A time with an offset from UTC is an instant already.

    >>> moment("23/11/2026 9:05 PM", "", ZoneInfo("Europe/Stockholm"), "dmy").isoformat()
    '2026-11-23T20:05:00+00:00'
    """
    bare = text.strip()
    found = _YEAR_FIRST.match(bare)
    if found:
        year, month, day, rest = int(found[1]), int(found[2]), int(found[3]), found[4]
    else:
        found = _DATE.match(bare)
        if not found:
            raise ValueError("is not a date")
        first, second, year, rest = int(found[1]), int(found[2]), int(found[3]), found[4]
        day, month = (first, second) if order == DAY_FIRST else (second, first)
        year += 2000 if year < 100 else 0
    at, offset = _clock(clock.strip() or rest.strip())
    try:
        local = datetime(year, month, day, at.hour, at.minute, at.second, tzinfo=zone)
    except ValueError:
        raise ValueError("is not a date") from None
    return (
        datetime.fromisoformat(f"{local:%Y-%m-%dT%H:%M:%S}{offset}").astimezone(UTC)
        if offset
        else local.astimezone(UTC)
    )


def _clock(text: str) -> tuple[time, str]:
    if not text:
        return time(12), ""
    found = _CLOCK.fullmatch(text)
    if not found:
        raise ValueError("has no time of day that can be read")
    hour, half = int(found[1]), (found[4] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        at = time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        raise ValueError("has no time of day that can be read") from None
    offset = (found[5] or "").upper().replace("Z", "+00:00")
    return at, offset if ":" in offset or not offset else f"{offset[:3]}:{offset[3:]}"
