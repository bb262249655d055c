"""The papers that labels are printed on: how many labels a sheet has, how large and where. Millimetres throughout."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from models.errors import Refused


class LabelPaper(StrEnum):
    """A kind of sheet, named by its columns, its rows and the size of a label."""

    A4_3X8 = "3x8-70x37"
    A4_2X7 = "2x7-99x38"
    A4_5X13 = "5x13-38x21"
    A4_RAIL = "rail-70x38"


class WrongStart(Refused):
    """A position at which a sheet has no label."""

    code = "wrong_label_start"
    text = "A sheet of {paper} has labels 1 to {count}, not {start}. Nothing was printed; choose one of them."

    paper: str
    count: int
    start: int


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Where the labels of a sheet are; ``across`` and ``down`` is how far each begins after the one before it.

    ``cut_lines``: plain paper, whose labels somebody cuts.
    """

    columns: int
    rows: int
    width: Decimal
    height: Decimal
    left: Decimal
    top: Decimal
    across: Decimal
    down: Decimal
    cut_lines: bool = False

    @property
    def count(self) -> int:
        """How many labels a sheet has."""
        return self.columns * self.rows

    def position(self, place: int) -> tuple[Decimal, Decimal]:
        """The left and upper edge of a label on its sheet, row by row from 0.

        >>> LAYOUTS[LabelPaper.A4_3X8].position(4)
        (Decimal('70'), Decimal('37.5'))
        """
        row, column = divmod(place % self.count, self.columns)
        return self.left + column * self.across, self.top + row * self.down


def _layout(columns: int, rows: int, *sizes: str, cut_lines: bool = False) -> SheetLayout:
    width, height, left, top, across, down = map(Decimal, sizes)
    return SheetLayout(columns, rows, width, height, left, top, across, down, cut_lines)


PAGE_WIDTH, PAGE_HEIGHT = Decimal(210), Decimal(297)
#: The sizes that makers of labels give for sheets of this kind.
LAYOUTS = {
    LabelPaper.A4_3X8: _layout(3, 8, "70", "37", "0", "0.5", "70", "37"),
    LabelPaper.A4_2X7: _layout(2, 7, "99.1", "38.1", "4.65", "15.15", "101.6", "38.1"),
    LabelPaper.A4_5X13: _layout(5, 13, "38.1", "21.2", "4.65", "10.7", "40.65", "21.2"),
    # Plain paper, cut for the rails of 39 mm along a shelf.
    LabelPaper.A4_RAIL: _layout(2, 7, "70", "38", "25", "15.5", "80", "38", cut_lines=True),
}


def check_start(paper: LabelPaper, start: int) -> int:
    """The same position, 1 to the number of labels of a sheet; else :class:`WrongStart`."""
    count = LAYOUTS[paper].count
    if not 1 <= start <= count:
        raise WrongStart(paper.value, count, start)
    return start


def sheets_needed(labels: int, paper: LabelPaper, start: int = 1) -> int:
    """How many sheets some labels take, the first of them begun at a position.

    >>> (
    ...     sheets_needed(24, LabelPaper.A4_3X8),
    ...     sheets_needed(24, LabelPaper.A4_3X8, start=2),
    ...     sheets_needed(0, LabelPaper.A4_3X8),
    ... )
    (1, 2, 0)
    """
    return -(-(labels + start - 1) // LAYOUTS[paper].count) if labels else 0
