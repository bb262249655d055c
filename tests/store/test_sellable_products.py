"""Pages of the sellable range, put together, are the range: in order, whole, nothing twice."""

from __future__ import annotations

import pytest

from models.catalogue.product import Category, Product, TaxCategory
from models.money import Money
from models.pricing.price_list import Price
from models.quantity import Unit
from operations.installation.opening import Range, register_range
from store import catalogue
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, small_shop

#: Equal names, names that differ in case and letters of several alphabets.
NAMES = ("Äpple", "apple", "Apple", "apple", "Zebra", "åäö", "1", "-x", "apple")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_pages_put_together_are_the_range(store: Store, size: int) -> None:
    small_shop(store)
    categories = tuple(Category(code, {"en": code}, place) for code, place in (("one", 1), ("two", 1), ("empty", 0)))
    products = tuple(
        Product(f"S{n}{category.code}", name, Unit.PIECE, category.code, TaxCategory.FOOD)
        for category in categories[:2]
        for n, name in enumerate(NAMES)
    )
    prices = tuple(Price(each.sku, Money(100, "SEK"), DAY) for each in products[1:])
    register_range(store, OFFICE_ACTOR, Range(categories=categories, products=products, prices=prices), at=AT)
    found: list[str] = []
    with store.view() as view:
        while page := catalogue.sellable_products(view, DAY, size, found[-1] if found else None):
            found += [each.sku for each, _ in page]
        whole = [each.sku for each, _ in catalogue.sellable_products(view, DAY, 1_000)]
        in_use = catalogue.categories_in_use(view)
    assert found == whole
    assert len(set(found)) == len(found) == len(products) - 1 + 6  # one has no price; six are the small shop's
    assert in_use >= {"one", "two"}
    assert "empty" not in in_use
