"""Sales lists mean what those who write them mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.spreadsheets.sales import OrderSums
from integrations.spreadsheets.time_zones import zone_of
from models.selling.sale import Sale
from pipelines.importing.order_sums import LinesDoNotAddUp, discount_to_spread
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_import import import_products
from pipelines.importing.run_sales import import_sales
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, small_shop
from tests.contents import contents
from tests.pipelines.imported import codes, stored_sales

PLAIN, SKIP = ImportOptions(), ImportOptions(skip_bad_rows=True)

SHOPIFY = (
    "Name,Financial Status,Currency,Subtotal,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem sku,Cancelled at,Refunded Amount,Lineitem discount\n"
)
SQUARE = "Date,Time,Time Zone,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID\n"
PLAIN_HEAD = "Kvitto;Datum;Artikelnr;Benämning;Antal;Pris;Summa\n"
ODOO = (
    "Order Ref,Receipt Number,Date,Status,Order Lines/Product,Order Lines/Product/Internal Reference,"
    "Order Lines/Quantity,Order Lines/Unit Price,Order Lines/Discount (%),Order Lines/Subtotal,Order Lines/Tax Incl.,"
    "Total\n"
)
WOO = "Order ID,Order Date,Status,Item Name,SKU,Quantity,Item Total,Cart Discount Amount,Order Total\n"


def _shopify(name: str, status: str, price: str, **more: str) -> str:
    cells = {"Currency": "SEK", "Created at": "2026-11-20 10:14:00 +0100", "Lineitem quantity": "1", **more}
    cells |= {"Name": name, "Financial Status": status, "Lineitem price": price}
    cells.setdefault("Lineitem sku", "MILK")
    return ",".join(cells.get(heading, "") for heading in SHOPIFY.strip().split(",")) + "\n"


@dataclass(frozen=True, slots=True)
class Case:
    """A list and what comes of it: the gross of each line of each receipt, or (row, code) of problems, and notes."""

    name: str
    text: str
    receipts: tuple[tuple[int, ...], ...] = ()
    problems: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()


CASES = (
    Case(
        "cancelled after it was paid",
        SHOPIFY
        + _shopify("#1", "paid", "20.00")
        + _shopify("#2", "paid", "20.00", **{"Cancelled at": "2026-11-20 11:00:00 +0100"}),
        ((2000,),),
        notes=("'Cancelled at 2026",),
    ),
    *(
        Case(
            f"an order that is {status}",
            SHOPIFY + _shopify("#1", "paid", "20.00") + _shopify("#2", status, "20.00"),
            ((2000,),),
            notes=(f"row 3: '{status}' is no sale",),
        )
        for status in ("pending", "authorized", "partially_paid", "voided", "expired", "Obetald")
    ),
    *(
        Case(f"WooCommerce's {status}", WOO + f"1,2026-11-20 10:00,{status},Mjölk,MILK,1,20.00,0,20.00\n", receipts)
        for status, receipts in (
            ("wc-completed", ((2000,),)),
            ("wc-processing", ((2000,),)),
            ("wc-pending", ()),
            ("wc-on-hold", ()),
            ("checkout-draft", ()),
            ("wc-failed", ()),
        )
    ),
    Case(
        "a discount on the order",
        SHOPIFY + _shopify("#1", "paid", "100.00", **{"Subtotal": "90.00", "Discount Amount": "10.00"}),
        ((9000,),),
        notes=("were spread",),
    ),
    Case(
        "a discount over two lines",
        SHOPIFY
        + _shopify("#1", "paid", "20.00", **{"Subtotal": "45.00", "Discount Amount": "10.00"})
        + _shopify("#1", "", "35.00", **{"Lineitem sku": "PAPER"}),
        ((1636, 2864),),
        notes=("were spread",),
    ),
    Case(
        "a discount that the lines have",
        SHOPIFY
        + _shopify(
            "#1", "paid", "20.00", **{"Subtotal": "15.00", "Discount Amount": "5.00", "Lineitem discount": "5.00"}
        ),
        ((1500,),),
    ),
    Case(
        "a discount that does not add up",
        SHOPIFY + _shopify("#1", "paid", "20.00", **{"Subtotal": "18.00", "Discount Amount": "5.00"}),
        problems=((2, "wrong_sum"),),
    ),
    Case(
        "a discount in its column of a list",
        "Kvitto;Datum;Artikelnr;Antal;Pris;Kvittorabatt\n1;2026-11-20 10:00;MILK;1;20,00;10\n1;;PAPER;1;35,00;\n",
        ((1636, 2864),),
        notes=("were spread",),
    ),
    Case(
        "a total that the lines do not come to",
        WOO + "1,2026-11-20 10:00,wc-completed,Mjölk,MILK,1,16.00,0,20.00\n",
        ((1600,),),
        notes=("come to another amount", "come to 16.00, not 20.00"),
    ),
    Case(
        "a line that is a discount",
        PLAIN_HEAD + "5;2026-11-20 12:00;MILK;Mjölk;1;100,00;100,00\n5;2026-11-20 12:00;;Rabatt;1;-10,00;-10,00\n",
        ((9000,),),
        notes=("'Rabatt' is a discount on its receipt",),
    ),
    Case(
        "a discount by quantity, before its goods",
        PLAIN_HEAD + "5;2026-11-20 12:00;;Discount 10%;-1;10,00;\n5;2026-11-20 12:00;MILK;Mjölk;1;100,00;\n",
        ((9000,),),
        notes=("'Discount 10%' is a discount",),
    ),
    Case(
        "a discount by a name of its own",
        PLAIN_HEAD + "5;2026-11-20 12:00;MILK;Mjölk;1;100,00;100,00\n"
        "5;2026-11-20 12:00;;Vinterrabatten;1;-10,00;-10,00\n",
        ((9000,),),
        notes=("is a discount",),
    ),
    Case(
        "a share of the whole receipt",
        "Kvitto;Datum;Artikelnr;Pris;Orderrabatt (%)\n1;2026-11-20;MILK;20,00;10\n",
        problems=((2, "wrong_sum"),),
    ),
    Case(
        "a flag of cancelled orders",
        "Kvitto;Datum;Artikelnr;Pris;Annullerad\n1;2026-11-20;MILK;20;ja\n2;2026-11-20;MILK;20;nej\n",
        ((2000,),),
        notes=("is no sale",),
    ),
    Case(
        "a discount larger than its receipt",
        PLAIN_HEAD + "5;2026-11-20 12:00;MILK;Mjölk;1;9,00;9,00\n5;2026-11-20 12:00;;Rabatt;1;-10,00;-10,00\n",
        problems=((2, "wrong_sum"),),
    ),
    Case(
        "a discount on nothing",
        PLAIN_HEAD + "5;2026-11-20 12:00;;Rabatt;1;-10,00;-10,00\n",
        problems=((2, "wrong_sum"),),
    ),
    Case(
        "a negative line of goods",
        PLAIN_HEAD + "5;2026-11-20 12:00;MILK;Mjölk;1;-10,00;-10,00\n",
        problems=((2, "negative"), (2, "negative")),
    ),
    Case(
        "rounded cash",
        PLAIN_HEAD + "5;2026-11-20 12:00;MILK;Mjölk;1;9,60;9,60\n5;2026-11-20 12:00;;Öresavrundning;1;0,40;0,40\n",
        ((960,),),
        notes=("the rounding of cash is no goods",),
    ),
    Case(
        "a part that was refunded", SHOPIFY + _shopify("#1", "partially_refunded", "20.00"), problems=((2, "refund"),)
    ),
    Case(
        "a refund beside a paid order",
        SHOPIFY + _shopify("#1", "paid", "20.00", **{"Refunded Amount": "5.00"}),
        problems=((2, "refund"),),
    ),
    Case(
        "parents that are blank in later rows",
        ODOO + "S/1,Order 1,2026-11-20 09:00:00,Posted,[MILK] Mjölk,MILK,2.0,100.0,10.0,144.0,180.0,230.0\n"
        ",,,,[PAPER] Tidning,PAPER,1.0,50.0,0.0,40.0,50.0,\n",
        ((18000, 5000),),
    ),
    Case(
        "a blank row below a bad one",
        ODOO + "S/1,Order 1,2026-11-20 09:00:00,Posted,[MILK] Mjölk,MILK,x,100.0,10.0,144.0,180.0,230.0\n"
        ",,,,[PAPER] Tidning,PAPER,1.0,50.0,0.0,40.0,50.0,\n",
        problems=((2, "not_a_number"), (3, "not_a_date")),
    ),
    Case(
        "a blank row below a cancelled one",
        ODOO + "S/1,Order 1,2026-11-20 09:00:00,Cancelled,[MILK] Mjölk,MILK,1,100.0,0,80.0,100.0,150.0\n"
        ",,,,[PAPER] Tidning,PAPER,1.0,50.0,0.0,40.0,50.0,\n",
        notes=("row 3: 'Cancelled' is no sale",),
    ),
    Case(
        "a product by the reference in its name",
        "Receipt,Date,Product,Qty,Price\n1,2026-11-20,[MILK] Fil,1,20.00\n",
        ((2000,),),
    ),
    Case(
        "powers of ten for a product",
        PLAIN_HEAD + "5;2026-11-20;7,31E+12;Mjölk;1;9,00;\n",
        problems=((2, "shortened_code"),),
    ),
    Case(
        "powers of ten for a barcode",
        "Kvitto;Datum;Streckkod;Benämning;Pris\n5;2026-11-20;7,31E+12;Mjölk;9\n",
        problems=((2, "shortened_barcode"),),
    ),
    Case(
        "powers of ten for a receipt",
        PLAIN_HEAD + "1,2E+15;2026-11-20;MILK;Mjölk;1;9,00;\n",
        problems=((2, "shortened_code"),),
    ),
    Case(
        "another currency", SHOPIFY + _shopify("#1", "paid", "20.00", Currency="EUR"), problems=((2, "wrong_currency"),)
    ),
    Case(
        "an error of a spreadsheet",
        PLAIN_HEAD + "5;2026-11-20;#SAKNAS!;Mjölk;1;9,00;\n",
        problems=((2, "spreadsheet_error"),),
    ),
    Case(
        "an ambiguous quantity",
        PLAIN_HEAD + "5;2026-11-20;BANANAS;Bananer;1.250;;9,00\n",
        problems=((2, "ambiguous_number"),),
    ),
    Case(
        "a day as a number of Excel",
        "Kvitto;Datum;Artikelnr;Pris\n1;46346,5104166667;MILK;20\n",
        problems=((2, "not_a_date"),),
    ),
    Case(
        "months by name", "Receipt;Date;SKU;Total\n1;23-Nov-2026 10:15 AM;MILK;20.00\n", problems=((2, "not_a_date"),)
    ),
    Case("a clock with dots", "Kvitto;Datum;Tid;Artikelnr;Summa\n1;2026-11-20;9.05;MILK;20,00\n", ((2000,),)),
    Case(
        "groups of thousands",
        "Kvitto;Datum;Artikelnr;Antal;Summa\n1;2026-11-20;MILK;11;1 100,00\n2;2026-11-20;MILK;12;1.200,00\n",
        ((110000,), (120000,)),
    ),
    Case(
        "a row of totals",
        "Kvitto\tDatum\tArtikelnr\tSumma\n1\t2026-11-20\tMILK\t20,00\nTotalt\t\t\t20,00\n",
        problems=((3, "not_a_date"), (3, "no_product")),
    ),
    Case(
        "two lines alike", "Kvitto;Datum;Artikelnr;Summa\n1;2026-11-20;MILK;20\n1;2026-11-20;MILK;20\n", ((2000, 2000),)
    ),
    Case(
        "two receipts alike without numbers",
        "Datum;Artikelnr;Summa\n2026-11-20;MILK;20\n2026-11-20;MILK;20\n",
        ((2000,), (2000,)),
    ),
    Case(
        "a total with and one without tax",
        "Receipt,Date,SKU,Total,Total inc tax\n1,2026-11-20,MILK,80.00,100.00\n",
        ((10000,),),
    ),
    Case(
        "an amount that is no product",
        SQUARE + "2026-11-20,10:15:00,Stockholm,Custom Amount,1.0,,kr35.00,kr0.00,,,T2\n",
        problems=((2, "unknown_product"),),
    ),
    Case(
        "discounts in brackets",
        SQUARE + "2026-11-20,10:15:00,Stockholm,Mjölk,1.0,MILK,kr20.00,(kr5.00),,,T2\n",
        ((1500,),),
    ),
    Case(
        "a zone that nobody knows",
        SQUARE + "2026-11-20,22:15:00,Atlantis,Mjölk,1.0,MILK,kr20.00,kr0.00,,,T3\n",
        problems=((2, "unknown_zone"),),
    ),
)


def bring(store: Store, folder: Path, text: str, options: ImportOptions = PLAIN) -> ImportReport:
    (folder / "sales.csv").write_text(text, encoding="utf-8")
    return import_sales(store, folder / "sales.csv", options, at=AT)


def check_case(store: Store, folder: Path, case: Case) -> list[Sale]:
    """Import the list twice: what comes of it is what the case names, and nothing comes twice."""
    small_shop(store)
    before, report = contents(store), bring(store, folder, case.text)
    assert tuple(codes(report)) == case.problems
    assert all(any(note in text for text in report.notes) for note in case.notes), report.notes
    documents = stored_sales(store)
    assert tuple(tuple(line.gross.minor for line in each.lines) for each in documents) == case.receipts
    if case.receipts:
        again = bring(store, folder, case.text)
        assert (again.saved, again.problem_count) == (0, 0)
        with store.view() as view:
            assert check_all(view) == []
    else:
        assert contents(store) == before
    return documents


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_list_means_what_its_writer_means(sqlite_store: Store, tmp_path: Path, case: Case) -> None:
    check_case(sqlite_store, tmp_path, case)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("Stockholm", "2026-11-20T21:15:00"),
        ("Eastern Time (US & Canada)", "2026-11-21T03:15:00"),
        ("Europe/Helsinki", "2026-11-20T20:15:00"),
        ("UTC", "2026-11-20T22:15:00"),
        ("+05:30", "2026-11-20T16:45:00"),
    ],
)
def test_a_column_of_time_zones_is_used(sqlite_store: Store, tmp_path: Path, zone: str, hour: str) -> None:
    small_shop(sqlite_store)
    row = f"2026-11-20,22:15:00,{zone},Mjölk,1.0,MILK,kr20.00,kr0.00,,,T3\n"
    assert codes(bring(sqlite_store, tmp_path, SQUARE + row)) == []
    (sale,) = stored_sales(sqlite_store)
    assert sale.origin.at == datetime.fromisoformat(hour).replace(tzinfo=UTC)


def test_a_heading_that_names_utc_is_followed(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    bring(sqlite_store, tmp_path, "Receipt,Date (UTC),SKU,Price\n1,2026-11-20 10:00,MILK,20.00\n")
    assert stored_sales(sqlite_store)[0].origin.at == datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "city"),
    [
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("(GMT+01:00) Berlin", "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("new_york", "America/New_York"),
        ("CET", "Europe/Paris"),
    ],
)
def test_zones_have_many_names(name: str, city: str) -> None:
    assert str(zone_of(name)) == city


def test_a_bad_receipt_takes_its_blank_rows_along(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = (
        "S/1,Order 1,2026-11-20 09:00:00,Posted,Mjölk,MILK,1,20.0,0,16.0,20.0,20.0\n"
        "S/2,Order 2,2026-11-20 09:05:00,Posted,Mjölk,MILK,x,20.0,0,16.0,20.0,55.0\n"
        ",,,,Tidning,PAPER,1,35.0,0,28.0,35.0,\n"
    )
    assert bring(sqlite_store, tmp_path, ODOO + rows, SKIP).saved == 1
    assert [sale.settlement.tenders[0].reference for sale in stored_sales(sqlite_store)] == ["Order 1"]


def test_a_code_of_the_shops_own_names_a_product_in_sales(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    (tmp_path / "list.csv").write_text("SKU,Name,Barcode,Price\nM1,Mugg,MUGG-01,149.00\n")
    import_products(sqlite_store, tmp_path / "list.csv", PLAIN, at=AT)
    report = bring(sqlite_store, tmp_path, "Receipt,Date,Barcode,Price\n1,2026-11-20,MUGG-01,149.00\n")
    assert (report.saved, codes(report)) == (1, [])
    assert stored_sales(sqlite_store)[0].lines[0].sku == "M1"


@given(lines=st.integers(0, 10**6), off=st.integers(0, 10**6), named=st.none() | st.integers(0, 10**6))
def test_what_is_spread_leads_to_the_sum_that_the_order_names(lines: int, off: int, named: int | None) -> None:
    try:
        spread = discount_to_spread(lines, OrderSums(discount=off, lines=named))
    except LinesDoNotAddUp:
        assert off > lines or named not in {None, lines, lines - off}
    else:
        assert 0 <= spread <= lines
        assert off == 0 or named is None or lines - spread == named


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prices=st.lists(st.integers(1, 99_999), min_size=1, max_size=6), share=st.integers(0, 100))
def test_a_discount_on_an_order_is_spread_to_the_unit(
    sqlite_store: Store, tmp_path: Path, prices: list[int], share: int
) -> None:
    small_shop(sqlite_store)
    off = sum(prices) * share // 100
    sums = {"Subtotal": str(Decimal(sum(prices) - off).scaleb(-2)), "Discount Amount": str(Decimal(off).scaleb(-2))}
    number = f"#{prices}-{share}".replace(",", "")[:80]
    rows = [_shopify(number, "paid", str(Decimal(price).scaleb(-2)), **sums) for price in prices]
    report = bring(sqlite_store, tmp_path, SHOPIFY + "".join(rows))
    assert codes(report) == []
    sale = stored_sales(sqlite_store)[-1]
    assert sum(line.gross.minor for line in sale.lines) == sum(prices) - off
    assert all(line.gross.minor >= 0 for line in sale.lines)
