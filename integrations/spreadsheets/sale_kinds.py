"""Kinds and statuses of a row in other programs' lists: sold, returned, cancelled, not paid yet, or a payment."""

from __future__ import annotations

import re
from enum import Enum, auto

from integrations.spreadsheets.cells import yes_or_no
from integrations.spreadsheets.heading_words import plain


class RowKind(Enum):
    """The kind of a row."""

    SALE = auto()
    REFUND = auto()
    CANCELLED = auto()
    PENDING = auto()
    PAYMENT = auto()


_REFUND = frozenset(
    {"refund", "refunded", "return", "returned", "reversal", "reversed", "retur", "returnerad", "aterbetalning",
     "aterbetald", "aterkop", "kredit", "kreditering", "krediterad"}
)  # fmt: skip
_CANCELLED = frozenset(
    {"void", "voided", "cancelled", "canceled", "failed", "deleted", "makulerad", "makulerat", "annullerad", "avbruten",
     "avbrutet", "avbestalld", "avbokad", "storno", "kancellerad", "misslyckad", "raderad"}
)  # fmt: skip
#: Orders that nobody has paid, or not in full.
_PENDING = frozenset(
    {"pending", "authorized", "authorised", "unpaid", "draft", "expired", "abandoned", "layby", "quote", "quotation",
     "parked", "saved", "open", "vantar", "vantande", "obetald", "utkast", "parkerad", "offert", "oppen",
     "forfallen", "reserverad", "hold"}
)  # fmt: skip
_PENDING_PHRASES = ("partially paid", "delvis betald", "ej betald", "not paid", "on hold", "checkout draft")
#: Payment rows of a receipt, in files with a column for the type of each row.
_PAYMENT = frozenset({"payment", "tender", "betalning"})
_FLAGS = ("void", "makulera", "cancelled", "canceled", "annullera", "cancellation")
_REFUND_AMOUNTS = ("refund", "order refund", "aterbetalt")
_ROW_TYPES = ("line type", "radtyp")


def sale_kind(heading: str, word: str) -> RowKind:
    """The kind of a row from its cell of type or status; an unknown word means a sale.

    >>> [sale_kind("Event Type", word).name for word in ("Payment", "Refund", "Partially refunded")]
    ['SALE', 'REFUND', 'REFUND']
    >>> [sale_kind("Status", word).name for word in ("wc-pending", "on hold", "paid", "completed")]
    ['PENDING', 'PENDING', 'SALE', 'SALE']
    >>> sale_kind("Void?", "true").name, sale_kind("Void?", "false").name, sale_kind("Line Type", "Payment").name
    ('CANCELLED', 'SALE', 'PAYMENT')
    """
    column, words = plain(heading), frozenset(plain(word).split())
    if column.startswith(_FLAGS):
        return RowKind.CANCELLED if words & _CANCELLED or _is_yes(word) or _is_instant(word) else RowKind.SALE
    if column.startswith(_REFUND_AMOUNTS):
        return RowKind.REFUND if _is_yes(word) or _NOT_ZERO.search(word) else RowKind.SALE
    if words & _REFUND:
        return RowKind.REFUND
    if words & _CANCELLED:
        return RowKind.CANCELLED
    if words & _PENDING or any(phrase in plain(word) for phrase in _PENDING_PHRASES):
        return RowKind.PENDING
    return RowKind.PAYMENT if column in _ROW_TYPES and words & _PAYMENT else RowKind.SALE


def is_type_of_rows(heading: str) -> bool:
    """True for a per-row type column. In such files a receipt also has header rows without goods."""
    return plain(heading) in _ROW_TYPES


#: An amount above zero.
_NOT_ZERO = re.compile(r"[1-9]")


def _is_instant(word: str) -> bool:
    """Whether a cell holds a date: when it was cancelled."""
    return re.search(r"\d{1,4}[-/. ]\S{1,3}[-/. ]\d{2,4}|\d{8}", word) is not None


def _is_yes(word: str) -> bool:
    try:
        return yes_or_no(word)
    except ValueError:
        return False
