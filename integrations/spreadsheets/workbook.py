"""Reading a workbook of Excel (.xlsx): the same text cells as from CSV, of its first sheet that holds a table."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import NotATable, Row, shown

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

#: Bytes that a workbook may unpack to, and the texts of all its cells, which are in memory while it is read.
UNPACKED_BYTES_MAX, TEXT_BYTES_MAX = 400_000_000, 100_000_000
SHEETS_MAX = 50
#: Rows among which the first two rows of a table are looked for.
BEGIN_ROWS = 1_000
#: Digits that a spreadsheet shows of a number; what is calculated may have more behind them.
DIGITS = 15
#: What the reader of workbooks raises for a damaged one.
_DAMAGE = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError),
    *(TypeError, ValueError, BadZipFile, InvalidFileException, zlib.error),
)


class WorkbookSource:
    """One sheet of a workbook: the first that is visible and has a heading and a row; others are named in a note.

    Cells have the values that were calculated when the workbook was saved.
    """

    separator = ""

    def __init__(self, path: Path) -> None:
        self._path, self._done = path, 0
        _check_size(path)
        self._file = path.open("rb")
        try:
            self._book: Workbook = load_workbook(self._file, read_only=True, data_only=True)
            self._sheet, others = self._choose()
        except _DAMAGE as error:
            self._file.close()
            raise NotATable(path, "it is a damaged workbook; save the sheet as CSV first") from error
        named = {"sheet": shown(str(self._sheet.title)), "others": shown(", ".join(others))}
        self.notes: tuple[Remark, ...] = (Remark("one_sheet", **named),) if others else ()

    def rows(self) -> Iterator[Row]:
        """The heading, which may have empty rows above it, then every row."""
        has_begun = False
        with self._file:
            for number, cells in enumerate(self._cells(), start=1):
                self._done = number
                has_begun = has_begun or any(cells)
                if has_begun:
                    yield Row(number, cells)

    def position(self) -> tuple[int, int]:
        """Rows read, of all as far as the workbook names them."""
        return self._done, max(self._done, self._sheet.max_row or 0)

    def _cells(self) -> Iterator[tuple[str, ...]]:
        try:
            for values in self._sheet.iter_rows(values_only=True):
                yield tuple(_text(value) for value in values)
        except _DAMAGE as error:
            raise NotATable(self._path, "it is a damaged workbook; save the sheet as CSV first") from error

    def _choose(self) -> tuple[Any, list[str]]:
        """The sheet that is read, and the names of others that have rows."""
        sheets = [each for each in self._book.worksheets[:SHEETS_MAX] if each.sheet_state == "visible"]
        for sheet in sheets:
            sheet.reset_dimensions()  # programs write them wrong
        tables = [sheet for sheet in sheets if _has_rows(sheet)] or sheets
        if not tables:
            raise NotATable(self._path, "none of its sheets is visible")
        return tables[0], [str(each.title) for each in tables[1:]]


def _check_size(path: Path) -> None:
    """Raise :class:`NotATable` for a zip that is no workbook, or unpacks to more than any list needs."""
    try:
        with ZipFile(path) as archive:
            sizes = {each.filename: each.file_size for each in archive.infolist()}
    except (BadZipFile, OSError, ValueError) as error:
        raise NotATable(path, "it is a damaged workbook, or another zip; save the sheet as CSV first") from error
    if "xl/workbook.xml" not in sizes:
        raise NotATable(path, "it is an OpenDocument or another zip; save the sheet as .xlsx or CSV first")
    texts = sum(size for name, size in sizes.items() if "sharedStrings" in name)
    if sum(sizes.values()) > UNPACKED_BYTES_MAX or texts > TEXT_BYTES_MAX:
        raise NotATable(path, "it unpacks to far more than any list needs")


def _has_rows(sheet: Any) -> bool:
    """Whether a sheet has a heading and a row below it."""
    rows = islice(sheet.iter_rows(values_only=True), BEGIN_ROWS)
    return sum(1 for row in rows if any(cell is not None for cell in row)) > 1


def _text(value: object) -> str:
    """A value as a CSV file would have it, its decimals after a dot.

    A day without a time is midnight in a workbook: midnight is written as the day alone.

    >>> [_text(each) for each in (None, True, 7310865004703, 19.9, 3 * 1.1, 12.0, datetime(2026, 1, 2))]
    ['', 'true', '7310865004703', '19.9', '3.3', '12', '2026-01-02']
    """
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case float():
            text = f"{Decimal(f'{value:.{DIGITS}g}'):f}"
        case datetime():
            text = value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
        case time() | date():
            text = value.isoformat()
        case _:
            text = str(value)
    return text
