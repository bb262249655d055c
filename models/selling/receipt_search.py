"""How a customer's receipt is looked for: its code, its number, what was paid, a card's last four, or a product."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.barcode import is_gtin, parse_gtin
from models.money import MINOR_DIGITS
from models.own_code import OwnCode, OwnCodeKind, meaning_of

_AMOUNT = re.compile(r"(\d{1,7})[.,](\d{2})")
_NUMBER = re.compile(r"\d{1,9}")
LAST_FOUR = 4


@dataclass(frozen=True, slots=True)
class ReceiptSearch:
    """What a text may mean; a receipt is found that fits any of it."""

    sale_id: int | None = None
    number: int | None = None
    due_minor: int | None = None
    last_four: str = ""
    gtin: str = ""
    product: str = ""


def read_search(text: str, currency: str) -> ReceiptSearch:
    """What somebody typed or scanned to find a receipt.

    >>> read_search("KXR400000524", "SEK").sale_id, read_search("249,50", "SEK").due_minor
    (4294967301, 24950)
    >>> read_search("4242", "SEK").number, read_search("4242", "SEK").last_four
    (4242, '4242')
    >>> read_search("milk", "SEK").product
    'milk'
    """
    plain = " ".join(text.split())
    code, amount = meaning_of(plain), _AMOUNT.fullmatch(plain)
    if isinstance(code, OwnCode) and code.kind is OwnCodeKind.RECEIPT and code.number is not None:
        return ReceiptSearch(sale_id=code.number)
    if amount and MINOR_DIGITS.get(currency, 2) == len(amount[2]):
        return ReceiptSearch(due_minor=int(amount[1] + amount[2]))
    if _NUMBER.fullmatch(plain):
        minor = int(plain) * 10 ** MINOR_DIGITS.get(currency, 2)
        gtin = _gtin(plain)
        return ReceiptSearch(None, int(plain), minor, plain if len(plain) == LAST_FOUR else "", gtin, plain)
    return ReceiptSearch(gtin=_gtin(plain), product=plain)


def _gtin(text: str) -> str:
    return parse_gtin(text) if is_gtin(text) else ""
