"""Rows of another system's list of prices by day, understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from integrations.spreadsheets.barcodes import read_barcodes
from integrations.spreadsheets.cells import moment
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.reading import Cells
from integrations.spreadsheets.rows import Row, RowProblem, damaged
from integrations.spreadsheets.sales import Writing
from models.catalogue.product import SKU_LENGTH_MAX
from models.pricing.price_change import PRICE_MINOR_MAX


@dataclass(frozen=True, slots=True)
class FormerPriceRow:
    """A price in minor units with tax, from ``first`` until ``until`` (excluded; ``None``: until the next begins)."""

    row: int
    sku: str
    barcodes: tuple[str, ...]
    price_minor: int
    first: date
    until: date | None


class FormerPriceReader:
    """Reads one list of prices."""

    def __init__(self, headers: tuple[str, ...], columns: Mapping[ColumnRole, Column], writing: Writing) -> None:
        self._columns, self._width, self._writing = columns, len(headers), writing

    def read(self, row: Row) -> FormerPriceRow | list[RowProblem] | None:
        """The price of a row, what is wrong with it, or ``None`` for one that has none: a heading between groups."""
        if row.damage:
            return [damaged(row)]
        if any(cell.strip() for cell in row.cells[self._width :]):
            return [RowProblem(row.number, "", "", "too_many_cells", "has more cells than there are columns")]
        cells = Cells(row, self._columns, self._writing.style, self._writing.currency)
        if cells.problems or not cells.raw(ColumnRole.PRICE):
            return cells.problems or None
        return self._price(cells)

    def _price(self, cells: Cells) -> FormerPriceRow | list[RowProblem]:
        sku, barcodes = cells.name(ColumnRole.SKU, SKU_LENGTH_MAX), read_barcodes(cells.raw(ColumnRole.GTIN))
        for code, reason in barcodes.faults:
            cells.wrong(ColumnRole.GTIN, code, reason)
        if not (sku or barcodes.gtins or barcodes.codes):
            cells.wrong(ColumnRole.SKU, "no_sku", "there is neither a SKU nor a barcode")
        minor = cells.amount(ColumnRole.PRICE)
        first, last = self._day(cells, ColumnRole.DATE), self._day(cells, ColumnRole.UNTIL)
        if first is None and not cells.raw(ColumnRole.DATE):
            cells.wrong(ColumnRole.DATE, "not_a_date", "there is no day on which the price began")
        if minor is not None and not 0 <= minor <= PRICE_MINOR_MAX:
            cells.wrong(ColumnRole.PRICE, "negative" if minor < 0 else "too_large", "cannot be a price")
        if first is not None and last is not None and last < first:
            cells.wrong(ColumnRole.UNTIL, "ends_too_early", "is before the day on which the price began")
        if cells.problems or minor is None or first is None:
            return cells.problems
        until = None if last is None else last + timedelta(days=1)
        return FormerPriceRow(cells.row.number, sku, (*barcodes.gtins, *barcodes.codes), minor, first, until)

    def _day(self, cells: Cells, role: ColumnRole) -> date | None:
        if not cells.raw(role):
            return None
        zone, order = self._writing.zone, self._writing.day_order
        instant = cells.understood(role, lambda text: moment(text, "", zone, order), "not_a_date")
        return None if instant is None else instant.astimezone(zone).date()
