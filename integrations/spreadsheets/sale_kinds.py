"""What other programs write of a row to say that it is no sale: returned, cancelled, or not of goods at all."""

from __future__ import annotations

from enum import Enum, auto

from integrations.spreadsheets.cells import yes_or_no
from integrations.spreadsheets.columns import plain


class RowKind(Enum):
    """What a row is."""

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
#: Rows of a receipt that tell how it was paid, where a column says what each row is.
_PAYMENT = frozenset({"payment", "tender", "betalning"})
_FLAGS = ("void", "makulera")
_ROW_TYPES = ("line type", "radtyp")


def sale_kind(heading: str, said: str) -> RowKind:
    """What a row is by a cell that tells its kind or status; a word that is not known tells nothing.

    >>> [sale_kind("Event Type", said).name for said in ("Payment", "Refund", "Partially refunded")]
    ['SALE', 'REFUND', 'REFUND']
    >>> sale_kind("Void?", "true").name, sale_kind("Void?", "false").name, sale_kind("Line Type", "Payment").name
    ('CANCELLED', 'SALE', 'PAYMENT')
    """
    column, words = plain(heading), frozenset(plain(said).split())
    if column.startswith(_FLAGS):
        return RowKind.CANCELLED if words & _CANCELLED or _is_yes(said) else RowKind.SALE
    if words & _REFUND:
        return RowKind.REFUND
    if words & _CANCELLED:
        return RowKind.CANCELLED
    return RowKind.PAYMENT if column in _ROW_TYPES and words & _PAYMENT else RowKind.SALE


def is_type_of_rows(heading: str) -> bool:
    """True for a per-row type column. In such files a receipt also has header rows without goods."""
    return plain(heading) in _ROW_TYPES


def _is_yes(said: str) -> bool:
    try:
        return yes_or_no(said)
    except ValueError:
        return False
