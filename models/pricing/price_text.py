"""Amounts that somebody types."""

from __future__ import annotations

import re

from models.errors import Refused
from models.money import MINOR_DIGITS, Money

_SHOWN_MAX = 20
_AMOUNT = re.compile(r"(\d{1,9})(?:[.,:](\d{1,3}))?", re.ASCII)
_SPACES = str.maketrans("", "", " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


class WrongAmount(Refused):
    """A text that is no amount of money."""

    code = "wrong_amount"
    text = "{typed!r} is not an amount. Nothing was changed; enter it as 19.90 or 19,90."

    typed: str


def parse_amount(text: str, currency: str) -> Money:
    """The amount of a text such as ``19,90``, ``19.90`` or ``1 234``; raises :class:`WrongAmount`.

    >>> parse_amount("1 234,5", "SEK"), parse_amount("19.90", "SEK")
    (Money(minor=123450, currency='SEK'), Money(minor=1990, currency='SEK'))
    """
    digits = MINOR_DIGITS.get(currency, 2)
    match = _AMOUNT.fullmatch(text.translate(_SPACES).lower().removesuffix("kr"))
    decimals = (match[2] or "") if match else ""
    if match is None or (not text.isascii() and not match[0].isascii()) or len(decimals) > digits:
        raise WrongAmount(text[:_SHOWN_MAX])
    return Money(int(match[1] + decimals.ljust(digits, "0")), currency)
