"""An edition: the protected figures of four weeks, as they are stored and shown; never changed afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Self

from models.analytics.customers.bands import first_day_of
from models.analytics.customers.figure_cells import Axis, Cell, CellKey, Figures, Scope
from models.analytics.customers.hidden_cells import hidden_cells


@dataclass(frozen=True, slots=True)
class Edition:
    """The figures of one edition; a hidden cell has none. ``id`` is 0 until it is stored."""

    id: int
    number: int
    at: datetime
    operator: str
    cells: Mapping[CellKey, Cell | None]

    @property
    def first_day(self) -> date:
        """The Monday on which it begins."""
        return first_day_of(self.number)

    @property
    def until_day(self) -> date:
        """The day after its last one."""
        return first_day_of(self.number + 1)

    @property
    def figures_json(self) -> str:
        """The cells as they are stored, in order: customers, receipts, amount, margin, spread; null where hidden."""
        rows = {
            key.text: None
            if cell is None
            else [cell.customers, cell.receipts, cell.amount_minor, cell.margin_minor, cell.spread_minor]
            for key, cell in sorted(self.cells.items())
        }
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """The SHA-256 of the stored cells."""
        return sha256(self.figures_json.encode()).hexdigest()

    @classmethod
    def of_json(cls, head: tuple[int, int, datetime, str], figures: str) -> Self:
        """The edition of a stored row: id, number, instant and operator, and its cells."""
        cells = {}
        for text, row in json.loads(figures).items():
            key = CellKey.of_text(text)
            cells[key] = None if row is None else _stored(key, row)
        return cls(*head, cells)

    def cell(self, scope: Scope, *values: tuple[Axis, str]) -> Cell | None:
        """One cell; ``None`` where it is hidden or does not exist."""
        return self.cells.get(CellKey(scope, values))

    def values(self, scope: Scope, axis: Axis) -> list[str]:
        """Every value that a scope has on an axis alone, in order."""
        return sorted(key.value_of(axis) for key in self.cells if key.scope is scope and key.axes == (axis,))


def _stored(key: CellKey, row: list[int]) -> Cell:
    customers, receipts, amount, margin, spread = row
    return Cell(key, customers, receipts, amount, margin, spread_minor=spread)


def protected_edition(
    number: int,
    figures: Figures,
    *,
    at: datetime,
    operator: str,
    survey: Mapping[CellKey, Cell | None] | None = None,
) -> Edition:
    """The edition of figures, without those that point at somebody; ``survey`` are cells without them already."""
    hidden_keys = hidden_cells(figures)
    cells = {key: None if key in hidden_keys else _published(cell) for key, cell in figures.cells.items()}
    return Edition(0, number, at, operator, cells | dict(survey or {}))


def _published(cell: Cell) -> Cell:
    """A cell without what the largest customers spent."""
    figures = (cell.customers, cell.receipts, cell.amount_minor, cell.margin_minor)
    return Cell(cell.key, *figures, spread_minor=cell.spread_minor)
