"""The demo shop has an order that was paid on the web and waits to be picked."""

from __future__ import annotations

from pathlib import Path

from app.commands.demo_prepaid import CARD_MINOR, buy_card, order_and_pay
from hardware.terminal.simulated_page import SimulatedPage
from models.catalogue.product import Product, TaxCategory
from models.online.online_order import OnlineOrderState
from models.pricing.price_list import Price
from models.quantity import Unit
from models.shop_settings import STOREFRONT_GIFT_CARDS
from operations.installation.change_settings import change_setting
from operations.installation.opening import Range, register_range
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, kr, small_shop
from tests.operations.online.web_customers import check_shop, count_units
from tests.operations.online.web_payers import open_paying_shop, owed


def test_an_order_is_paid_by_swish_and_its_money_is_an_advance(sqlite_store: Store, tmp_path: Path) -> None:
    store = open_paying_shop(small_shop(sqlite_store))
    goods = tuple(Product(f"G{n}", f"Vara {n}", Unit.PIECE, "press", TaxCategory.FOOD) for n in range(8))
    prices = tuple(Price(each.sku, kr(1000), AT.date()) for each in goods)
    register_range(store, OFFICE_ACTOR, Range(products=goods, prices=prices), at=AT)
    assert order_and_pay(store, tmp_path, language="sv", at=AT) is None, "nothing was counted yet"
    for each in goods:
        count_units(store, each.sku, 20)
    order = order_and_pay(store, tmp_path, language="sv", at=AT)
    assert order is not None
    assert (order.state, order.is_prepaid, order.total_minor, owed(store)) == (
        OnlineOrderState.PLACED,
        True,
        30_00,
        30_00,
    )
    (payment,) = SimulatedPage(tmp_path).payments(AT.replace(hour=0), AT.replace(hour=23))
    assert payment.amount_taken.minor == 30_00, "the provider has the money, too"
    check_shop(store)


def test_a_gift_card_is_bought_where_they_are_sold(sqlite_store: Store, tmp_path: Path) -> None:
    store, secret = open_paying_shop(small_shop(sqlite_store)), InstallationSecret(tmp_path / "keys")
    assert buy_card(store, tmp_path, secret, language="sv", at=AT) is None
    change_setting(store, OFFICE_ACTOR, STOREFRONT_GIFT_CARDS, "yes", at=AT)
    order = buy_card(store, tmp_path, secret, language="sv", at=AT)
    assert order is not None
    assert (order.state, order.total_minor, owed(store)) == (OnlineOrderState.COLLECTED, CARD_MINOR, 0)
    check_shop(store)
