"""Rows of a supplier's list of prices by quantity, understood."""

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
from models.catalogue.product import NAME_LENGTH_MAX, SKU_LENGTH_MAX


@dataclass(frozen=True, slots=True)
class PriceStepRow:
    """From ``least`` units on, each costs ``cost_minor`` without tax; the product is named by SKU or barcode."""

    row: int
    sku: str
    barcodes: tuple[str, ...]
    supplier: str
    least: Decimal
    cost_minor: int


class PriceStepReader:
    """Reads one list of prices by quantity."""

    def __init__(
        self, headers: tuple[str, ...], columns: Mapping[ColumnRole, Column], style: NumberStyle, currency: str
    ) -> None:
        self._columns, self._width, self._style, self._currency = columns, len(headers), style, currency

    def read(self, row: Row) -> PriceStepRow | list[RowProblem] | None:
        """The price of a row, what is wrong with it, or ``None`` for one that has none: a heading between groups."""
        if row.damage:
            return [damaged(row)]
        if any(cell.strip() for cell in row.cells[self._width :]):
            return [RowProblem(row.number, "", "", "too_many_cells", "has more cells than there are columns")]
        cells = Cells(row, self._columns, self._style, self._currency)
        if cells.problems or not cells.raw(ColumnRole.COST):
            return cells.problems or None
        return _step(cells)


def _step(cells: Cells) -> PriceStepRow | list[RowProblem]:
    sku, barcodes = cells.name(ColumnRole.SKU, SKU_LENGTH_MAX), read_barcodes(cells.raw(ColumnRole.GTIN))
    for code, reason in barcodes.faults:
        cells.wrong(ColumnRole.GTIN, code, reason)
    if not (sku or barcodes.gtins or barcodes.codes):
        cells.wrong(ColumnRole.SKU, "no_sku", "there is neither a SKU nor a barcode")
    least, minor = cells.quantity(ColumnRole.FROM_QUANTITY), cells.amount(ColumnRole.COST)
    if least is None and not cells.raw(ColumnRole.FROM_QUANTITY):
        cells.wrong(ColumnRole.FROM_QUANTITY, "no_quantity", "there is no quantity from which the price holds")
    if least is not None and least < 0:
        cells.wrong(ColumnRole.FROM_QUANTITY, "negative", "is negative")
    supplier = cells.text(ColumnRole.SUPPLIER, NAME_LENGTH_MAX)
    if cells.problems or least is None or minor is None:
        return cells.problems
    return PriceStepRow(cells.row.number, sku, (*barcodes.gtins, *barcodes.codes), supplier, least, minor)
