"""A stock count from a file: what was counted is what is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines.importing.import_count import import_count
from pipelines.importing.report import ImportOptions, ImportReport
from store import schema, stock
from store.database.engine import Store
from store.invariants import check_all
from store.shop import NoShop
from tests.builders import AT, Operator, gtin, small_shop, stock_up
from tests.contents import contents
from tests.pipelines.imported import codes

PLAIN = ImportOptions()


def bring(store: Store, folder: Path, text: str, options: ImportOptions = PLAIN, days: int = 0) -> ImportReport:
    (folder / "count.csv").write_text(text, encoding="utf-8")
    return import_count(store, folder / "count.csv", options, at=AT + timedelta(days))


def on_hand(store: Store) -> dict[str, Decimal]:
    with store.view() as view:
        return {sku: units for (place, sku), units in stock.levels(view).items() if place == 1}


COUNT = (
    f"SKU;Streckkod;Benämning;Räknat\nMILK;;Mjölk;33\n;{gtin(2).lstrip('0')};Bananer;12,250\n"
    "PAPER;;Tidning;\nNAPKINS;;S;62\n"
)


def test_the_stock_of_what_was_counted_becomes_the_count(store: Store, tmp_path: Path) -> None:
    stock_up(small_shop(store))
    before = on_hand(store)
    report = bring(store, tmp_path, COUNT)
    assert (report.read, report.saved, report.unchanged, codes(report)) == (3, 2, 1, [])
    assert on_hand(store) == before | {"MILK": Decimal(33), "BANANAS": Decimal("12.25")}
    with store.view() as view:
        moves = schema.stock_movement.c
        counted = view.execute(sa.select(moves.sku, moves.quantity).where(moves.reason == "count")).all()
        assert check_all(view) == []
    moved = {(row.sku, row.quantity) for row in counted}
    assert moved == {("MILK", Decimal(-26)), ("BANANAS", Decimal("-48.5"))}


def test_the_same_count_again_changes_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    stock_up(small_shop(sqlite_store))
    bring(sqlite_store, tmp_path, COUNT)
    before = contents(sqlite_store)
    again = bring(sqlite_store, tmp_path, COUNT, days=1)
    assert (again.saved, again.unchanged) == (0, 3)
    assert contents(sqlite_store) == before


def test_what_is_sold_after_a_count_is_taken_off(sqlite_store: Store, tmp_path: Path) -> None:
    stock_up(small_shop(sqlite_store))
    bring(sqlite_store, tmp_path, COUNT)
    operator = Operator(sqlite_store)
    operator.scan("MILK", 3)
    operator.pay_cash()
    assert on_hand(sqlite_store)["MILK"] == 30


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("UNHEARD;;x;1\n", (5, "unknown_product")),
        ("MILK;;Mjölk;4\n", (5, "duplicate_sku")),
        ("LUNCH;;Lunch;-1\n", (5, "negative")),
        ("LUNCH;;Lunch;1,5\n", (5, "wrong_quantity")),
        ("LUNCH;;Lunch;1.500\n", (5, "ambiguous_number")),
        ("LUNCH;;Lunch;#SAKNAS!\n", (5, "spreadsheet_error")),
        (";;Okänd;4\n", (5, "no_sku")),
        ("7,31E+12;;Lunch;4\n", (5, "shortened_code")),
    ],
)
def test_one_bad_row_and_nothing_is_changed(
    sqlite_store: Store, tmp_path: Path, rows: str, problem: tuple[int, str]
) -> None:
    stock_up(small_shop(sqlite_store))
    before = contents(sqlite_store)
    report = bring(sqlite_store, tmp_path, COUNT.replace("PAPER;;Tidning;\n", "") + rows)
    assert (report.refused, codes(report)) == (True, [problem])
    assert contents(sqlite_store) == before
    skipped = bring(
        sqlite_store, tmp_path, COUNT.replace("PAPER;;Tidning;\n", "") + rows, ImportOptions(skip_bad_rows=True)
    )
    assert (skipped.saved, int(on_hand(sqlite_store)["MILK"])) == (2, 33)


def test_a_dry_run_and_a_store_without_a_shop_change_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(NoShop):
        bring(sqlite_store, tmp_path, COUNT)
    stock_up(small_shop(sqlite_store))
    before = contents(sqlite_store)
    assert bring(sqlite_store, tmp_path, COUNT, ImportOptions(dry_run=True)).saved == 2
    assert contents(sqlite_store) == before


def test_the_same_file_of_one_instant_is_one_count(sqlite_store: Store, tmp_path: Path) -> None:
    stock_up(small_shop(sqlite_store))
    file = tmp_path / "count.csv"
    file.write_text(COUNT, encoding="utf-8")
    for hours in (1, 2):
        import_count(sqlite_store, file, PLAIN, at=AT + timedelta(hours=hours), counted_at=AT)
    with sqlite_store.view() as view:
        assert view.scalar(sa.select(sa.func.count()).select_from(schema.stock_count)) == 1
    elsewhere = replace(PLAIN, location_id=2)
    assert import_count(sqlite_store, file, elsewhere, at=AT + timedelta(hours=3), counted_at=AT).saved == 3
    with sqlite_store.view() as view:
        assert view.scalar(sa.select(sa.func.count()).select_from(schema.stock_count)) == 2, "of another location"
        assert check_all(view) == []
