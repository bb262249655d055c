"""Rows of another system's list of purchase orders, understood: what is still to come of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from integrations.spreadsheets.barcodes import read_barcodes
from integrations.spreadsheets.cells import moment
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.reading import Cells
from integrations.spreadsheets.rows import Row, RowProblem, damaged
from integrations.spreadsheets.sales import Writing
from models.catalogue.product import NAME_LENGTH_MAX, SKU_LENGTH_MAX
from models.money import Money
from models.purchasing.open_order import NUMBER_LENGTH_MAX


@dataclass(frozen=True, slots=True)
class FormerOrderLine:
    """What is still to come of one product in an order; days and cost are ``None`` where there are none."""

    row: int
    number: str
    supplier: str
    sku: str
    barcodes: tuple[str, ...]
    quantity: Decimal
    unit_cost: Money | None
    ordered_on: date | None
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class _Head:
    """What rows of one order have in common; some programs write it in the first row only."""

    number: str
    supplier: str
    ordered_on: date | None
    expected_on: date | None


class FormerOrderReader:
    """Reads one list of purchase orders. A row without a number is of the order above it."""

    def __init__(self, headers: tuple[str, ...], columns: Mapping[ColumnRole, Column], writing: Writing) -> None:
        self._columns, self._width, self._writing = columns, len(headers), writing
        self._head: _Head | None = None

    def read(self, row: Row) -> FormerOrderLine | list[RowProblem] | None:
        """The line of a row, what is wrong with it, or ``None`` where nothing is still to come of it."""
        if row.damage:
            return [damaged(row)]
        if any(cell.strip() for cell in row.cells[self._width :]):
            return [RowProblem(row.number, "", "", "too_many_cells", "has more cells than there are columns")]
        cells = Cells(row, self._columns, self._writing.style, self._writing.currency)
        if cells.problems:
            return cells.problems
        head = self._read_head(cells)
        self._head = head or self._head
        if head is None or cells.problems:
            return cells.problems
        return _line(cells, head, self._writing.currency)

    @property
    def number(self) -> str:
        """The number of the order that the last row was of; empty before the first."""
        return "" if self._head is None else self._head.number

    def _read_head(self, cells: Cells) -> _Head | None:
        number, above = cells.name(ColumnRole.RECEIPT, NUMBER_LENGTH_MAX), self._head
        if not number and above is None:
            cells.wrong(ColumnRole.RECEIPT, "no_order_number", "there is no number of an order")
            return None
        if above is None or (number and number != above.number):
            above = _Head(number, "", None, None)
        return _Head(
            above.number,
            cells.text(ColumnRole.SUPPLIER, NAME_LENGTH_MAX) or above.supplier,
            self._day(cells, ColumnRole.DATE) or above.ordered_on,
            self._day(cells, ColumnRole.EXPECTED) or above.expected_on,
        )

    def _day(self, cells: Cells, role: ColumnRole) -> date | None:
        if not cells.raw(role):
            return None
        zone, order = self._writing.zone, self._writing.day_order
        instant = cells.understood(role, lambda text: moment(text, "", zone, order), "not_a_date")
        return None if instant is None else instant.astimezone(zone).date()


def _line(cells: Cells, head: _Head, currency: str) -> FormerOrderLine | list[RowProblem] | None:
    sku, barcodes = cells.name(ColumnRole.SKU, SKU_LENGTH_MAX), read_barcodes(cells.raw(ColumnRole.GTIN))
    ordered, received = cells.quantity(ColumnRole.QUANTITY), cells.quantity(ColumnRole.RECEIVED) or Decimal(0)
    cost = cells.amount(ColumnRole.COST, finer=True)
    for code, reason in barcodes.faults:
        cells.wrong(ColumnRole.GTIN, code, reason)
    for role, units in ((ColumnRole.QUANTITY, ordered), (ColumnRole.RECEIVED, received)):
        if units is not None and units < 0:
            cells.wrong(role, "negative", "is negative")
    if cells.problems:
        return cells.problems
    if ordered is None or ordered <= received:
        return None
    if not (sku or barcodes.gtins or barcodes.codes):
        cells.wrong(ColumnRole.SKU, "no_sku", "there is neither a SKU nor a barcode")
        return cells.problems
    return FormerOrderLine(
        cells.row.number,
        head.number,
        head.supplier,
        sku,
        (*barcodes.gtins, *barcodes.codes),
        ordered - received,
        None if cost is None else Money(cost, currency),
        head.ordered_on,
        head.expected_on,
    )
