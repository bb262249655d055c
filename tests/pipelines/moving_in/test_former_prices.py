"""Prices of a former system: they hold on days that are over, and no price of today or later changes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import guess_columns, price_history_headings
from integrations.spreadsheets.file_kinds import FileKind, recognise
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.pricing.former_price import former_rows
from models.pricing.price_change import holder_on, lowest_before
from models.pricing.price_list import Price
from operations.access.permissions import NotPermitted
from operations.bulk.former_prices import save_former_prices
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.moving_in.price_import import import_prices
from store import catalogue, invariants
from store.database.engine import Store
from tests.builders import AT, DAY, MILK, OFFICE, kr, small_shop
from tests.contents import contents
from tests.pipelines.imported import codes

SKIP = ImportOptions(skip_bad_rows=True)
HEAD = "Artikelnummer;Streckkod;Pris inkl moms;Gäller från;Gäller till\n"
#: Odoo's export of the rules of a price list, ERPNext's of Item Price, a plain list and a Swedish one.
LAYOUTS = {
    "Odoo": ("Pricelist Items/Product/Internal Reference,Pricelist Items/Fixed Price,Pricelist Items/Start Date,"  # noqa: ISC004
             "Pricelist Items/End Date", "sku price date until"),
    "ERPNext": ("Item Code,Price List Rate,Valid From,Valid Upto", "sku price date until"),
    "Generic": ("SKU,Barcode,Price,Start date,End date", "sku gtin price date until"),
    "Svensk": ("Artikelnummer,Streckkod,Pris inkl moms,Gäller från,Gäller till", "sku gtin price date until"),
}  # fmt: skip


@pytest.fixture
def shop(sqlite_store: Store) -> Store:
    """The small shop, whose prices begin on the first of January 2020."""
    return small_shop(sqlite_store)


def bring(store: Store, folder: Path, rows: str, options: ImportOptions = SKIP) -> ImportReport:
    file = folder / "prishistorik.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    return import_prices(store, file, options, at=AT)


def price_of(store: Store, sku: str, day: date) -> int | None:
    with store.view() as view:
        holder = holder_on(catalogue.prices_of(view, [sku], "SEK")[sku], sku, day)
    return None if holder is None else holder.amount.minor


@pytest.mark.parametrize("layout", LAYOUTS)
def test_headings_of_programs_are_understood(layout: str) -> None:
    headers, meanings = LAYOUTS[layout][0].split(","), LAYOUTS[layout][1].split()
    columns = guess_columns(headers, (), price_history_headings())
    assert {columns[ColumnRole(each)].heading for each in meanings} == set(headers)
    assert recognise(headers, ()).kind is FileKind.PRICE_HISTORY


def test_former_prices_hold_on_days_before_the_first_price_here(shop: Store, tmp_path: Path) -> None:
    barcode = MILK.gtins[0].lstrip("0")
    rows = (
        "MILK;;15,90;2019-01-01;\n"
        f";{barcode};12,90;2019-06-01;2019-06-07\n"
        "MILK;;17,90;2019-12-01;2020-03-01\n"
        "MILK;;99,00;2020-01-01;\n"
        "MILK;;88,00;2026-01-01;\n"
    )
    report = bring(shop, tmp_path, rows)
    assert (report.saved, report.unchanged, report.problem_count) == (3, 2, 0)
    days = {date(2018, 12, 31): None, date(2019, 3, 1): 1590, date(2019, 6, 7): 1290, date(2019, 6, 8): 1590}
    days |= {date(2019, 12, 24): 1790, date(2020, 1, 1): 1990, date(2020, 2, 1): 1990, DAY: 1990}
    assert {day: price_of(shop, "MILK", day) for day in days} == days
    with shop.view() as view:
        assert invariants.check_all(view) == []
    before = contents(shop)
    assert (bring(shop, tmp_path, rows).saved, contents(shop) == before) == (0, True)


def test_the_lowest_price_of_thirty_days_is_known_on_the_first_day() -> None:
    """Goods whose first price here is of today, and a reduction tomorrow: what they cost before is stated with it."""
    here = [Price("LUNCH", kr(129_00), DAY), Price("LUNCH", kr(119_00), DAY + timedelta(days=1))]
    recent = Price("LUNCH", kr(115_00), DAY - timedelta(days=10), DAY - timedelta(days=5))
    long_ago = Price("LUNCH", kr(99_00), DAY - timedelta(days=90), DAY - timedelta(days=60))
    found = []
    for former in ([], [recent], [long_ago]):
        lowest = lowest_before([*here, *former_rows(here, former)], "LUNCH", here[1].valid_from)
        assert lowest is not None
        found.append(lowest.amount.minor)
    assert found == [129_00, 115_00, 129_00]


def test_a_bad_row_names_its_cell(shop: Store, tmp_path: Path) -> None:
    rows = (
        "MILK;;15,90;2019-01-01;\n"
        "WHAT;;15,90;2019-01-01;\n"
        ";;15,90;2019-01-01;\n"
        "MILK;;16,90;2019-01-01;\n"
        "MILK;;-1;2019-02-01;\n"
        "MILK;;1;2019-03-08;2019-03-07\n"
        "MILK;;1;soon;\n"
        "MILK;;1;;\n"
        "MILK;;many;2019-05-01;\n"
        "Mejeri;;;;\n"
    )
    before = contents(shop)
    assert bring(shop, tmp_path, rows, ImportOptions()).refused
    assert contents(shop) == before
    report = bring(shop, tmp_path, rows)
    assert codes(report) == [
        (3, "unknown_product"), (4, "no_sku"), (5, "two_prices"), (6, "negative"), (7, "ends_too_early"),
        (8, "not_a_date"), (9, "not_a_date"), (10, "not_a_number"),
    ]  # fmt: skip
    assert report.saved == 1
    dry = bring(shop, tmp_path, "PAPER;;9,00;2019-01-01;\n", ImportOptions(dry_run=True))
    assert (dry.saved, price_of(shop, "PAPER", date(2019, 5, 1))) == (1, None)


def test_only_who_may_change_prices_stores_them(shop: Store) -> None:
    assistant = Actor("anna", OFFICE, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        save_former_prices(shop, assistant, [Price("MILK", kr(1), date(2019, 1, 1))], at=AT)
    assert price_of(shop, "MILK", date(2019, 1, 1)) is None


DAYS = st.integers(0, 40).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
PRICE_ROWS = st.lists(
    st.builds(
        lambda first, length, minor, sku: Price(
            sku, kr(minor), first, first + timedelta(days=length) if length else None
        ),
        DAYS,
        st.integers(0, 20),
        st.integers(1, 9),
        st.sampled_from(["A", "B", "C"]),
    ),
    max_size=8,
    unique_by=lambda price: (price.sku, price.valid_from),
)


@given(stored=PRICE_ROWS, former=PRICE_ROWS)
def test_no_day_that_the_shop_knows_changes_and_every_day_before_has_the_former_price(
    stored: list[Price], former: list[Price]
) -> None:
    rows = former_rows(stored, former)
    both = [*stored, *rows]
    assert len({(each.sku, each.valid_from) for each in both}) == len(both)
    for sku in "ABC":
        first = min((each.valid_from for each in stored if each.sku == sku), default=None)
        for place in range(65):
            day = date(2026, 1, 1) + timedelta(days=place)
            of_day = stored if first is None or day >= first else former
            expected = None if first is None else holder_on(of_day, sku, day)
            holder = holder_on(both, sku, day)
            assert (holder and holder.amount) == (expected and expected.amount)
    assert former_rows(both, former) == []
