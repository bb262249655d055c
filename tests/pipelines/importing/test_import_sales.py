"""Importing sales of another system: whole receipts, once each, with everything that a sale has."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.catalogue.product import TaxCategory
from models.quantity import Unit
from models.selling.settlement import TenderKind
from operations.bulk.imports import ImportOverlaps, Receipts, import_device, save_receipts
from operations.installation.opening import open_store
from pipelines.importing.report import AmbiguousDates, ImportOptions, ImportReport
from pipelines.importing.run_sales import import_sales
from store import catalogue, schema, shop, stock
from store.database.engine import Store
from store.importing.earlier_imports import last_receipts
from store.invariants import check_all
from store.shop import NoShop
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.contents import contents, count
from tests.operations.selling.kit_shop import shop_with_kits
from tests.pipelines.imported import codes, stored_sales

SALES = (
    "Kvittonummer;Datum;Tid;Artikelnummer;Benämning;Antal;À-pris;Rabatt;Summa;Betalsätt;Kundnummer;Kassör\n"
    "1001;2026-03-30;09:15;MILK;Mjölk;2;19,90;;39,80;Kontant;K1;Anna\n"
    "1001;;;BANANAS;Bananer;0,750;24,95;1,71;17,00;;;\n"
    "1002;2026-04-02;18:05;NAPKINS;Servetter;1;24,95;;24,95;Kort;;Omar\n"
    "1003;2026-04-02;23:59;PAPER;Morgontidning;1;35,00;;35,00;Kort;K2;Omar\n"
)
PLAIN = ImportOptions()
SKIP = ImportOptions(skip_bad_rows=True)


def bring(store: Store, path: Path, content: str, options: ImportOptions = PLAIN) -> ImportReport:
    path.write_text(content, encoding="utf-8")
    return import_sales(store, path, options, at=AT)


def test_receipts_become_sales_with_all_that_follows(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    report = bring(store, tmp_path / "sales.csv", SALES)
    assert (report.read, report.saved, report.unchanged, codes(report)) == (4, 3, 0, [])
    first, second, third = stored_sales(store)
    with store.view() as view:
        assert check_all(view) == []
        device = shop.all_devices(view)[-1]
        assert (device.name, last_receipts(view)[device.id]) == ("IMPORT", 3)
    assert [sale.origin.receipt_number for sale in (first, second, third)] == [1, 2, 3]
    assert first.origin.at == datetime(2026, 3, 30, 7, 15, tzinfo=UTC)
    assert (first.origin.customer, first.origin.operator) == ("K1", "Anna")
    milk, bananas = first.lines
    assert (milk.gross.minor, milk.tax_rate_ppm) == (3980, 120_000)
    assert (bananas.quantity, bananas.discount.minor, bananas.gross.minor) == (Decimal("0.75"), 171, 1700)
    cash, card = first.settlement.tenders[0], second.settlement.tenders[0]
    assert (cash.kind, cash.amount.minor, cash.reference) == (TenderKind.CASH, 5700, "1001")
    assert (card.kind, card.amount.minor, card.reference) == (TenderKind.CARD, 2495, "1002")
    assert third.lines[0].tax_category is TaxCategory.CULTURE


def test_importing_the_past_changes_no_stock_of_today(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    with store.view() as view:
        before = stock.levels(view)
    bring(store, tmp_path / "sales.csv", SALES)
    with store.view() as view:
        after = stock.levels(view)
        moves = schema.stock_movement.c
        by_day = view.execute(sa.select(moves.at, moves.quantity).where(moves.sku == "MILK").order_by(moves.at)).all()
    assert {key: units for key, units in after.items() if units} == {k: u for k, u in before.items() if u}
    assert [quantity for _, quantity in by_day] == [Decimal(2), Decimal(-2)]


def test_imported_kits_take_their_parts_and_change_no_stock_of_today(store: Store, tmp_path: Path) -> None:
    shop_with_kits(store)
    with store.view() as view:
        before = stock.levels(view)
    kits = "1001;2026-03-30;09:15;BASKET;Presentkorg;3;99,00;;297,00;Kort;;\n"
    assert bring(store, tmp_path / "sales.csv", SALES.splitlines(keepends=True)[0] + kits).saved == 1
    with store.view() as view:
        (sold,) = stored_sales(store)[-1].lines
        assert sold.kit is not None
        assert {each.sku: str(each.quantity) for each in sold.kit.parts} == {
            "BANANAS": "1.5",
            "MILK": "0.375",
            "NAPKINS": "3",
        }
        assert stock.levels(view) == before
        assert check_all(view) == []


def test_the_same_again_keeps_nothing_twice(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    bring(store, tmp_path / "sales.csv", SALES)
    before = contents(store)
    again = bring(store, tmp_path / "sales.csv", SALES)
    assert (again.saved, again.unchanged, codes(again)) == (0, 3, [])
    assert contents(store) == before


def test_a_later_export_that_overlaps_adds_only_what_is_new(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    bring(sqlite_store, tmp_path / "sales.csv", SALES)
    longer = SALES + "1004;2026-04-03;10:00;MILK;Mjölk;1;19,90;;19,90;Kort;;\n"
    report = bring(sqlite_store, tmp_path / "sales.csv", longer)
    assert (report.saved, report.unchanged) == (1, 3)
    assert [sale.origin.receipt_number for sale in stored_sales(sqlite_store)] == [1, 2, 3, 4]
    with sqlite_store.view() as view:
        assert check_all(view) == []


def test_each_system_numbers_its_own_receipts(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    bring(sqlite_store, tmp_path / "sales.csv", SALES, ImportOptions(source="Square"))
    other = bring(sqlite_store, tmp_path / "sales.csv", SALES, ImportOptions(source="Gamla kassan i hörnet"))
    assert other.saved == 3
    with sqlite_store.view() as view:
        assert [device.name for device in shop.all_devices(view)][3:] == ["SQUARE", "GAMLA KASSAN I H"]


def test_a_file_that_half_fails_leaves_the_store_as_it_was(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    before = contents(store)
    report = bring(store, tmp_path / "sales.csv", SALES.replace("NAPKINS", "UNHEARD").replace("Servetter", "Okänt"))
    assert (report.saved, codes(report)) == (0, [(4, "unknown_product")])
    assert contents(store) == before


def test_control_the_same_file_with_a_known_product_is_kept(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    assert bring(store, tmp_path / "sales.csv", SALES).saved == 3
    assert count(store, schema.sale) == 3


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("MILK;Mjölk;2;", "MILK;Mjölk;0;", (2, "wrong_quantity")),
        ("MILK;Mjölk;2;", "MILK;Mjölk;1,5;", (2, "wrong_sum")),
        ("MILK;Mjölk;2;19,90;;39,80", "MILK;Mjölk;1,5;20,00;;30,00", (2, "wrong_quantity")),
        (";39,80;", ";45,00;", (2, "wrong_sum")),
        ("19,90;;39,80", ";;", (2, "no_price")),
        ("2026-03-30", "2026-13-30", (2, "not_a_date")),
        ("2026-03-30", "2027-03-30", (2, "in_the_future")),
        ("2026-03-30", "1889-03-30", (2, "no_tax_rate")),
        ("09:15", "25:15", (2, "not_a_date")),
        ("MILK;Mjölk", ";", (2, "no_product")),
        ("0,750", "0,7501", (3, "too_fine")),
        ("1,71", "99,00", (3, "wrong_sum")),
        ("1002", "", (4, "no_receipt")),
        ("1002", "10\x1b02", (4, "not_text")),
        ("1002;", '"1002;', (4, "damaged_row")),
    ],
)
def test_a_bad_row_is_named(sqlite_store: Store, tmp_path: Path, old: str, new: str, problem: tuple[int, str]) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    report = bring(sqlite_store, tmp_path / "sales.csv", SALES.replace(old, new, 1))
    assert codes(report)[:1] == [problem]
    assert contents(sqlite_store) == before


def test_a_receipt_with_a_bad_row_is_left_out_as_a_whole(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    report = bring(sqlite_store, tmp_path / "sales.csv", SALES.replace("0,750", "x"), SKIP)
    assert (report.saved, codes(report)) == (2, [(3, "not_a_number")])
    assert {sale.settlement.tenders[0].reference for sale in stored_sales(sqlite_store)} == {"1002", "1003"}
    mended = bring(sqlite_store, tmp_path / "sales.csv", SALES)
    assert (mended.saved, mended.unchanged) == (1, 2)
    assert len(stored_sales(sqlite_store)[2].lines) == 2


def test_an_unreadable_row_takes_its_neighbours_along(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = SALES.splitlines(keepends=True)
    torn = "".join([*rows[:4], "10" + "x" * 200_000 + "\n", *rows[4:]])
    report = bring(sqlite_store, tmp_path / "sales.csv", torn, SKIP)
    assert (report.saved, codes(report)) == (1, [(5, "damaged_row")])
    assert stored_sales(sqlite_store)[0].settlement.tenders[0].reference == "1001"


def test_products_that_only_the_receipts_know_are_registered_when_asked_for(
    sqlite_store: Store, tmp_path: Path
) -> None:
    small_shop(sqlite_store)
    rows = SALES + "1005;2026-04-02;18:05;OLD1;Gammal ost;0,5;199,00;;99,50;Kort;;\n"
    options = ImportOptions(create_missing=True, default_tax=TaxCategory.FOOD)
    assert bring(sqlite_store, tmp_path / "sales.csv", rows, options).saved == 4
    with sqlite_store.view() as view:
        old = {product.sku: product for product in catalogue.all_products(view)}["OLD1"]
        assert check_all(view) == []
    assert (old.name, old.unit, old.tax_category, old.active) == (
        "Gammal ost",
        Unit.KILOGRAM,
        TaxCategory.FOOD,
        False,
    )


def test_square_writes_gross_sales_and_discounts_below_zero(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = (
        "Date,Time,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID\n"
        '2026-04-02,18:05:09,Mjölk,3.0,MILK,"kr59.70",-kr5.70,kr50.94,kr3.06,tx1\n'
        "2026-04-02,18:05:09,Servetter 50-p,1.0,,kr24.95,kr0.00,kr19.96,kr4.99,tx1\n"
    )
    assert codes(bring(sqlite_store, tmp_path / "sales.csv", rows)) == []
    (sale,) = stored_sales(sqlite_store)
    assert [(line.sku, line.unit_price.minor, line.discount.minor, line.gross.minor) for line in sale.lines] == [
        ("MILK", 1990, 570, 5400),
        ("NAPKINS", 2495, 0, 2495),
    ]


def test_only_a_total_that_pieces_do_not_divide_is_kept_to_the_unit(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "Receipt;Date;SKU;Qty;Total\nR1;2026-04-02;MILK;3;50,00\n"
    assert codes(bring(sqlite_store, tmp_path / "sales.csv", rows)) == []
    (sale,) = stored_sales(sqlite_store)
    assert (sale.lines[0].unit_price.minor, sale.lines[0].discount.minor, sale.lines[0].gross.minor) == (1667, 1, 5000)


def test_a_discount_in_per_cent_is_told_by_its_heading(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "Order Ref,Date,SKU,Quantity,Unit Price,Discount (%)\nR1,2026-04-02,MILK,2,19.90,12.5\n"
    assert codes(bring(sqlite_store, tmp_path / "sales.csv", rows)) == []
    (sale,) = stored_sales(sqlite_store)
    assert (sale.lines[0].discount.minor, sale.lines[0].gross.minor) == (498, 3482)


def test_rows_without_receipt_numbers_are_receipts_of_their_own(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "Datum;SKU;Antal;Pris\n" + "2026-04-02;MILK;1;19,90\n" * 3
    assert bring(sqlite_store, tmp_path / "sales.csv", rows).saved == 3
    again = bring(sqlite_store, tmp_path / "sales.csv", rows)
    assert (again.saved, again.unchanged) == (0, 3)


def test_dates_that_can_be_read_in_two_ways_are_asked_for(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "Receipt;Date;SKU;Qty;Price\nR1;03/04/2026;MILK;1;19,90\n"
    with pytest.raises(AmbiguousDates):
        bring(sqlite_store, tmp_path / "sales.csv", rows)
    assert bring(sqlite_store, tmp_path / "sales.csv", rows, ImportOptions(day_order="mdy")).saved == 1
    assert stored_sales(sqlite_store)[0].origin.business_day == date(2026, 3, 4)


def test_sales_need_a_shop(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(NoShop):
        bring(sqlite_store, tmp_path / "sales.csv", SALES)


def test_parquet_with_instants(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    at = datetime(2026, 4, 2, 16, 5, tzinfo=UTC)
    pl.DataFrame(
        {"receipt": [7, 7], "timestamp": [at, at], "sku": ["MILK", "PAPER"], "price": [19.9, 35.0]}
    ).write_parquet(tmp_path / "sales.parquet")
    report = import_sales(sqlite_store, tmp_path / "sales.parquet", ImportOptions(), at=AT)
    assert (report.saved, codes(report)) == (1, [])
    assert stored_sales(sqlite_store)[0].origin.at == at


def test_an_interrupted_import_is_completed_by_running_it_again(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    rows = "Receipt;Date;SKU;Qty;Price\n" + "".join(f"R{n};2026-04-02;MILK;1;19,90\n" for n in range(1_200))

    def interrupt(stage: str, _done: int, _total: int) -> None:
        if stage == "save":
            raise KeyboardInterrupt

    (tmp_path / "sales.csv").write_text(rows)
    with pytest.raises(KeyboardInterrupt):
        import_sales(store, tmp_path / "sales.csv", ImportOptions(), at=AT, progress=interrupt)
    stored = count(store, schema.sale)
    assert 0 < stored < 1_200
    with store.view() as view:
        assert check_all(view) == []
    report = bring(store, tmp_path / "sales.csv", rows)
    assert (report.saved, report.unchanged) == (1_200 - stored, stored)
    with store.view() as view:
        assert check_all(view) == []
        assert stock.levels(view)[1, "MILK"] == 0


def test_two_imports_at_once_do_not_keep_a_receipt_twice(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    bring(store, tmp_path / "sales.csv", SALES)
    device = import_device(store, OFFICE_ACTOR, "import", 1, at=AT)
    before = contents(store)
    with pytest.raises(ImportOverlaps):
        save_receipts(store, OFFICE_ACTOR, Receipts(device.id, 0, (), AT - timedelta(1)), at=AT)
    assert contents(store) == before


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 999))
def test_twice_is_once_and_order_does_not_matter(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    rng = random.Random(seed)
    names = ["Receipt", "Date", "SKU", "Qty", "Price"]
    rows = [
        {"Receipt": f"R{n}", "Date": f"2026-04-{n % 28 + 1:02d} 10:{n:02d}", "SKU": sku, "Qty": "1", "Price": "20,00"}
        for n in range(12)
        for sku in rng.sample(["MILK", "PAPER", "NAPKINS"], rng.randint(1, 3))
    ]
    found = []
    for columns, ordered, times in ((names, rows, 1), (rng.sample(names, 5), rng.sample(rows, len(rows)), 2)):
        folder = tmp_path_factory.mktemp("twice")
        store = small_shop(open_store(f"sqlite:///{folder / 'shop.db'}"))
        text = "\n".join([";".join(columns), *(";".join(row[name] for name in columns) for row in ordered), ""])
        for _ in range(times):
            bring(store, folder / "sales.csv", text)
        found.append(
            [
                (sale.origin.at, sale.settlement.tenders, sorted((line.sku, line.gross.minor) for line in sale.lines))
                for sale in stored_sales(store)
            ]
        )
        store.close()
    assert found[0] == found[1]
    assert len(found[0]) == 12


def test_a_dry_run_keeps_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    dry = bring(sqlite_store, tmp_path / "sales.csv", SALES, ImportOptions(dry_run=True))
    assert contents(sqlite_store) == before
    assert replace(dry, dry_run=False) == bring(sqlite_store, tmp_path / "sales.csv", SALES)
