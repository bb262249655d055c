"""The list of receipts: what is asked for, and what a row of it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.money import Money
from models.selling.receipt_search import ReceiptSearch
from models.selling.sale import SaleKind
from models.selling.settlement import TenderKind


class ListedKind(StrEnum):
    """Which receipts are listed: those of sales, of returns, or those that were copied."""

    SALE = "sale"
    REFUND = "refund"
    COPIED = "copied"


@dataclass(frozen=True, slots=True)
class ReceiptFilter:
    """Which receipts are listed: those of business days from ``first`` to ``last``, and of what else is named.

    ``search`` is a number, an amount or a receipt's code; a receipt is listed that fits any of it.
    """

    first: date
    last: date
    till_id: int | None = None
    operator: str = ""
    tender: TenderKind | None = None
    kind: ListedKind | None = None
    search: ReceiptSearch | None = None
    location_id: int | None = None


@dataclass(frozen=True, slots=True)
class ListedReceipt:
    """One row of the list; ``tenders`` are the means of payment, ``is_copied`` whether a copy was asked for."""

    sale_id: int
    till_id: int
    number: int
    at: datetime
    operator: str
    kind: SaleKind
    due: Money
    tenders: tuple[TenderKind, ...]
    is_copied: bool


@dataclass(frozen=True, slots=True)
class ListTotals:
    """What all receipts of a filter sum to: how many sales and refunds, and what was paid and given back."""

    sales: int
    sold: Money
    refunds: int
    refunded: Money

    @property
    def net(self) -> Money:
        """What was paid less what was given back."""
        return self.sold - self.refunded
