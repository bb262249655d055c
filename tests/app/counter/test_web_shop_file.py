"""Lists for Shopify and WooCommerce: what they hold comes back whole through our own importer."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.counter.web_shop_file import WebShopFile, web_shop_file
from integrations.spreadsheets.writing import guarded
from integrations.web_shop_files.web_shop_tables import (
    TaxClass,
    WebShopForm,
    WebShopGoods,
    printed_gtin,
    product_list,
)
from models.catalogue.product import Product, TaxCategory
from models.pricing.price_list import Price
from models.quantity import Unit
from operations.access.tills import NoSuchLocation
from operations.installation.opening import Range, open_store, register_range
from pipelines.importing.report import ImportOptions
from pipelines.importing.run_import import import_products
from store import catalogue, stock
from store.database.engine import Store
from tests.builders import AT, DAY, MILK, OFFICE_ACTOR, PRODUCTS, kr, small_shop, stock_up

#: SKU, name, barcode, price and stock in each list.
KEY = {
    WebShopForm.SHOPIFY: ("SKU", "Title", "Barcode", "Price", "Inventory quantity"),
    WebShopForm.SHOPIFY_BEFORE_2025: (
        *("Variant SKU", "Title", "Variant Barcode", "Variant Price", "Variant Inventory Qty"),
    ),
    WebShopForm.WOOCOMMERCE: ("SKU", "Name", "GTIN, UPC, EAN, or ISBN", "Regular price", "Stock"),
}
every_form = pytest.mark.parametrize("form", WebShopForm)

#: WooCommerce has classes of tax and no rates: whoever imports its list names the category of each.
WORDS = {"reduced-rate": TaxCategory.FOOD, "zero-rate": TaxCategory.EXEMPT}


@pytest.fixture
def shop(sqlite_store: Store) -> Store:
    """The small shop with stock, and goods whose names and numbers are hard on a file."""
    store = small_shop(sqlite_store)
    stock_up(store)
    odd = [("A B", 'Te "Earl, Grey" 20-p'), ("A-B", "Smör; saltat > 80 %"), ("ÅÄÖ/1", "Kaffe \N{EM DASH} 日本")]
    goods = tuple(replace(MILK, sku=sku, name=name, gtins=()) for sku, name in odd)
    prices = tuple(Price(each.sku, kr(12_05), DAY - timedelta(days=9)) for each in goods)
    register_range(store, OFFICE_ACTOR, Range(products=goods, prices=prices), at=AT)
    return store


def written(store: Store, form: WebShopForm, location_id: int | None = None) -> WebShopFile:
    with store.view() as view:
        return web_shop_file(view, form, location_id=location_id, at=AT)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode())))


@every_form
def test_every_piece_is_there_with_its_price_and_stock(shop: Store, form: WebShopForm) -> None:
    file = written(shop, form)
    assert (file.products, file.left_out) == (8, {"by_weight": 1})
    assert file.content[:3] != b"\xef\xbb\xbf", "Shopify would take the mark for a part of the heading"
    names = KEY[form]
    found = {row[names[0]]: tuple(row[names[place]] for place in range(1, 5)) for row in rows(file.content)}
    assert found["MILK"] == ("Mellanmjölk 1,5 l", printed_gtin(MILK.gtins[0]), "19.90", "109")
    assert found["A B"] == ('Te "Earl, Grey" 20-p', "", "12.05", "")
    here = {row[names[0]]: row[names[4]] for row in rows(written(shop, form, 1).content)}
    assert here["MILK"] == "59"


@every_form
def test_the_list_comes_back_whole_through_our_own_importer(shop: Store, form: WebShopForm, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_bytes(written(shop, form).content)
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    try:
        report = import_products(other, file, ImportOptions(source="WEB", taxes=WORDS), at=AT)
        assert (report.saved, report.problem_count) == (8, 0)
        with shop.view() as here, other.view() as there:
            before, after = ({each.sku: each for each in catalogue.all_products(view)} for view in (here, there))
            assert set(after) == set(before) - {"BANANAS"}
            names = [
                {each.code: each.name_in("sv") for each in catalogue.all_categories(view)} for view in (here, there)
            ]
            for sku, product in after.items():
                former = before[sku]
                assert (product.name, product.gtins, product.active) == (former.name, former.gtins, True)
                assert names[1][product.category] == names[0][former.category]
            skus = sorted(after)
            offered = [catalogue.offerings_of(view, skus, DAY) for view in (here, there)]
            assert {sku: offered[0][sku].price_minor for sku in skus} == {
                sku: offered[1][sku].price_minor for sku in skus
            }
            left = [stock.left_of(view, list(side.values())) for view, side in ((here, before), (there, after))]
            assert {sku: left[0].get(sku) for sku in skus} == {sku: left[1].get(sku) for sku in skus}
    finally:
        other.close()


def test_an_unknown_location_is_refused(shop: Store) -> None:
    with pytest.raises(NoSuchLocation):
        written(shop, WebShopForm.SHOPIFY, 77)


TEXT = st.text(min_size=1, max_size=20).filter(str.strip)
GOODS = st.lists(
    st.builds(
        WebShopGoods,
        sku=TEXT,
        name=TEXT,
        category=TEXT,
        price=st.integers(0, 10**8).map(lambda minor: Decimal(minor) / 100),
        cost=st.none() | st.integers(0, 10**6).map(lambda minor: Decimal(minor) / 100),
        gtin=st.just(""),
        stock=st.none() | st.integers(-50, 5_000),
        tax=st.sampled_from(TaxClass),
    ),
    max_size=8,
    unique_by=lambda each: each.sku,
)


@given(goods=GOODS, form=st.sampled_from(WebShopForm))
def test_whatever_the_texts_are_there_is_a_row_each_and_no_two_addresses_alike(
    goods: list[WebShopGoods], form: WebShopForm
) -> None:
    found = rows(product_list(goods, form)) if goods else []
    names = KEY[form]
    assert len(found) == len(goods)
    for row, each in zip(found, goods, strict=True):
        newlines = str.maketrans({"\r": "\n"})
        assert row[names[1]].replace("\r\n", "\n").translate(newlines) == guarded(each.name).replace(
            "\r\n", "\n"
        ).translate(newlines)
        assert (Decimal(row[names[3]]), row[names[4]]) == (each.price, "" if each.stock is None else str(each.stock))
    heading = {WebShopForm.SHOPIFY: "URL handle", WebShopForm.SHOPIFY_BEFORE_2025: "Handle"}.get(form)
    if heading:
        assert len({row[heading] for row in found}) == len(goods)


def test_goods_whose_names_and_numbers_read_alike_have_an_address_each() -> None:
    goods = [
        WebShopGoods(sku, "Te", "", Decimal(1), None, "", None, TaxClass.FULL) for sku in ("A B", "A-B", "a b", "A.B")
    ]
    listed = rows(product_list(goods, WebShopForm.SHOPIFY))
    assert [row["SKU"] for row in listed] == [each.sku for each in goods]
    assert len({row["URL handle"] for row in listed}) == len(goods)


def test_goods_by_weight_and_of_an_open_price_stay_here(shop: Store) -> None:
    register_range(
        shop,
        OFFICE_ACTOR,
        Range(
            products=(Product("OPEN", "Diverse", Unit.PIECE, "dairy", MILK.tax_category, open_price=True),),
            prices=(Price("OPEN", kr(0), DAY - timedelta(days=1)),),
        ),
        at=AT,
    )
    file = written(shop, WebShopForm.WOOCOMMERCE)
    assert file.left_out == {"by_weight": 1, "open_price": 1}
    assert {row["SKU"] for row in rows(file.content)} & {"OPEN", "BANANAS"} == set()
    taxes = {row["SKU"]: (row["Tax status"], row["Tax class"]) for row in rows(file.content)}
    assert [taxes[each.sku] for each in PRODUCTS if each.unit is Unit.PIECE] == [
        ("taxable", "reduced-rate"), ("taxable", ""), ("taxable", "reduced-rate"), ("taxable", "reduced-rate"),
        ("none", "zero-rate"),
    ]  # fmt: skip
