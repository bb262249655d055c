"""A table of text cells with a heading, read a row at a time from a CSV or Parquet file or a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from integrations.spreadsheets import delimited, parquet, workbook
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import NotATable, Row, Source

#: What other kinds of files begin with, and what they are called.
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"SQLite format 3": "a database",
    b"\x1f\x8b": "a compressed file",
    b"{\\rtf": "a text document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
COLUMNS_MAX = 1_000
#: Rows that are looked at to guess columns, signs and dates, before the first is used.
SAMPLE_ROWS, SAMPLE_LETTERS = 1_000, 4_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """An open table. ``rows`` can be gone through once; ``sample`` are the first of them, looked at beforehand."""

    headers: tuple[str, ...]
    sample: tuple[Row, ...]
    rows: Iterator[Row]
    source: Source

    @property
    def separator(self) -> str:
        """The character between the cells of a CSV file; empty for the others."""
        return self.source.separator

    @property
    def notes(self) -> tuple[Remark, ...]:
        """What was assumed in reading the file."""
        return self.source.notes


def open_table(path: Path) -> Table:
    """The table in ``path``; a file is CSV, Parquet or a workbook by its content, whatever its name.

    Raises :class:`NotATable` when it cannot be read at all. Damage of a single row is in
    :attr:`Row.damage`.
    """
    source = _source(path)
    rows = source.rows()
    head = next(rows, None)
    if head is None:
        raise NotATable(path, "it is empty")
    if head.damage:
        raise NotATable(path, f"its first row, which names the columns, {head.damage}")
    if len(head.cells) > COLUMNS_MAX:
        raise NotATable(path, f"it has more than {COLUMNS_MAX} columns")
    sample = _first(rows)
    return Table(tuple(cell.strip() for cell in head.cells), sample, _chained(sample, rows), source)


def _source(path: Path) -> Source:
    try:
        with path.open("rb") as file:
            begin = file.read(16)
    except OSError as error:
        raise NotATable(path, error.strerror or "it cannot be opened") from error
    if begin.startswith(b"PAR1"):
        return parquet.ParquetSource(path)
    if begin.startswith(b"PK\x03\x04"):
        return workbook.WorkbookSource(path)
    for magic, kind in _OTHER_KINDS.items():
        if begin.startswith(magic):
            raise NotATable(path, f"it is {kind}; save the sheet as CSV first")
    return delimited.DelimitedSource(path)


def _first(rows: Iterator[Row]) -> tuple[Row, ...]:
    sample: list[Row] = []
    letters = 0
    while len(sample) < SAMPLE_ROWS and letters < SAMPLE_LETTERS and (row := next(rows, None)) is not None:
        sample.append(row)
        letters += sum(map(len, row.cells))
    return tuple(sample)


def _chained(sample: tuple[Row, ...], rest: Iterator[Row]) -> Iterator[Row]:
    yield from sample
    yield from rest
