"""Reading Parquet: the same text cells as from CSV, in bounded memory whatever a small file unpacks to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import polars as pl

from integrations.spreadsheets.parquet_footer import unpacked_bytes
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import DAMAGED_LETTERS, NotATable, Row

#: Rows that are read at a time.
PORTION = 5_000
CELL_LENGTH_MAX = 100_000
#: Bytes of text that a row may have, and that are held as text at once.
ROW_BYTES_MAX, HELD_BYTES_MAX = 1_000_000, 16_000_000
#: Bytes that a file may unpack to, and bytes of text in all of its cells: a list of a shop has far fewer.
UNPACKED_BYTES_MAX, TEXT_BYTES_MAX = 400_000_000, 400_000_000
_SIZE = "\0size"
_BOMB = "it unpacks to far more than any list needs"


class ParquetSource:
    """A Parquet file; columns of lists or records are left empty, and never unpacked."""

    separator = ""
    notes: tuple[Remark, ...] = ()

    def __init__(self, path: Path) -> None:
        self._path, self._done, self._text_bytes = path, 0, 0
        try:
            if unpacked_bytes(path) > UNPACKED_BYTES_MAX:
                raise NotATable(path, _BOMB)
            frame = pl.scan_parquet(path)
            schema = frame.collect_schema()
            self._headers = schema.names()
            self._frame = frame.select(_bounded(schema)) if self._headers else frame
            self._total = int(frame.select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
            raise NotATable(path, "it is a damaged Parquet file") from error

    def rows(self) -> Iterator[Row]:
        """The heading, then every row."""
        yield Row(1, tuple(self._headers))
        for begin in range(0, self._total if self._headers else 0, PORTION):
            part = self._part(begin)
            most = int(part[_SIZE].max() or 0)  # type: ignore[arg-type]
            held = max(1, min(PORTION, HELD_BYTES_MAX // max(1, most)))
            for number, values in enumerate(part.iter_rows(buffer_size=held), start=begin + 2):
                self._done = number - 1
                yield _row(number, values)

    def position(self) -> tuple[int, int]:
        """Rows read, of all."""
        return self._done, self._total

    def _part(self, begin: int) -> pl.DataFrame:
        """Some rows, the size of each in the last column; a row that is too large has no text any more."""
        try:
            part = self._frame.slice(begin, PORTION).collect()
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            raise NotATable(self._path, "it is a damaged Parquet file") from error
        texts = [
            (pl.col(name).str.len_bytes() if kind == pl.String else pl.col(name).bin.size()).fill_null(0)
            for name, kind in part.schema.items()
            if kind in (pl.String, pl.Binary)
        ]
        sized = part.with_columns((pl.sum_horizontal(texts) if texts else pl.lit(0)).cast(pl.Int64).alias(_SIZE))
        self._text_bytes += int(sized[_SIZE].sum())
        if self._text_bytes > TEXT_BYTES_MAX:
            raise NotATable(self._path, _BOMB)
        small = pl.col(_SIZE) <= ROW_BYTES_MAX
        return sized.with_columns(pl.when(small).then(pl.col(pl.String, pl.Binary)).otherwise(None))


def _bounded(schema: pl.Schema) -> list[pl.Expr]:
    """Every column: nested ones as nothing, categories as text."""
    columns = []
    for name, kind in schema.items():
        column = pl.col(name)
        if kind.is_nested() or kind == pl.Object:
            column = pl.lit(None, pl.Boolean).alias(name)
        elif kind in (pl.Categorical, pl.Enum):
            column = column.cast(pl.String)
        columns.append(column)
    return columns


def _row(number: int, values: tuple[object, ...]) -> Row:
    *cells, size = values
    if not isinstance(size, int) or size > ROW_BYTES_MAX:
        return Row(number, (), f"has more than {ROW_BYTES_MAX:,} bytes of text")
    texts = tuple(_cell(value) for value in cells)
    if any(len(text) > CELL_LENGTH_MAX for text in texts):
        return Row(number, (), f"has a cell longer than {CELL_LENGTH_MAX:,} characters")
    if any("\ufffd" in text for text in texts):
        return Row(number, (), DAMAGED_LETTERS)
    return Row(number, texts)


def _cell(value: object) -> str:
    match value:
        case None:
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
