"""Currencies as other programs write them beside amounts and in headings."""

from __future__ import annotations

import re

_CODE_LIST = """
SEK NOK DKK ISK EUR USD GBP CHF PLN CZK HUF RON BGN JPY CNY AUD CAD NZD INR BRL MXN ZAR SGD HKD KRW THB UAH RUB ILS AED
SAR
"""
_CODES = tuple(_CODE_LIST.split())
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})
_CROWNS = frozenset({"SEK", "NOK", "DKK", "ISK"})
#: What a sign or a word may mean; a sign that several currencies share is no reason to refuse any of them.
_MEANT = {code.casefold(): frozenset({code}) for code in _CODES} | {
    "kr.": _CROWNS, "kr": _CROWNS, "kronor": _CROWNS, "skr": frozenset({"SEK"}), "nkr": frozenset({"NOK"}),
    "dkr": frozenset({"DKK"}), "€": frozenset({"EUR"}), "euro": frozenset({"EUR"}), "euros": frozenset({"EUR"}),
    "us$": frozenset({"USD"}), "a$": frozenset({"AUD"}), "c$": frozenset({"CAD"}), "$": _DOLLARS, "dollar": _DOLLARS,
    "£": frozenset({"GBP"}), "zł": frozenset({"PLN"}), "kč": frozenset({"CZK"}), "ft": frozenset({"HUF"}),
    "¥": frozenset({"JPY", "CNY"}), "₹": frozenset({"INR"}), "₽": frozenset({"RUB"}), "₴": frozenset({"UAH"}),
    "r$": frozenset({"BRL"}), "₩": frozenset({"KRW"}), "₪": frozenset({"ILS"}), "fr.": frozenset({"CHF"}),
}  # fmt: skip
_WORDS = "|".join(re.escape(word) for word in sorted(_MEANT, key=len, reverse=True))
#: A currency before or after an amount, or the dash that Swedish prices end in.
AROUND_AMOUNT = re.compile(rf"^(?:{_WORDS})\s*|\s*(?:{_WORDS}|:-|,-)$", re.IGNORECASE)
_NAMED = re.compile(
    rf"^[+\-\u2212(]?\s*({_WORDS})(?=[\s\d.,+\-\u2212])|(?<=[\s\d.,\-])({_WORDS})\s*\)?$", re.IGNORECASE
)
_IN_HEADING = re.compile(rf"(?<![^\W_])({'|'.join(_CODES)}|EUROS?|DOLLAR)(?![^\W_])|([€$£¥])", re.IGNORECASE)


def currencies_of(amount: str) -> frozenset[str]:
    """The currencies that an amount may be in; empty if it names none.

    >>> sorted(currencies_of("€ 12,50")), sorted(currencies_of("12,50")), "SEK" in currencies_of("12,50 kr")
    (['EUR'], [], True)
    """
    bare = amount.strip()
    if bare[:1].isdigit() and bare[-1:].isdigit():
        return frozenset()
    found = _NAMED.search(bare)
    return _MEANT[(found[1] or found[2]).casefold()] if found else frozenset()


def currencies_of_heading(heading: str) -> frozenset[str]:
    """The currencies that a heading names, by their codes or signs; empty if it names none.

    >>> [sorted(currencies_of_heading(heading)) for heading in ("Price (EUR)", "price_usd", "Pris i euro", "Price")]
    [['EUR'], ['USD'], ['EUR'], []]
    """
    found = [_MEANT[(code or sign).casefold()] for code, sign in _IN_HEADING.findall(heading)]
    return frozenset().union(*found)


def currencies_of_code(cell: str) -> frozenset[str]:
    """The currencies that a cell of a column of currencies means; an unknown word is one of its own.

    >>> sorted(currencies_of_code("sek")), sorted(currencies_of_code("Bitcoin"))
    (['SEK'], ['Bitcoin'])
    """
    word = cell.strip()
    return _MEANT.get(word.casefold(), frozenset({word}) if word else frozenset())
