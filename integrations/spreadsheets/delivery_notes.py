"""Rows of a supplier's delivery note, understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from integrations.spreadsheets.columns import Column, ColumnRole
from integrations.spreadsheets.number_style import NumberStyle
from integrations.spreadsheets.reading import Cells
from integrations.spreadsheets.rows import Row, RowProblem, damaged

CODE_LENGTH_MAX = 80
_CODES = (ColumnRole.GTIN, ColumnRole.SKU, ColumnRole.SUPPLIER_SKU)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """How much of a product came, named by any of ``codes``; ``cost`` is per unit without tax in minor units."""

    row: int
    codes: tuple[str, ...]
    quantity: Decimal
    damaged: Decimal
    cost: int | None


class NoteReader:
    """Reads one delivery note; a row without a quantity brings nothing."""

    def __init__(self, columns: Mapping[ColumnRole, Column], style: NumberStyle, currency: str) -> None:
        self._columns, self._style, self._currency = columns, style, currency

    def read(self, row: Row) -> NoteRow | list[RowProblem] | None:
        """What a row brings, what is wrong with it, or ``None`` where it brings nothing."""
        if row.damage:
            return [damaged(row)]
        cells = Cells(row, self._columns, self._style, self._currency)
        quantity = cells.quantity(ColumnRole.QUANTITY) or Decimal(0)
        broken = cells.quantity(ColumnRole.DAMAGED) or Decimal(0)
        cost = cells.amount(ColumnRole.COST)
        codes = tuple(code for role in _CODES if (code := cells.name(role, CODE_LENGTH_MAX)))
        for role, amount in ((ColumnRole.QUANTITY, quantity), (ColumnRole.DAMAGED, broken)):
            if amount < 0:
                cells.wrong(role, "negative", "is negative")
        if (quantity or broken) and not codes:
            cells.wrong(ColumnRole.SKU, "no_sku", "there is neither a SKU nor a barcode")
        if cells.problems:
            return cells.problems
        return NoteRow(row.number, codes, quantity, broken, cost) if quantity or broken else None
