"""Importing product lists, as properties: bad rows are named exactly, twice is once, order does not matter."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.barcode import check_digit
from models.errors import Refused
from operations.installation.opening import open_store
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_import import import_products
from pipelines.importing.run_sales import import_sales
from store import schema
from store.database.engine import Store
from store.importing.stored_range import read_range
from tests.builders import AT, DAY, PRODUCTS, small_shop
from tests.contents import count
from tests.pipelines.imported import codes


def bring(store: Store, path: Path, content: str, *, dry_run: bool = False) -> ImportReport:
    path.write_text(content, encoding="utf-8")
    return import_products(store, path, ImportOptions(dry_run=dry_run), at=AT)


FAULTS = {
    "not_a_gtin": {"Barcode": "12"},
    "wrong_check_digit": {"Barcode": "96385075"},
    "negative": {"Price": "-1"},
    "not_a_number": {"Price": "NaN"},
    "unknown_tax": {"Tax": "17"},
    "no_name": {"Name": " "},
}


def _row(number: int, fault: str | None) -> dict[str, str]:
    body = f"952{number:09d}"
    cells = {
        "SKU": f"S{number}",
        "Barcode": f"{body}{check_digit(body)}",
        "Name": f"Vara {number}",
        "Price": f"{number},50",
        "Tax": "food",
    }
    return cells | (FAULTS[fault] if fault else {})


def _table(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> str:
    return "\n".join([";".join(columns), *(";".join(row[name] for name in columns) for row in rows), ""])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=st.lists(st.sampled_from([None, None, *FAULTS]), min_size=1, max_size=8), seed=st.integers(0, 999))
def test_bad_rows_are_named_exactly_whatever_the_order_of_columns(
    sqlite_store: Store, tmp_path: Path, faults: list[str | None], seed: int
) -> None:
    small_shop(sqlite_store)
    columns = random.Random(seed).sample(["SKU", "Barcode", "Name", "Price", "Tax"], 5)
    text = _table([_row(number, fault) for number, fault in enumerate(faults, start=1)], columns)
    report = bring(sqlite_store, tmp_path / "list.csv", text, dry_run=True)
    assert codes(report) == [(row, fault) for row, fault in enumerate(faults, start=2) if fault]
    assert report.read == len(faults)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.integers(1, 300), min_size=1, max_size=12, unique=True), seed=st.integers(0, 999))
def test_twice_is_once_and_the_order_of_rows_and_columns_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], seed: int
) -> None:
    shuffle = random.Random(seed).sample
    names = ["SKU", "Barcode", "Name", "Price", "Tax"]
    rows = [_row(number, None) for number in numbers]
    found = []
    for columns, ordered, times in ((names, rows, 1), (shuffle(names, 5), shuffle(rows, len(rows)), 2)):
        folder = tmp_path_factory.mktemp("twice")
        store = small_shop(open_store(f"sqlite:///{folder / 'shop.db'}"))
        for _ in range(times):
            bring(store, folder / "list.csv", _table(ordered, columns))
        with store.view() as view:
            stored = read_range(view, DAY, "SEK")
            found.append((stored, count(store, schema.price)))
        store.close()
    assert found[0] == found[1]


WELL = _table([_row(number, None) for number in range(1, 6)], ["SKU", "Barcode", "Name", "Price", "Tax"]).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=2_000))
def test_any_bytes_are_told_apart_and_change_nothing(sqlite_store: Store, tmp_path: Path, content: bytes) -> None:
    small_shop(sqlite_store)
    _told(sqlite_store, tmp_path / "list.csv", content)
    assert count(sqlite_store, schema.product) == len(PRODUCTS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.integers(0, len(WELL)), st.integers(0, 40), st.binary(max_size=8)), max_size=4))
def test_a_damaged_list_is_told_apart(sqlite_store: Store, tmp_path: Path, cuts: list[tuple[int, int, bytes]]) -> None:
    content = WELL
    for at, length, instead in cuts:
        content = content[:at] + instead + content[at + length :]
    small_shop(sqlite_store)
    _told(sqlite_store, tmp_path / "list.csv", content)


def _told(store: Store, path: Path, content: bytes) -> None:
    """Whatever the file holds: a report, or a refusal in words; never anything else."""
    path.write_bytes(content)
    for importer in (import_products, import_sales):
        with contextlib.suppress(Refused):
            importer(store, path, ImportOptions(), at=AT)
