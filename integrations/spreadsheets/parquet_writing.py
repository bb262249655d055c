"""Writing Parquet from JSON lines, as rows are read: a large table needs no more memory than a small one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

#: How a column is written, by its kind in the shop; others are text.
_WHOLE = {"Integer": pl.Int64, "BigInteger": pl.Int64, "SmallInteger": pl.Int64, "Boolean": pl.Boolean}
_DECIMALS = 3


def write_parquet(lines: Path, file: Path, columns: Mapping[str, str]) -> None:
    """Write the rows of a file of JSON lines, whose ``columns`` are named with their kinds.

    Quantities become decimal numbers, days and instants what they are; whatever has no type of its own is text, exact.
    """
    schema = {name: _WHOLE.get(kind, pl.String) for name, kind in columns.items()}
    frame = pl.scan_ndjson(lines, schema=schema) if lines.stat().st_size else pl.LazyFrame(schema=schema)
    frame.with_columns(_typed(name, kind) for name, kind in columns.items()).sink_parquet(file)


def _typed(name: str, kind: str) -> pl.Expr:
    column = pl.col(name)
    match kind:
        case "Quantity":
            return column.cast(pl.Decimal(38, _DECIMALS))
        case "Date":
            return column.str.to_date("%Y-%m-%d")
        case "Instant":
            return column.str.to_datetime(time_unit="us", time_zone="UTC")
        case _:
            return column
