"""An imported product list can be taken back as long as nothing of it was sold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from models.access.actor import Actor
from models.access.permission import Permission
from models.pricing.price_list import Price
from models.selling.earlier_trade import GoodsMoved, History
from models.stock.movement import MovementReason
from operations.access.permissions import NotPermitted
from operations.bulk.import_undo import ImportedPortion, ImportSoldSince, undo_goods_portion
from operations.bulk.past_trade import save_history
from operations.catalogue.price_changes import set_price
from operations.catalogue.product_changes import change_product
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_import import import_products
from pipelines.importing.save_portions import PRODUCTS_AT_ONCE
from pipelines.importing.undo_import import UnknownImport, undo_import
from store import catalogue, stock
from store.database.engine import Store
from store.importing.goods_imports import goods_imports, portions_of
from store.importing.stored_range import StoredRange, read_range
from store.invariants import check_all
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, Operator, anna_at, gtin, kr, small_shop

HEAD = "SKU;Name;Category;Price;Cost;Supplier;Stock;GTIN;Tax"
NEW = f"SOAP;Tvål;Städ;29,90;10,00;Grossisten AB;8;{gtin(77)};standard"
CHANGED = "MILK;Mellanmjölk 2 l;dairy;24,90;12,00;Grossisten AB;;;food"
LATER = AT + timedelta(hours=1)


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def take(store: Store, folder: Path, *rows: str, dry_run: bool = False) -> ImportReport:
    file = folder / "varor.csv"
    file.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return import_products(store, file, ImportOptions(dry_run=dry_run), at=AT)


def undo(store: Store, report: ImportReport) -> int:
    assert report.goods_import is not None
    return undo_import(store, OFFICE_ACTOR, report.goods_import, at=LATER)


def refused_import(report: ImportReport) -> int:
    assert report.goods_import is not None
    return report.goods_import


def stored(store: Store) -> StoredRange:
    with store.view() as view:
        assert check_all(view) == []
        return read_range(view, DAY, "SEK")


def test_a_preview_names_what_would_change_and_changes_nothing(shop: Store, tmp_path: Path) -> None:
    before = stored(shop)
    report = take(shop, tmp_path, NEW, CHANGED, dry_run=True)
    soap, milk = report.changes
    assert (soap.sku, soap.is_new, soap.price_before, soap.price) == ("SOAP", True, None, 2990)
    assert (milk.is_new, milk.price_before, milk.price, milk.fields) == (False, 1990, 2490, ("name", "cost"))
    assert (report.goods_import, stored(shop)) == (None, before)


def test_undoing_puts_back_what_was_there_and_frees_what_is_new(shop: Store, tmp_path: Path) -> None:
    before = stored(shop)
    report = take(shop, tmp_path, NEW, CHANGED)
    assert stored(shop).products["MILK"].name == "Mellanmjölk 2 l"
    assert undo(shop, report) == 1
    after = stored(shop)
    soap = after.products.pop("SOAP")
    assert (soap.active, soap.gtins) == (False, ())
    assert after.products == before.products
    assert after.terms["MILK", "GROSS"] == before.terms["MILK", "GROSS"]
    assert (after.owners, after.stock) == (before.owners, before.stock)
    assert {sku: after.prices.get(sku) for sku in before.prices} == before.prices
    assert "SOAP" not in after.prices
    with shop.view() as view:
        (listed,) = goods_imports(view).values()
    assert (listed.file, listed.products, listed.is_undone, listed.operator) == ("varor.csv", 2, True, "office")


def test_undoing_twice_is_undoing_once_and_the_file_can_be_imported_again(shop: Store, tmp_path: Path) -> None:
    report = take(shop, tmp_path, NEW)
    undo(shop, report)
    once = stored(shop)
    assert undo(shop, report) == 0
    assert stored(shop) == once
    again = take(shop, tmp_path, NEW)
    assert again.goods_import != report.goods_import
    soap = stored(shop).products["SOAP"]
    assert (soap.active, len(soap.gtins)) == (True, 1)
    with shop.view() as view:
        assert stock.levels(view)[1, "SOAP"] == Decimal(8)


def test_what_was_sold_keeps_the_whole_import(shop: Store, tmp_path: Path) -> None:
    filler = [f"F{n};Vara {n};Städ;10,00;;;;;standard" for n in range(PRODUCTS_AT_ONCE)]
    report = take(shop, tmp_path, NEW, *filler)
    anna = Operator(shop)
    anna.scan(gtin(77), at=AT + timedelta(minutes=5))
    anna.pay_cash(at=AT + timedelta(minutes=6))
    before = stored(shop)
    with pytest.raises(ImportSoldSince) as refused:
        undo(shop, report)
    assert refused.value.count == 1
    assert stored(shop) == before
    with shop.view() as view:
        (at, first), _ = portions_of(view, refused_import(report))
    with pytest.raises(ImportSoldSince):  # sold after the whole import was looked at, before this portion's turn
        undo_goods_portion(shop, OFFICE_ACTOR, ImportedPortion(at, first), is_last=True, at=LATER)
    assert stored(shop) == before
    other = take(shop, tmp_path, CHANGED)
    assert undo(shop, other) == 1  # the control: of this one nothing was sold


def test_what_somebody_changed_since_stays(shop: Store, tmp_path: Path) -> None:
    report = take(shop, tmp_path, CHANGED)
    with shop.view() as view:
        milk = catalogue.get_product(view, "MILK")
    named = change_product(shop, OFFICE_ACTOR, milk, replace(milk, name="Minimjölk"), at=LATER)
    set_price(shop, OFFICE_ACTOR, Price("MILK", kr(2200), DAY), at=LATER)
    undo(shop, report)
    after = stored(shop)
    assert (after.products["MILK"], after.prices["MILK"]) == (named, 2200)


def test_a_price_of_days_that_are_over_stays_history(shop: Store, tmp_path: Path) -> None:
    report = take(shop, tmp_path, CHANGED)
    assert report.goods_import is not None
    undo_import(shop, OFFICE_ACTOR, report.goods_import, at=AT + timedelta(days=2))
    with shop.view() as view:
        prices = catalogue.prices_of(view, ["MILK"], "SEK")["MILK"]
        assert check_all(view) == []
        sells = [catalogue.offering_by_sku(view, "MILK", DAY + timedelta(days=n)).price_minor for n in range(4)]
    assert sells == [2490, 2490, 1990, 1990]
    assert prices[-1] == Price("MILK", kr(2490), DAY, DAY + timedelta(days=2))


def test_only_who_may_change_goods_and_prices_takes_an_import_back(shop: Store, tmp_path: Path) -> None:
    report = take(shop, tmp_path, NEW)
    assert report.goods_import is not None
    before = stored(shop)
    with pytest.raises(NotPermitted):
        undo_import(shop, anna_at(1), report.goods_import, at=LATER)
    with pytest.raises(UnknownImport):
        undo_import(shop, OFFICE_ACTOR, 4, at=LATER)
    (tmp_path / "more.csv").write_text(f"{HEAD}\n{CHANGED}", encoding="utf-8")
    with pytest.raises(NotPermitted):
        import_products(shop, tmp_path / "more.csv", ImportOptions(), at=AT, actor=anna_at(1))
    assert stored(shop) == before


def test_stock_that_moved_since_stays(shop: Store, tmp_path: Path) -> None:
    report = take(shop, tmp_path, NEW)
    counted = GoodsMoved(LATER, 1, MovementReason.COUNT, (("SOAP", Decimal(3)),))
    save_history(shop, OFFICE_ACTOR, History(goods=[counted], office_id=OFFICE))
    undo(shop, report)
    with shop.view() as view:
        assert stock.levels(view)[1, "SOAP"] == Decimal(11)


def test_a_list_with_prices_takes_the_permission_to_change_prices(shop: Store, tmp_path: Path) -> None:
    before = stored(shop)
    (tmp_path / "more.csv").write_text(f"{HEAD}\n{CHANGED}", encoding="utf-8")
    buyer = Actor("buyer", OFFICE, frozenset({Permission.CHANGE_GOODS}))
    with pytest.raises(NotPermitted):
        import_products(shop, tmp_path / "more.csv", ImportOptions(), at=AT, actor=buyer)
    assert stored(shop) == before


def test_rows_that_name_a_location_price_it_there_alone_and_are_taken_back(shop: Store, tmp_path: Path) -> None:
    file = tmp_path / "priser.csv"
    rows = ["MILK;Mjölk;21,90;Torget", "MILK;Mjölk;18,90;1", "SOAP;Tvål;29,90;", "SOAP;Tvål;31,90;torget"]
    file.write_text("\n".join(["Artikelnummer;Namn;Pris;Prisets plats", *rows]), encoding="utf-8")
    report = import_products(shop, file, ImportOptions(), at=AT)
    assert (report.saved, report.problem_count) == (4, 0)
    assert [(each.sku, each.is_new, each.fields) for each in report.changes] == [
        ("SOAP", True, ()),
        ("MILK", False, ("location_price",)),
    ]
    places = (None, 1, 2)
    with shop.view() as view:
        found = [[catalogue.offering_by_sku(view, sku, DAY, n).price_minor for n in places] for sku in ("MILK", "SOAP")]
        assert catalogue.get_product(view, "MILK").name == "Mellanmjölk 1,5 l"
        assert check_all(view) == []
    assert found == [[1990, 1890, 2190], [2990, 2990, 3190]]
    assert import_products(shop, file, ImportOptions(), at=AT).unchanged == 4
    undo(shop, report)
    with shop.view() as view:
        assert [catalogue.offering_by_sku(view, "MILK", DAY, n).price_minor for n in places] == [1990] * 3
        assert check_all(view) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("MILK;Mjölk;21,90;Hamnen", "unknown_location"),
        ("CHEESE;Ost;21,90;Torget", "location_without_product"),
        ("MILK;Mjölk;variable;Torget", "location_without_product"),
    ],
)
def test_a_row_of_a_location_that_cannot_be_is_named(shop: Store, tmp_path: Path, row: str, code: str) -> None:
    file = tmp_path / "priser.csv"
    file.write_text(f"Artikelnummer;Namn;Pris;Prisets plats\n{row}\n", encoding="utf-8")
    assert [each.code for each in import_products(shop, file, ImportOptions(), at=AT).problems] == [code]
