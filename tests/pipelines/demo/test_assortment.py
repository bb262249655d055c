"""The range of the demo shop: sound barcodes, every tax category, and the same goods in every size of shop."""

from __future__ import annotations

from itertools import pairwise

import pytest

from models.barcode import parse_gtin
from models.catalogue.product import TaxCategory, clean_text
from models.quantity import Unit
from pipelines.demo.assortment import CATEGORIES, GTIN_PREFIX, SUPPLIERS, choose_goods, goods_max


@pytest.mark.parametrize("language", ["sv", "en"])
def test_all_names_and_skus_differ_and_are_clean(language: str) -> None:
    goods = choose_goods(goods_max(), language)
    assert len({good.sku for good in goods}) == len({good.product.name for good in goods}) == goods_max() >= 4000
    assert all(good.product.name == clean_text(good.product.name) for good in goods)


def test_barcodes_are_sound_unique_and_of_no_real_product() -> None:
    codes = [code for good in choose_goods(goods_max()) for code in good.product.gtins]
    assert len(codes) == len(set(codes))
    assert all(parse_gtin(code) == code and code.startswith("0" + GTIN_PREFIX) for code in codes)


def test_some_products_have_two_barcodes_and_loose_goods_have_none() -> None:
    goods = choose_goods(400)
    assert sum(len(good.product.gtins) == 2 for good in goods) > 20
    loose = [good for good in goods if good.product.unit is Unit.KILOGRAM]
    assert len(loose) > 10
    assert not any(good.product.gtins for good in loose)


@pytest.mark.parametrize("count", [5, 60, 400])
def test_every_tax_category_is_sold(count: int) -> None:
    assert {good.product.tax_category for good in choose_goods(count)} == set(TaxCategory)


def test_every_category_is_sold_in_a_shop_of_forty() -> None:
    assert {good.product.category for good in choose_goods(40)} == {category.code for category in CATEGORIES}
    assert all(category.names.keys() == {"sv", "en"} and all(category.names.values()) for category in CATEGORIES)


def test_a_larger_shop_holds_the_goods_of_a_smaller_one() -> None:
    shops = [{good.sku for good in choose_goods(count)} for count in (5, 60, 400, 2000)]
    assert all(small < large for small, large in pairwise(shops))


def test_goods_earn_something_and_come_from_a_supplier() -> None:
    suppliers = {supplier.code for supplier in SUPPLIERS}
    for good in choose_goods(goods_max()):
        assert 0 < good.cost_minor < good.price_minor
        assert good.supplier in suppliers
        assert good.term.moq == good.term.case_pack > 0


@pytest.mark.parametrize("dearer", ["eko", "stor", "latte", "lagrad", "utrikes"])
def test_what_costs_more_in_a_shop_costs_more_here(dearer: str) -> None:
    """Organic than conventional, a large coffee than a small one, in the same size."""
    prices = {good.product.name: good.price_minor for good in choose_goods(goods_max())}
    compared = 0
    for name, minor in prices.items():
        words = name.split()
        if dearer in words:
            at = words.index(dearer)
            family = " ".join(words[:at])
            same = [other for other in prices if other.startswith(family + " ") or other == family]
            plain = [other for other in same if other.endswith(" ".join(words[at + 1 :])) and other != name]
            assert plain, name
            assert minor > min(prices[other] for other in plain), name
            compared += 1
    assert compared


def test_an_english_shop_sells_the_same_goods_under_english_names() -> None:
    swedish, english = choose_goods(400), choose_goods(400, "en")
    assert [(good.sku, good.price_minor, good.product.gtins) for good in swedish] == [
        (good.sku, good.price_minor, good.product.gtins) for good in english
    ]
    names = [good.product.name for good in english]
    assert {"Bananas organic", "Coffee to go large", "Milk medium 1.5 % Norrgården 1 l"} <= set(names)
    swedish_words = {"eko", "stor", "mjölk", "kruka", "dosa", "serverat", "röd", "och", "med"}
    assert not [name for name in names if swedish_words & set(name.lower().split())]
