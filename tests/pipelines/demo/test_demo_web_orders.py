"""The demo shop has orders in its web shop."""

from __future__ import annotations

from models.catalogue.product import Product, TaxCategory
from models.pricing.price_list import Price
from models.quantity import Unit
from operations.installation.opening import Range, register_range
from pipelines.demo.demo_web_orders import CUSTOMERS, order_in_web_shop
from store import invariants
from store.database.engine import Store
from store.online import order_rows
from tests.builders import AT, OFFICE_ACTOR, kr, small_shop
from tests.operations.online.web_customers import count_units, open_web_shop


def test_orders_to_pick_one_that_is_ready_and_one_cancelled_once(sqlite_store: Store) -> None:
    store = open_web_shop(small_shop(sqlite_store))
    goods = tuple(Product(f"G{n}", f"Vara {n}", Unit.PIECE, "press", TaxCategory.FOOD) for n in range(8))
    prices = tuple(Price(each.sku, kr(1000), AT.date()) for each in goods)
    register_range(store, OFFICE_ACTOR, Range(products=goods, prices=prices), at=AT)
    assert order_in_web_shop(store, OFFICE_ACTOR, language="sv", at=AT) == 0, "nothing was counted yet"
    for each in goods:
        count_units(store, each.sku, 20)
    for _ in range(2):
        assert order_in_web_shop(store, OFFICE_ACTOR, language="sv", at=AT) == len(CUSTOMERS)
    with store.view() as view:
        orders = order_rows.all_orders(view)
        found = [str(each) for each in invariants.check_all(view)]
    assert not found, found
    assert [each.state.value for each in orders] == ["placed", "placed", "ready", "cancelled"]
    assert sum(each.pieces < each.quantity for each in orders[2].goods) == 1
