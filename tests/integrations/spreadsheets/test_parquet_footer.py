"""The footer of a Parquet file tells how much it unpacks to."""

from __future__ import annotations

import contextlib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.spreadsheets.parquet_footer import unpacked_bytes


def test_what_compresses_well_is_counted_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "list.parquet"
    pl.DataFrame({"n": range(200_000), "name": ["Mjölk"] * 200_000}).write_parquet(path, compression="zstd")
    assert path.stat().st_size < 1_600_000 <= unpacked_bytes(path) < 4_000_000


@given(footer=st.binary(max_size=200))
def test_any_footer_is_a_size_or_an_error(tmp_path_factory: pytest.TempPathFactory, footer: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.parquet"
    path.write_bytes(b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1")
    with contextlib.suppress(ValueError):
        assert isinstance(unpacked_bytes(path), int)
