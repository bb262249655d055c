"""The list of goods finds what is looked for, and nothing else, the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.catalogue.product import Product, TaxCategory
from models.quantity import Unit
from operations.installation.opening import Range, register_range
from store.catalogue import GoodsFilter, count_goods, list_goods, skus_of
from store.database.engine import Store
from tests.builders import AT, DAY, MILK, OFFICE_ACTOR, STAMPS, gtin, kr, small_shop

MORE = (
    Product(
        "AP-1", "Äppeljuice 100 % råpressad", Unit.LITRE, "fruit", TaxCategory.FOOD, (gtin(90),), codes=("JUICE_1",)
    ),
    Product("AP-2", "ÄPPELJUICE barn", Unit.PIECE, "fruit", TaxCategory.FOOD),
    replace(STAMPS, active=False),
)


@pytest.fixture
def shop(store: Store) -> Store:
    small_shop(store)
    register_range(store, OFFICE_ACTOR, Range(products=MORE), at=AT)
    return store


FOUND: dict[str, tuple[GoodsFilter, list[str]]] = {
    "a part of the name": (GoodsFilter("mjölk"), ["MILK"]),
    "any case, beyond ASCII too": (GoodsFilter("äppelJUICE"), ["AP-1", "AP-2"]),
    "every word": (GoodsFilter("juice BARN"), ["AP-2"]),
    "no wildcards": (GoodsFilter("100 % r_p"), []),
    "a sign that is one elsewhere": (GoodsFilter("%"), ["AP-1"]),
    "the SKU": (GoodsFilter("ap-2"), ["AP-2"]),
    "digits of a barcode": (GoodsFilter(MILK.gtins[0][5:]), ["MILK"]),
    "a scanned barcode": (GoodsFilter(MILK.gtins[0][1:]), ["MILK"]),
    "too few digits": (GoodsFilter("90"), []),
    "an own code": (GoodsFilter("juice_"), ["AP-1"]),
    "a category": (GoodsFilter(category="fruit"), ["BANANAS", "AP-1", "AP-2"]),
    "no price": (GoodsFilter(without_price=True), ["AP-1", "AP-2"]),
    "no longer sold": (GoodsFilter(active=False), ["STAMPS"]),
    "sold or not": (GoodsFilter("p", active=None), ["STAMPS", "PAPER", "NAPKINS", "AP-1", "AP-2"]),
    "a supplier": (GoodsFilter("mi", supplier="GROSS"), ["MILK"]),
    "another supplier": (GoodsFilter(supplier="NOBODY"), []),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_list_has_what_is_looked_for(shop: Store, name: str) -> None:
    wanted, skus = FOUND[name]
    with shop.view() as view:
        found = [each.sku for each in list_goods(view, wanted, DAY, limit=100)]
        assert sorted(found) == sorted(skus)
        assert count_goods(view, wanted, DAY) == len(skus)
        assert sorted(skus_of(view, wanted, DAY)) == sorted(skus)


def test_pages_follow_each_other_and_a_row_has_the_price_of_the_day(shop: Store) -> None:
    everything = GoodsFilter(active=None)
    with shop.view() as view:
        whole = list_goods(view, everything, DAY, limit=100)
        paged = [row for at in range(0, 10, 3) for row in list_goods(view, everything, DAY, limit=3, offset=at)]
        before = {each.sku: each.price_minor for each in list_goods(view, everything, date(2019, 1, 1), limit=100)}
    assert paged == whole
    row = {each.sku: each for each in whole}["MILK"]
    assert (row.price_minor, row.cost_minor, row.active) == (kr(1990).minor, 995, True)
    assert set(before.values()) == {None}


def test_a_long_word_of_signs_without_another_form_is_sought_at_once(sqlite_store: Store) -> None:
    with small_shop(sqlite_store).view() as view:
        assert count_goods(view, GoodsFilter(text="牛" * 80), DAY) == 0
