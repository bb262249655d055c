"""Parse cells: numbers, yes and no, units, dates. A cell of another form raises :class:`ValueError` with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, tzinfo
from decimal import Decimal

from integrations.spreadsheets.currencies import AROUND_AMOUNT
from models.quantity import Unit

#: No price, quantity or sum needs more digits.
NUMBER_LENGTH_MAX = 24
COMMA, DOT = ",", "."

_GAPS = str.maketrans("", "", " \u00a0\u202f\u2009'\u2019")
_SIGNS = "+-\u2212"
_NUMBER = re.compile(r"[+\-\u2212]?[0-9][0-9.,]*|[+\-\u2212]?[.,][0-9]+")
_THREE_DIGITS = re.compile(r"[.,][0-9]{3}(?![0-9])")
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


def lone_group_mark(text: str) -> str | None:
    """The only comma or dot of a number, if three digits follow it: it may group thousands or begin decimals.

    >>> lone_group_mark("2.500"), lone_group_mark("2.50"), lone_group_mark("1.234,50")
    ('.', None, None)
    """
    if not _THREE_DIGITS.search(text):
        return None
    bare = _bare(text).lstrip(_SIGNS)
    marks = [sign for sign in bare if sign in {COMMA, DOT}]
    return marks[0] if len(marks) == 1 and _GROUPED.fullmatch(bare) else None


def grouped_marks(text: str) -> frozenset[str]:
    """The signs that group thousands in a number beyond doubt.

    >>> grouped_marks("1.234,50"), grouped_marks("1,234,567"), grouped_marks("2.500")
    (frozenset({'.'}), frozenset({','}), frozenset())
    """
    bare = _bare(text).lstrip(_SIGNS)
    marks = [sign for sign in bare if sign in {COMMA, DOT}]
    if len(marks) < 2 or len(bare) > NUMBER_LENGTH_MAX or not _NUMBER.fullmatch(bare):
        return frozenset()
    whole = bare[: bare.rfind(marks[-1])] if marks[-1] != marks[0] else bare
    return frozenset({marks[0]}) if _GROUPED.fullmatch(whole) else frozenset()


def _bare(text: str) -> str:
    """A number without currency and gaps; its sign may come before the currency, or be a pair of brackets."""
    number = text.strip()[: 2 * NUMBER_LENGTH_MAX]
    if number[:1].isdigit() and number[-1:].isdigit():
        return number.translate(_GAPS)
    if number[:1] == "(" and number[-1:] == ")":
        number = f"-{number[1:-1].strip()}"
    sign = number[:1] if number[:1] in _SIGNS and number else ""
    return sign + AROUND_AMOUNT.sub("", number[len(sign) :].strip()).translate(_GAPS)


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


_YES = frozenset(
    {"1", "true", "yes", "y", "ja", "j", "x", "active", "aktiv", "sant", "published", "publish", "enabled", "visible",
     "live", "publicerad", "on"}
)  # fmt: skip
_NO = frozenset(
    {"0", "false", "no", "n", "nej", "", "inactive", "inaktiv", "falskt", "archived", "draft", "unlisted", "-1",
     "arkiverad", "utkast", "discontinued", "utgått", "utgången", "disabled", "hidden", "dold", "private", "pending",
     "trash", "deleted", "ej aktiv", "unpublished", "opublicerad", "off"}
)  # fmt: skip


def yes_or_no(text: str) -> bool:
    """Whether a cell means yes."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("is neither yes nor no")


_UNITS = {
    Unit.PIECE: (
        "st st. styck stycken pcs pc piece pieces each ea unit units unit(s) enhet stk item förp pkt burk flaska pack"
    ),
    Unit.KILOGRAM: "kg kilo kilogram kilograms weight",
    Unit.LITRE: "l lit liter litre liters litres",
    Unit.METRE: "m meter metre meters metres",
}
#: How fine a quantity is, before its unit: ".000 kg".
_PRECISION = re.compile(r"^\.0+ (?=\S)")
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}


def unit(text: str) -> Unit:
    """The unit that a cell names; nothing at all means pieces."""
    word = _PRECISION.sub("", text.strip().casefold()).removeprefix("per ")
    try:
        return _UNIT_OF[word] if word else Unit.PIECE
    except KeyError:
        raise ValueError("is not a unit that Kassa knows (st, kg, l, m)") from None


#: Longer than this no supplier takes; such a number is a slip.
DAYS_MAX = 365
_DAYS = re.compile(r"([0-9]{1,3})\s*(days?|d|dagar|dag|dgr|weeks?|w|v|veckor|vecka|)\.?", re.IGNORECASE)
_DAYS_OF_WEEK = 7


def days(text: str) -> int | None:
    """A number of days; of weeks where the cell names them; ``None`` for an empty cell.

    >>> days("3"), days("2 veckor"), days("")
    (3, 14, None)
    """
    if not text.strip():
        return None
    found = _DAYS.fullmatch(text.strip())
    number = int(found[1]) * (_DAYS_OF_WEEK if found[2][:1].lower() in {"w", "v"} else 1) if found else DAYS_MAX + 1
    if number > DAYS_MAX:
        raise ValueError(f"is not a number of days (0 to {DAYS_MAX})")
    return number


_YEARS = re.compile(r"([0-9]{1,2})\s*(\+|years?|yrs?|år)?", re.IGNORECASE)


def years(text: str) -> int | None:
    """An age limit in years; 0 where a cell says that there is none; ``None`` for an empty cell.

    >>> years("18+"), years("20 år"), years("nej"), years("")
    (18, 20, 0, None)
    """
    asked = text.strip().casefold()
    if not asked:
        return None
    found = _YEARS.fullmatch(asked)
    if found is None and asked not in {"no", "none", "nej", "ingen"}:
        raise ValueError("is not an age limit (0 to 99 years)")
    return int(found[1]) if found else 0


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


def moment(text: str, clock: str, zone: tzinfo, order: str) -> datetime:
    """The instant of a date and, in the same or its own cell, a time of day by the clock of ``zone``.

    Without any time it is noon. A time with an offset from UTC is an instant already.

    >>> from zoneinfo import ZoneInfo
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
