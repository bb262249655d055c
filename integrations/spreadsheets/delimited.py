"""Reading CSV: which encoding, which separator, and rows one at a time whatever the file holds."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import DAMAGED_LETTERS, Row, shown
from integrations.spreadsheets.text_encoding import OLD_ENCODINGS, example_of, find_encoding

SEPARATORS = (";", ",", "\t", "|")
#: A physical line that is longer is passed over and reported; no cell needs so much.
LINE_LENGTH_MAX = 1_000_000
SAMPLE_LINES = 60


class DelimitedSource:
    """A CSV file. The separator is guessed from its first lines, the encoding from all of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._total = path.stat().st_size
        self._file: TextIO | None = None
        self.encoding = find_encoding(path)
        self.notes: tuple[Remark, ...] = ()
        if self.encoding in OLD_ENCODINGS:
            example = shown(example_of(path, self.encoding))
            self.notes = (Remark("old_encoding", encoding=self.encoding, example=example),)
        with self._open() as file:
            self.separator, self._preamble = find_separator(file)

    def rows(self) -> Iterator[Row]:
        """Every row from the heading on; one that cannot be read comes with its damage."""
        with self._open() as file:
            self._file = file
            lines = _Lines(file)
            for _ in range(self._preamble):
                next(lines, None)
            # strict: a stray quotation mark raises an error instead of swallowing the rest of the file.
            reader = csv.reader(lines, delimiter=self.separator, strict=True)
            number, width = self._preamble, 0
            while True:
                number += 1
                lines.overlong = False
                begin = self._preamble + reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield _damaged(number, _reason(error), begin, self._preamble + reader.line_num)
                    continue
                width = width or len(cells)
                if lines.overlong:
                    yield Row(number, (), "has a line that is too long")
                elif _holds_rows(cells, self.separator, width):
                    yield _damaged(number, _UNCLOSED, begin, self._preamble + reader.line_num)
                else:
                    yield _row(number, cells)

    def position(self) -> tuple[int, int]:
        """Bytes read, of all."""
        if self._file is None:
            return 0, self._total
        return (self._total if self._file.closed else self._file.buffer.tell()), self._total

    def _open(self) -> TextIO:
        return self._path.open(encoding=self.encoding, errors="replace", newline="")


class _Lines:
    """The lines of a file, none longer than a cell may be: the rest of a longer one is thrown away."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.overlong = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LINE_LENGTH_MAX)
        if not line:
            raise StopIteration
        if len(line) < LINE_LENGTH_MAX or line.endswith(("\n", "\r")):
            return line
        self.overlong = True
        while line and not line.endswith(("\n", "\r")):
            line = self._file.readline(LINE_LENGTH_MAX)
        return "\n"


def find_separator(file: TextIO) -> tuple[str, int]:
    """The separator that cuts the first lines into most columns alike, and how many lines come before the heading.

    Excel's own hint, a first line ``sep=;``, is followed.
    """
    lines = [line for line in (file.readline(LINE_LENGTH_MAX) for _ in range(SAMPLE_LINES)) if line]
    if lines and lines[0].strip().lower()[:4] == "sep=" and len(lines[0].strip()) == len("sep=;"):
        return lines[0].strip()[4], 1
    return max(SEPARATORS, key=lambda separator: _alike(lines, separator)), 0


def _alike(lines: list[str], separator: str) -> tuple[int, int]:
    """How many lines have as many cells as the heading (more than one), and how many cells that is."""
    counts = []
    reader = csv.reader(lines, delimiter=separator)
    try:
        counts = [len(cells) for cells in reader if cells]
    except csv.Error:
        counts = [line.count(separator) + 1 for line in lines]
    if not counts or counts[0] < 2:
        return 0, 0
    return sum(count == counts[0] for count in counts), counts[0]


def _row(number: int, cells: list[str]) -> Row:
    if any("\ufffd" in cell for cell in cells):
        return Row(number, (), DAMAGED_LETTERS)
    return Row(number, tuple(cells))


_UNCLOSED = "has a quotation mark that is not closed, or text after the closing one"
#: So many separators in the inner lines of a cell are no chance.
_SEPARATORS_LEAST = 4


def _holds_rows(cells: list[str], separator: str, width: int) -> bool:
    """Whether a cell holds lines that are rows of the table: the mark that should have closed it came much later."""
    for cell in cells:
        inner = cell.splitlines()[1:-1]
        if len(inner) * (width - 1) >= _SEPARATORS_LEAST and {line.count(separator) for line in inner} == {width - 1}:
            return True
    return False


def _damaged(number: int, why: str, first: int, last: int) -> Row:
    """A row that cannot be read. Over several lines it may have swallowed others: those lines are named."""
    if last <= first:
        return Row(number, (), why)
    lost = f"{why}; lines {first} to {last} of the file cannot be separated. Correct the mark; they cannot be skipped"
    return Row(number, (), lost, swallows=True)


def _reason(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"has a cell longer than {csv.field_size_limit():,} characters"
    return _UNCLOSED
