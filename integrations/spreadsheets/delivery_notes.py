"""Rows of a supplier's delivery note, understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.number_style import NumberStyle
from integrations.spreadsheets.reading import Cells
from integrations.spreadsheets.rows import Row, RowProblem, damaged

CODE_LENGTH_MAX = 80
_CODES = (ColumnRole.GTIN, ColumnRole.SKU, ColumnRole.SUPPLIER_SKU)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """How much of a product came, named by any of ``codes``; ``cost`` is per unit without tax in minor units.

    ``lot`` and ``best_before`` are those of the goods, if the row names them.
    """

    row: int
    codes: tuple[str, ...]
    quantity: Decimal
    damaged: Decimal
    cost: int | None
    lot: str = ""
    best_before: date | None = None


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
        lot, last = cells.text(ColumnRole.LOT), cells.understood(ColumnRole.BEST_BEFORE, _last_day, "not_a_date")
        for role, amount in ((ColumnRole.QUANTITY, quantity), (ColumnRole.DAMAGED, broken)):
            if amount < 0:
                cells.wrong(role, "negative", "is negative")
        if (quantity or broken) and not codes:
            cells.wrong(ColumnRole.SKU, "no_sku", "there is neither a SKU nor a barcode")
        if cells.problems:
            return cells.problems
        return NoteRow(row.number, codes, quantity, broken, cost, lot, last) if quantity or broken else None


def _last_day(text: str) -> date | None:
    """A day such as 2026-12-05; ``None`` for an empty cell."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise ValueError("is no date such as 2026-12-05") from None
