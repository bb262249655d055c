"""Purchase orders of a former system: what is still to come of them, cell by cell, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import guess_columns, purchase_order_headings
from integrations.spreadsheets.file_kinds import FileKind, recognise
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.analytics.moved_figures import FigureName, MovedMeasure
from models.purchasing.open_order import OpenOrder
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder
from operations.access.permissions import NotPermitted
from operations.purchasing.open_orders import take_over_orders
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.shop_here import find_here
from pipelines.moving_in.former_figures import FormerFile, former_figures
from pipelines.moving_in.order_import import import_orders
from store import invariants, purchasing
from store.analysis.moving_figures import shop_figures
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, kr, small_shop
from tests.contents import contents
from tests.pipelines.imported import codes

HEAD = "Order number,Supplier,Order date,Expected delivery,SKU,Ordered quantity,Received quantity,Unit cost\n"
SKIP = ImportOptions(skip_bad_rows=True)
#: Headings of programs that list purchase orders, in their own words: Odoo's export of purchase.order, stock orders
#: of Lightspeed X, a plain list and a Swedish one.
LAYOUTS = {
    "Odoo": ("Order Reference,Vendor,Order Deadline,Expected Arrival,Order Lines/Product/Internal Reference,"  # noqa: ISC004
             "Order Lines/Quantity,Order Lines/Received Qty,Order Lines/Unit Price",
             "receipt supplier date expected sku quantity received cost"),
    "Lightspeed": ("Order number,Supplier,Created,Due at,SKU,Quantity ordered,Quantity received,Supply price",
                   "receipt supplier date expected sku quantity received cost"),
    "Generic": ("PO Number,Vendor name,Date ordered,Delivery date,Barcode,Qty,Received,Cost",
                "receipt supplier date expected gtin quantity received cost"),
    "Svensk": ("Inköpsorder,Leverantör,Orderdatum,Förväntad leverans,Artikelnummer,Beställt,Mottaget antal,Inköpspris",
               "receipt supplier date expected sku quantity received cost"),
}  # fmt: skip


@pytest.fixture
def shop(sqlite_store: Store) -> Store:
    return small_shop(sqlite_store)


def bring(store: Store, folder: Path, rows: str, options: ImportOptions = SKIP) -> ImportReport:
    file = folder / "purchase.csv"
    file.write_text(rows, encoding="utf-8")
    return import_orders(store, file, options, at=AT)


def orders(store: Store) -> list[PurchaseOrder]:
    with store.view() as view:
        return purchasing.orders_in(view, OrderState)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_headings_of_programs_are_understood(layout: str) -> None:
    headers, meanings = LAYOUTS[layout][0].split(","), LAYOUTS[layout][1].split()
    columns = guess_columns(headers, (), purchase_order_headings())
    assert {columns[ColumnRole(each)].heading for each in meanings} == set(headers)
    assert recognise(headers, ()).kind is FileKind.PURCHASE_ORDERS


def test_what_is_still_to_come_is_an_order_with_its_days_and_costs(shop: Store, tmp_path: Path) -> None:
    rows = (
        "PO-1,Grossisten AB,2026-11-18,2026-11-25,MILK,12,4,9.50\n"
        ",,,,NAPKINS,6,0,\n"
        "PO-1,,,,MILK,2,,10\n"
        "PO-2,gross,2026-11-20,,LUNCH,3,3,50\n"
        "PO-3,GROSS,,,PAPER,5,,\n"
    )
    report = bring(shop, tmp_path, HEAD + rows)
    assert (report.saved, report.problem_count) == (2, 0)
    first, third = orders(shop)
    assert (first.state, first.reference, first.business_day, first.expected_on) == (
        OrderState.CONFIRMED, "PO-1", date(2026, 11, 18), date(2026, 11, 25),
    )  # fmt: skip
    costs = {line.sku: (line.quantity, line.cost) for line in first.lines}
    assert costs == {"MILK": (Decimal(10), kr(96_00)), "NAPKINS": (Decimal(6), kr(6 * 1247))}
    assert (third.reference, third.business_day, third.expected_on.isoformat()) == ("PO-3", DAY, "2026-11-25")
    before = contents(shop)
    again = bring(shop, tmp_path, HEAD + rows)
    assert (again.saved, again.unchanged) == (0, 2)
    assert contents(shop) == before
    with shop.view() as view:
        assert invariants.check_all(view) == []
        figures = shop_figures(view)
    assert figures[FigureName(MovedMeasure.OPEN_ORDERS)] == 2
    assert figures[FigureName(MovedMeasure.OPEN_ORDER_COST)] == sum(each.cost.minor for each in orders(shop))


def test_a_bad_row_names_its_cell_and_leaves_its_whole_order_out(shop: Store, tmp_path: Path) -> None:
    rows = HEAD + (
        ",Grossisten AB,,,MILK,1,,\n"
        "A,Nobody,,,MILK,1,,\n"
        "B,GROSS,,,MILK,1,,\n"
        "B,,,,WHAT,1,,\n"
        "C,GROSS,,,MILK,1.5,,\n"
        "D,GROSS,,,MILK,-1,,\n"
        "E,GROSS,yesterday,,MILK,1,,\n"
        "F,GROSS,,,MILK,1,,\n"
        "G,GROSS,,,,1,,\n"
    )
    before = contents(shop)
    assert bring(shop, tmp_path, rows, ImportOptions()).refused
    assert contents(shop) == before
    report = bring(shop, tmp_path, rows)
    assert codes(report) == [
        (2, "no_order_number"), (3, "unknown_supplier"), (5, "unknown_product"), (6, "wrong_quantity"),
        (7, "negative"), (8, "not_a_date"), (10, "no_sku"),
    ]  # fmt: skip
    assert [each.reference for each in orders(shop)] == ["F"]


ROW = st.tuples(
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(["MILK", "NAPKINS", "LUNCH"]),
    st.integers(1, 500),
    st.integers(0, 500),
    st.integers(0, 9_999),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=12))
def test_the_figures_of_a_file_are_the_open_rest_of_its_rows(
    rows: list[tuple[str, str, int, int, int]], shop: Store, tmp_path: Path
) -> None:
    """Orders and their cost, whatever rows there are and in whatever order; a trial counts the same orders."""
    text = HEAD + "".join(
        f"{number},GROSS,2026-11-18,,{sku},{units},{came},{cost / 100:.2f}\n" for number, sku, units, came, cost in rows
    )
    report = bring(shop, tmp_path, text, ImportOptions(dry_run=True))
    still_open = [(number, (units - came) * cost) for number, _, units, came, cost in rows if units > came]
    file = FormerFile(tmp_path / "purchase.csv", FileKind.PURCHASE_ORDERS)
    figures = former_figures(file, find_here(shop, ImportOptions()), ImportOptions())
    assert report.problem_count == 0
    assert report.saved == figures[FigureName(MovedMeasure.OPEN_ORDERS)] == len({number for number, _ in still_open})
    assert figures[FigureName(MovedMeasure.OPEN_ORDER_COST)] == sum(cost for _, cost in still_open)


def test_only_who_may_import_takes_orders_over(shop: Store) -> None:
    order = OpenOrder("GROSS", "X", DAY, DAY, (OrderLine("MILK", Decimal(1), kr(1)),))
    assistant = Actor("anna", OFFICE, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        take_over_orders(shop, assistant, [order], at=AT)
    assert orders(shop) == []
    (first,), (second,) = (take_over_orders(shop, OFFICE_ACTOR, [order], at=AT) for _ in range(2))
    assert (first.is_new, second.is_new, first.order.id) == (True, False, second.order.id)
