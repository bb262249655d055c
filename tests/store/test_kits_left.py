"""How many of a kit are left: as many as each location could make of its parts."""

from __future__ import annotations

from decimal import Decimal

from models.catalogue.product import Product, TaxCategory
from models.quantity import Unit
from models.stock.counting import CountedUnits
from operations.installation.opening import Range, register_range
from operations.stock.stock_count import count_goods
from store import stock
from store.catalogue import find_products
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR
from tests.operations.selling.kit_shop import make, shop_with_kits


def test_of_a_kit_as_many_are_left_as_its_scarcest_part_allows(store: Store) -> None:
    shop = shop_with_kits(store)
    new = [Product(sku, sku, Unit.PIECE, "cafe", TaxCategory.FOOD) for sku in ("NEVER", "OF NEVER")]
    register_range(shop, OFFICE_ACTOR, Range(products=tuple(new)), at=AT)
    make(shop, "OF NEVER", {"NEVER": "1"})
    counted = [CountedUnits(sku, Decimal(units), AT) for sku, units in (("BANANAS", "2.4"), ("NAPKINS", "9"))]
    count_goods(shop, OFFICE_ACTOR, counted, location_id=1, key="1", at=AT)
    with shop.view() as view:
        products = list(find_products(view, ["BASKET", "BOX", "NAPKINS", "OF NEVER"]).values())
        left = stock.left_of(view, products, 1)
        whole = stock.left_of(view, products)
    assert left == {"BASKET": 4, "BOX": 7, "NAPKINS": 9}
    assert whole["BASKET"] == left["BASKET"] + 50, "each location makes its own: the other has fifty napkins"
    none = [CountedUnits("NAPKINS", Decimal(0), AT)]
    count_goods(shop, OFFICE_ACTOR, none, location_id=1, key="2", at=AT)
    with shop.view() as view:
        assert stock.left_of(view, products, 1) == {"BASKET": 0, "BOX": 0, "NAPKINS": 0}
