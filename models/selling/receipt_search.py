"""How a customer's receipt is looked for: its code, its number, what was paid, a card's last four, or a product."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.barcode import is_gtin, parse_gtin
from models.money import MINOR_DIGITS
from models.selling.receipt import CODE_PREFIX

_CODE = re.compile(rf"{CODE_PREFIX}(\d{{1,19}})", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d{1,7})[.,](\d{2})")
_NUMBER = re.compile(r"\d{1,9}")
SALE_ID_MAX = 2**63 - 1
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

    >>> read_search("R4294967297", "SEK").sale_id, read_search("249,50", "SEK").due_minor
    (4294967297, 24950)
    >>> read_search("4242", "SEK").number, read_search("4242", "SEK").last_four
    (4242, '4242')
    >>> read_search("milk", "SEK").product
    'milk'
    """
    plain = " ".join(text.split())
    code, amount = _CODE.fullmatch(plain), _AMOUNT.fullmatch(plain)
    if code and int(code[1]) <= SALE_ID_MAX:
        return ReceiptSearch(sale_id=int(code[1]))
    if amount and MINOR_DIGITS.get(currency, 2) == len(amount[2]):
        return ReceiptSearch(due_minor=int(amount[1] + amount[2]))
    if _NUMBER.fullmatch(plain):
        minor = int(plain) * 10 ** MINOR_DIGITS.get(currency, 2)
        gtin = _gtin(plain)
        return ReceiptSearch(None, int(plain), minor, plain if len(plain) == LAST_FOUR else "", gtin, plain)
    return ReceiptSearch(gtin=_gtin(plain), product=plain)


def _gtin(text: str) -> str:
    return parse_gtin(text) if is_gtin(text) else ""
