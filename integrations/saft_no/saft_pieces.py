"""Pieces of the XML: texts of a length, ids, times, and amounts with their side."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from integrations.journal_xml.xml_pieces import clean, escaped

#: Ids have 35 signs at most.
ID_LENGTH_MAX = 35
_DIGEST_LENGTH = 8
_PERCENT_PPM = 10_000


def words(name: str, value: str, length_max: int) -> str:
    """A text for people, cut where it is too long; a text without signs is a dash.

    >>> words("artDesc", "Mjölk & grädde", 9), words("artDesc", " ", 9)
    ('<artDesc>Mjölk &amp; g</artDesc>', '<artDesc>-</artDesc>')
    """
    return f"<{name}>{escaped(clean(value)[:length_max].rstrip() or '-')}</{name}>"


def short_id(value: str) -> str:
    """An id of 35 signs at most: a longer one is cut, and a digest of all of it makes it unlike any other.

    >>> short_id("MILK"), short_id("M" * 40)
    ('MILK', 'MMMMMMMMMMMMMMMMMMMMMMMMMM~bce425bf')
    """
    cleaned = clean(value) or "-"
    if len(cleaned) <= ID_LENGTH_MAX:
        return cleaned
    digest = sha256(cleaned.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]
    return f"{cleaned[: ID_LENGTH_MAX - _DIGEST_LENGTH - 1]}~{digest}"


def identity(name: str, value: str) -> str:
    """An element with an id."""
    return f"<{name}>{escaped(short_id(value))}</{name}>"


def side(name: str, minor: int) -> str:
    """The side of an amount: what was sold is credit, what was taken back is debit.

    >>> side("amntTp", 100), side("amntTp", -100)
    ('<amntTp>C</amntTp>', '<amntTp>D</amntTp>')
    """
    return f"<{name}>{'D' if minor < 0 else 'C'}</{name}>"


def amount(name: str, value: Decimal) -> str:
    """A quantity with the decimals that it has, never with an exponent.

    >>> amount("qnt", Decimal("0.345")), amount("qnt", Decimal("1E+1"))
    ('<qnt>0.345</qnt>', '<qnt>10</qnt>')
    """
    return f"<{name}>{value:f}</{name}>"


def rate(rate_ppm: int) -> str:
    """A tax rate in percent, which is also its code.

    >>> rate(250_000), rate(62_500)
    ('25.00', '6.25')
    """
    return f"{Decimal(rate_ppm) / _PERCENT_PPM:.2f}"


def day_and_time(day_name: str, time_name: str, local: datetime) -> str:
    """An instant on the shop's clock, in the two elements that the file has for it."""
    return f"<{day_name}>{local:%Y-%m-%d}</{day_name}><{time_name}>{local:%H:%M:%S}</{time_name}>"
