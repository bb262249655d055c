"""Reading Parquet: the same text cells as from CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import polars as pl

from integrations.spreadsheets.rows import NotATable, Row

#: Rows that are read at a time.
PORTION = 5_000
CELL_LENGTH_MAX = 100_000


class ParquetSource:
    """A Parquet file; columns of lists or records are left empty."""

    separator = ""
    notes: tuple[str, ...] = ()

    def __init__(self, path: Path) -> None:
        self._path, self._done = path, 0
        try:
            self._frame = pl.scan_parquet(path)
            self._headers = self._frame.collect_schema().names()
            self._total = int(self._frame.select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise NotATable(path, "it is a damaged Parquet file") from error

    def rows(self) -> Iterator[Row]:
        """The heading, then every row."""
        yield Row(1, tuple(self._headers))
        for begin in range(0, self._total, PORTION):
            try:
                part = self._frame.slice(begin, PORTION).collect()
            except (pl.exceptions.PolarsError, OSError) as error:
                raise NotATable(self._path, "it is a damaged Parquet file") from error
            for number, values in enumerate(part.iter_rows(), start=begin + 2):
                self._done = number - 1
                yield _row(number, values)

    def position(self) -> tuple[int, int]:
        """Rows read, of all."""
        return self._done, self._total


def _row(number: int, values: tuple[object, ...]) -> Row:
    cells = tuple(_cell(value) for value in values)
    if any(len(cell) > CELL_LENGTH_MAX for cell in cells):
        return Row(number, (), f"has a cell longer than {CELL_LENGTH_MAX:,} characters")
    return Row(number, cells)


def _cell(value: object) -> str:
    match value:
        case None | list() | dict():
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return str(value)
