"""What the lines of a receipt in a sales list share, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.sales import RECEIPT_LENGTH_MAX, SaleRow
from models.catalogue.product import TaxCategory
from models.selling.settlement import TenderKind
from models.shop import Shop
from pipelines.importing.receipt_numbers import Key, Known
from pipelines.importing.receipt_returns import RETURN_MARK
from store.database.columns import to_micros


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """What holds for all rows.

    ``known_receipts`` are those that were imported before; ``begins_again``: the options state that their numbers begin
    again each day; ``numbered``: the file has numbers; ``rates`` gives the tax rates of a day; products that only the
    receipts know are registered with ``missing_tax``, or refused where it is ``None``.
    """

    company: Shop
    at: datetime
    known_receipts: Known
    begins_again: bool
    numbered: bool
    rates: Callable[[date], Mapping[TaxCategory, int]]
    missing_tax: TaxCategory | None
    headings: Mapping[ColumnRole, str]


@dataclass(frozen=True, slots=True)
class ReceiptHead:
    """What all lines of a receipt share; that of its first row holds. ``number`` bears the mark of a return."""

    number: str
    register: str
    at_micros: int
    tender: TenderKind
    customer: str
    operator: str
    is_return: bool = False


def key_of(row: SaleRow) -> Key:
    """The receipt of a row: what came back is a document of its own."""
    number = marked(row.receipt.number) if row.is_return else row.receipt.number
    return number, row.receipt.register, to_micros(row.at)


def marked(number: str) -> str:
    """What the return of a receipt is called."""
    return f"{number[: RECEIPT_LENGTH_MAX - len(RETURN_MARK)]}{RETURN_MARK}"


def named_as(key: Key) -> tuple[tuple[str, str, int | None], ...]:
    """The ways in which a bad row may name a receipt, or what came back of it."""
    number, register, micros = key
    number = number.removesuffix(RETURN_MARK)
    return (number, register, micros), (number, register, None), (number, "", None)
