"""Files as other programs write them, from the heading to the stored range."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.spreadsheets.columns import MissingColumn
from models.quantity import Unit
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_import import import_products
from pipelines.importing.run_sales import import_sales
from store import stock
from store.database.engine import Store
from store.importing.stored_range import StoredRange, read_range
from tests.builders import AT, DAY, small_shop
from tests.contents import contents
from tests.pipelines.imported import codes, stored_sales

PLAIN = ImportOptions()
SKIP = ImportOptions(skip_bad_rows=True)


def bring_products(store: Store, folder: Path, content: str, options: ImportOptions = PLAIN) -> ImportReport:
    (folder / "list.csv").write_text(content, encoding="utf-8")
    return import_products(store, folder / "list.csv", options, at=AT)


def bring_sales(store: Store, folder: Path, content: str, options: ImportOptions = PLAIN) -> ImportReport:
    (folder / "sales.csv").write_text(content, encoding="utf-8")
    return import_sales(store, folder / "sales.csv", options, at=AT)


def test_amounts_of_sales_without_tax_are_refused_with_the_reason(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    with pytest.raises(MissingColumn, match="must include tax"):
        bring_sales(sqlite_store, tmp_path, "kvitto;datum;sku;antal;Belopp exkl. moms\n1;2026-04-02;MILK;1;80,00\n")
    assert contents(sqlite_store) == before


def test_an_order_of_shopify_has_many_lines_and_one_total(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = (
        "Name,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,"
        "Lineitem name,Lineitem price,Lineitem sku,Payment Method,Lineitem discount\n"
        "#1001,paid,SEK,84.75,0.00,9.08,84.75,0.00,2026-04-02 10:00:00 +0200,3,Mjölk,19.90,MILK,Cash,0.00\n"
        "#1001,,,,,,,,2026-04-02 10:00:00 +0200,1,Servetter,24.95,NAPKINS,,0.00\n"
    )
    report = bring_sales(sqlite_store, tmp_path, rows)
    assert (report.saved, codes(report)) == (1, [])
    (sale,) = stored_sales(sqlite_store)
    assert [line.gross.minor for line in sale.lines] == [5970, 2495]


def imported_range(store: Store) -> StoredRange:
    with store.view() as view:
        return read_range(view, DAY, "SEK")


def test_woocommerce_parents_are_passed_over_and_a_flag_is_no_stock(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = (
        "ID,Type,SKU,Name,Published,In stock?,Stock,Tax status,Tax class,Regular price,Categories\n"
        "1,variable,W0,Hoodie,1,1,,taxable,,,Wear\n"
        "2,variation,W0-S,Hoodie - S,1,1,7,taxable,parent,45,\n"
        "3,simple,W3,Draft,-1,0,0,taxable,,10,Wear\n"
    )
    report = bring_products(sqlite_store, tmp_path, rows)
    assert (report.read, report.saved, codes(report)) == (2, 2, [])
    assert [note for note in report.notes if note.startswith("row")] == [
        "row 2: 'variable' is no product, its variants are."
    ]
    with sqlite_store.view() as view:
        assert {sku: units for (_, sku), units in stock.levels(view).items() if sku.startswith("W")} == {"W0-S": 7}
    assert {sku: imported_range(sqlite_store).products[sku].active for sku in ("W0-S", "W3")} == {
        "W0-S": True,
        "W3": False,
    }
    assert "W0" not in imported_range(sqlite_store).products
    flag = "Type,SKU,Name,In stock?,Tax status,Regular price\nsimple,W9,Cap,1,taxable,20\n"
    assert "stock" not in {column.role for column in bring_products(sqlite_store, tmp_path, flag).columns}


def test_a_variant_is_what_its_first_row_says(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = (
        "Handle,SKU,Name,Category,Sold by weight,Option 1 value,Supplier,Purchase cost,Barcode,Price [Hörnet]\n"
        "cap,10002,Keps,Kläder,N,Röd,Acme,50,,149\ncap,10003,,,,Blå,,50,,149\n"
        "nuts,10004,Nötter,Skafferi,Y,Salta,Nötbolaget,5,,29\nnuts,10005,,,,Osaltade,,5,,29\n"
        "mug,10006,Mugg,,,,,20,,99\n"
    )
    assert codes(bring_products(sqlite_store, tmp_path, rows)) == []
    stored = imported_range(sqlite_store)
    assert [(stored.products[sku].name, stored.products[sku].category) for sku in ("10003", "10005", "10006")] == [
        ("Keps Blå", "klader"),
        ("Nötter Osaltade", "skafferi"),
        ("Mugg", "other"),
    ]
    assert stored.products["10005"].unit is Unit.KILOGRAM
    assert {sku: code for sku, code in stored.terms if sku.startswith("1000")} == {
        "10002": "acme", "10003": "acme", "10004": "notbolaget", "10005": "notbolaget", "10006": "unknown",
    }  # fmt: skip


def test_a_draft_of_shopify_is_no_goods_in_any_size(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "Handle,Title,Option1 Value,Variant SKU,Variant Price,Status\ntee,Tröja,S,T-S,199,draft\ntee,,M,T-M,199,\n"
    bring_products(sqlite_store, tmp_path, rows)
    assert [imported_range(sqlite_store).products[sku].active for sku in ("T-S", "T-M")] == [False, False]


def test_zero_for_the_least_quantity_or_the_case_says_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = "sku;namn;pris;inpris;leverantör;kolli;moq\nA;Alfa;10;5;Lev;6;0\nB;Beta;10;5;Lev;0;0\nC;Ce;10;5;Lev;-6;-1\n"
    assert codes(bring_products(sqlite_store, tmp_path, rows, SKIP)) == [(4, "negative"), (4, "negative")]
    terms = imported_range(sqlite_store).terms
    assert [(int(terms[sku, "lev"].case_pack), int(terms[sku, "lev"].moq)) for sku in "AB"] == [(6, 6), (1, 1)]


def test_stock_below_zero_is_told(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    report = bring_products(sqlite_store, tmp_path, "sku;namn;pris;saldo\nA;Alfa;10;-3\nB;Beta;10;4\n")
    assert report.saved == 2
    assert "row 2: the stock of A, -3, is below zero and was not taken." in report.notes
    with sqlite_store.view() as view:
        assert {sku: units for (_, sku), units in stock.levels(view).items() if sku in "AB"} == {"B": 4}


def test_the_supplier_of_the_newest_list_is_ordered_from(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    first = "sku;namn;pris;inpris;leverantör\nA;Alfa;10,00;5,00;Lev1\nB;Beta;10,00;5,00;Lev1\n"
    second = first.replace("5,00;Lev1", "6,00;Lev2")
    for text, notes in ((first, 0), (second, 1), (second, 0)):
        report = bring_products(store, tmp_path, text)
        assert sum("no longer from" in note for note in report.notes) == notes
    assert {key: term.preferred for key, term in imported_range(store).terms.items() if key[0] in "AB"} == {
        ("A", "lev1"): False, ("A", "lev2"): True, ("B", "lev1"): False, ("B", "lev2"): True,
    }  # fmt: skip
    report = bring_products(store, tmp_path, first)
    assert (
        "2 known product(s), the first in row 2, are ordered from Lev1 from now on, no longer from Lev2."
        in report.notes
    )
    nobody = bring_products(store, tmp_path, "sku;namn;pris;inpris\nA;Alfa;10,00;7,00\n")
    assert not any("no longer from" in note for note in nobody.notes)
    assert imported_range(store).terms["A", "lev1"].cost.minor == 700


RETURNED = "1,2026-04-02 09:00,{sale},MILK,1,20.00\n2,2026-04-02 09:05,{refund},MILK,1,20.00\n2,,,PAPER,1,35.00\n"


@pytest.mark.parametrize(
    ("heading", "sale", "refund"),
    [
        ("Receipt type", "Sale", "Refund"),
        ("Event Type", "Payment", "Refund"),
        ("Kvittotyp", "Försäljning", "Retur"),
    ],
)
def test_a_return_that_a_column_tells_of_is_one(
    sqlite_store: Store, tmp_path: Path, heading: str, sale: str, refund: str
) -> None:
    small_shop(sqlite_store)
    head = f"Receipt number,Date,{heading},SKU,Quantity,Price\n"
    assert bring_sales(sqlite_store, tmp_path, head + RETURNED.format(sale=sale, refund=refund)).saved == 2
    amounts = [[line.gross.minor for line in each.lines] for each in stored_sales(sqlite_store)]
    assert amounts == [[2000], [-2000, -3500]]


def test_a_part_that_came_back_and_that_nobody_names_is_left_out(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    head = "Receipt number,Date,Financial Status,SKU,Quantity,Price\n"
    text = head + RETURNED.format(sale="paid", refund="partially_refunded")
    assert codes(bring_sales(sqlite_store, tmp_path, text)) == [(3, "refund"), (4, "refund")]
    assert bring_sales(sqlite_store, tmp_path, text, SKIP).saved == 1
    assert [sale.lines[0].gross.minor for sale in stored_sales(sqlite_store)] == [2000]


@pytest.mark.parametrize(("heading", "sale", "void"), [("Status", "Closed", "Cancelled"), ("Void?", "false", "true")])
def test_what_was_cancelled_is_passed_over_and_told(
    sqlite_store: Store, tmp_path: Path, heading: str, sale: str, void: str
) -> None:
    small_shop(sqlite_store)
    head = f"Receipt number,Date,{heading},SKU,Quantity,Price\n"
    rows = f"1,2026-04-02 09:00,{sale},MILK,1,20.00\n1,2026-04-02 09:00,{void},PAPER,1,35.00\n"
    report = bring_sales(sqlite_store, tmp_path, head + rows)
    assert (report.saved, codes(report)) == (1, [])
    assert f"row 3: {void!r} is no sale and was passed over." in report.notes
    assert [len(sale.lines) for sale in stored_sales(sqlite_store)] == [1]


def test_rows_of_vend_that_tell_of_no_goods_are_no_lines(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = (
        "Date,Receipt Number,Line Type,Quantity,Discount,Total,Details,Register,User,Status,Sku\n"
        "2026-04-02 09:00,77,Sale,2,0,55.00,,Main,Anna,CLOSED,\n"
        "2026-04-02 09:00,77,Sale Line,1,0,20.00,Mjölk,Main,Anna,CLOSED,MILK\n"
        "2026-04-02 09:00,77,Sale Line,1,0,35.00,Tidning,Main,Anna,CLOSED,PAPER\n"
        "2026-04-02 09:00,77,Payment,,,55.00,Cash,Main,Anna,CLOSED,\n"
    )
    report = bring_sales(sqlite_store, tmp_path, rows)
    assert (report.saved, codes(report)) == (1, [])
    assert [line.gross.minor for sale in stored_sales(sqlite_store) for line in sale.lines] == [2000, 3500]
