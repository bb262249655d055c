"""Pieces of the XML: texts, amounts and instants in the forms of SKVFS 2021:16.

A text has at most 72 characters, a number at most two decimals after a point, an instant neither fraction nor zone.
"""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from models.errors import Refused

TEXT_LENGTH_MAX = 72
_CENT = Decimal("0.01")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ESCAPED = str.maketrans(_ESCAPES)
#: A rate of one percent, in parts per million.
_PERCENT_PPM = 10_000


class NotInJournalFile(Refused):
    """Something that the form of the file has no room for, and that may not be cut."""

    code = "not_in_journal_file"
    text = (
        "{field} must have 1 to 72 characters in the file, and is {value!r}. No file was written; correct it in the "
        "settings of the shop, or ask whoever maintains Kassa."
    )

    field: str
    value: str


def text(name: str, value: str) -> str:
    """A text for people, cut where it is too long; raises :class:`NotInJournalFile` where there is none."""
    cleaned = clean(value)[:TEXT_LENGTH_MAX].rstrip()
    if not cleaned:
        raise NotInJournalFile(name, value[:40])
    return f"<{name}>{escaped(cleaned)}</{name}>"


def code(name: str, value: str) -> str:
    """A text that names one thing, which is never cut; raises :class:`NotInJournalFile` where it is too long."""
    cleaned = clean(value)
    if not 0 < len(cleaned) <= TEXT_LENGTH_MAX:
        raise NotInJournalFile(name, value[:40])
    return f"<{name}>{escaped(cleaned)}</{name}>"


def optional(name: str, value: str | None) -> str:
    """A text for people, or no element where there is none."""
    return text(name, value) if value and clean(value) else ""


def money(name: str, minor: int) -> str:
    """An amount in kronor and öre.

    >>> money("Belopp", -1990), money("Belopp", 5)
    ('<Belopp>-19.90</Belopp>', '<Belopp>0.05</Belopp>')
    """
    whole, rest = divmod(abs(minor), 100)
    return f"<{name}>{'-' if minor < 0 else ''}{whole}.{rest:02d}</{name}>"


def quantity(name: str, value: Decimal) -> str:
    """A quantity with two decimals, half up: the form has no room for grams of a kilogram.

    >>> quantity("Antal", Decimal("2")), quantity("Antal", Decimal("0.125"))
    ('<Antal>2</Antal>', '<Antal>0.13</Antal>')
    """
    number = int(value) if value == value.to_integral_value() else value.quantize(_CENT, ROUND_HALF_UP)
    return f"<{name}>{number}</{name}>"


def is_rounded(value: Decimal) -> bool:
    """Whether :func:`quantity` writes another number than it was given."""
    return value != value.quantize(_CENT, ROUND_HALF_UP)


def percent(name: str, rate_ppm: int) -> str:
    """A tax rate.

    >>> percent("Sats", 250_000), percent("Sats", 62_500)
    ('<Sats>25</Sats>', '<Sats>6.25</Sats>')
    """
    return quantity(name, Decimal(rate_ppm) / _PERCENT_PPM)


def count(name: str, number: int) -> str:
    """How many there are of something."""
    return f"<{name}>{number}</{name}>"


def instant(name: str, local: datetime) -> str:
    """A time on the shop's clock.

    >>> instant("Tid", datetime(2026, 11, 23, 12, 5, 3, 999))
    '<Tid>2026-11-23T12:05:03</Tid>'
    """
    return f"<{name}>{local.replace(tzinfo=None).isoformat(timespec='seconds')}</{name}>"


def group(name: str, *pieces: str) -> str:
    """An element with others inside."""
    return f"<{name}>{''.join(pieces)}</{name}>"


def escaped(cleaned: str) -> str:
    """A cleaned text as XML has it between two tags.

    >>> escaped("A & B <3")
    'A &amp; B &lt;3'
    """
    return cleaned.translate(_ESCAPED)


def clean(value: str) -> str:
    """A text without what XML forbids or a line cannot show.

    >>> clean("Mjölk" + chr(0) + " 3 %" + chr(10))
    'Mjölk  3 %'
    """
    if not value.isprintable():
        value = "".join(sign if sign.isprintable() else " " for sign in value)
    return value.strip()
