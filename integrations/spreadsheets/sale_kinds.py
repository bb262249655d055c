"""Kinds and statuses of a row in other programs' lists: sold, returned, cancelled, or a payment."""

from __future__ import annotations

from enum import Enum, auto

from integrations.spreadsheets.cells import yes_or_no
from integrations.spreadsheets.columns import plain


class RowKind(Enum):
    """The kind of a row."""

    SALE = auto()
    REFUND = auto()
    CANCELLED = auto()
    PAYMENT = auto()


_REFUND = frozenset(
    {"refund", "refunded", "return", "returned", "reversal", "reversed", "retur", "returnerad", "aterbetalning",
     "aterbetald", "aterkop", "kredit", "kreditering", "krediterad"}
)  # fmt: skip
_CANCELLED = frozenset(
    {"void", "voided", "cancelled", "canceled", "failed", "deleted", "makulerad", "makulerat", "annullerad", "avbruten",
     "avbrutet", "misslyckad", "raderad"}
)  # fmt: skip
#: Payment rows of a receipt, in files with a column for the type of each row.
_PAYMENT = frozenset({"payment", "tender", "betalning"})
_FLAGS = ("void", "makulera")
_ROW_TYPES = ("line type", "radtyp")


def sale_kind(heading: str, word: str) -> RowKind:
    """The kind of a row from its cell of type or status; an unknown word means a sale.

    >>> [sale_kind("Event Type", word).name for word in ("Payment", "Refund", "Partially refunded")]
    ['SALE', 'REFUND', 'REFUND']
    >>> sale_kind("Void?", "true").name, sale_kind("Void?", "false").name, sale_kind("Line Type", "Payment").name
    ('CANCELLED', 'SALE', 'PAYMENT')
    """
    column, words = plain(heading), frozenset(plain(word).split())
    if column.startswith(_FLAGS):
        return RowKind.CANCELLED if words & _CANCELLED or _is_yes(word) else RowKind.SALE
    if words & _REFUND:
        return RowKind.REFUND
    if words & _CANCELLED:
        return RowKind.CANCELLED
    return RowKind.PAYMENT if column in _ROW_TYPES and words & _PAYMENT else RowKind.SALE


def is_type_of_rows(heading: str) -> bool:
    """True for a per-row type column. In such files a receipt also has header rows without goods."""
    return plain(heading) in _ROW_TYPES


def _is_yes(word: str) -> bool:
    try:
        return yes_or_no(word)
    except ValueError:
        return False
