"""What every kind of table is read into, and what can be wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from integrations.spreadsheets.remarks import Remark
from models.card_data import hide_card_data
from models.errors import Refused

#: So much of a cell is shown in a problem.
SHOWN_LENGTH = 60
DAMAGED_LETTERS = "holds damaged characters: the file was saved in a wrong encoding"


class NotATable(Refused):
    """A file that cannot be read as a table."""

    code = "not_a_table"
    text = (
        "{path.name} cannot be read as a table: {reason}. Nothing was imported. "
        "Save it as CSV in UTF-8, with the names of the columns in the first row, and try again."
    )

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as text. ``number`` counts as a spreadsheet does: the heading is row 1, empty rows count.

    ``damage`` is the reason why the row could not be read; it has no cells then. ``swallows``: the damage covers
    several lines of the file, and their number of rows is unknown.
    """

    number: int
    cells: tuple[str, ...]
    damage: str | None = None
    swallows: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return self.damage is None and not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one cell or row. ``code`` is stable; ``column`` is the heading, empty for the whole row.

    ``blocks``: what is wrong cannot be passed over, since more may be wrong than is seen.
    """

    row: int
    column: str
    value: str
    code: str
    reason: str
    blocks: bool = False

    def __str__(self) -> str:
        where = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        return f"{where}: {self.value!r} {self.reason}" if self.value else f"{where}: {self.reason}"


def damaged(row: Row) -> RowProblem:
    """The problem of a row that could not be read."""
    return RowProblem(row.number, "", "", "damaged_row", row.damage or "", blocks=row.swallows)


class Source(Protocol):
    """A file of rows; the first is the heading."""

    separator: str
    notes: tuple[Remark, ...]

    def rows(self) -> Iterator[Row]:
        """Every row from the heading on."""

    def position(self) -> tuple[int, int]:
        """How far the reading is, and of how much."""


def shown(cell: str) -> str:
    r"""A cell as it may be shown: short, without control characters and card data.

    >>> shown("Kaffe\x1bp" + "!" * 100)[:8]
    'Kaffe p!'
    """
    plain = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} else sign for sign in hide_card_data(cell[:200])
    )
    return plain if len(plain) <= SHOWN_LENGTH else plain[: SHOWN_LENGTH - 1] + "…"
