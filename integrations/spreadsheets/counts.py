"""Rows of a stock count, understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from integrations.spreadsheets.barcodes import read_barcodes
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.number_style import NumberStyle
from integrations.spreadsheets.reading import Cells
from integrations.spreadsheets.rows import Row, RowProblem, damaged
from models.catalogue.product import SKU_LENGTH_MAX


@dataclass(frozen=True, slots=True)
class CountRow:
    """How much of a product was counted; it is named by its SKU or one of its barcodes."""

    row: int
    sku: str
    barcodes: tuple[str, ...]
    counted: Decimal


class CountReader:
    """Reads one stock count; a row without a number was not counted."""

    def __init__(
        self, headers: tuple[str, ...], columns: Mapping[ColumnRole, Column], style: NumberStyle, currency: str
    ) -> None:
        self._columns, self._width, self._style, self._currency = columns, len(headers), style, currency

    def read(self, row: Row) -> CountRow | list[RowProblem] | None:
        """The count of a row, what is wrong with it, or ``None`` where nothing was counted."""
        if row.damage:
            return [damaged(row)]
        if any(cell.strip() for cell in row.cells[self._width :]):
            return [RowProblem(row.number, "", "", "too_many_cells", "has more cells than there are columns")]
        cells = Cells(row, self._columns, self._style, self._currency)
        if cells.problems:
            return cells.problems
        if not cells.raw(ColumnRole.STOCK):
            return None
        return _count(cells)


def _count(cells: Cells) -> CountRow | list[RowProblem]:
    """What was counted, by a row."""
    sku, barcodes = cells.name(ColumnRole.SKU, SKU_LENGTH_MAX), read_barcodes(cells.raw(ColumnRole.GTIN))
    counted = cells.quantity(ColumnRole.STOCK)
    for code, reason in barcodes.faults:
        cells.wrong(ColumnRole.GTIN, code, reason)
    if counted is not None and counted < 0:
        cells.wrong(ColumnRole.STOCK, "negative", "is negative")
    if not cells.problems and not (sku or barcodes.gtins or barcodes.codes):
        cells.wrong(ColumnRole.SKU, "no_sku", "there is neither a SKU nor a barcode")
    if cells.problems or counted is None:
        return cells.problems
    return CountRow(cells.row.number, sku, (*barcodes.gtins, *barcodes.codes), counted)
