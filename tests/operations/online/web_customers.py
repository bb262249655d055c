"""A shop whose web shop takes orders, its customers, and who works at its till."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from models.access.actor import Actor
from models.access.operator import WEB_OPERATOR
from models.online.online_order import OnlineOrder, OrderContact
from models.selling.sale import Sale
from models.selling.till_event import Cancel, Recall
from models.shop_settings import STOREFRONT_OPEN, STOREFRONT_ORDERS
from models.stock.counting import CountedUnits
from operations.installation.change_settings import change_setting
from operations.online.place_order import OrderWish, place_order
from operations.online.visitor_baskets import BasketWish, put_into_basket
from operations.selling.web_orders_at_till import hand_over_order
from operations.stock.stock_count import count_goods
from store import invariants, stock
from store.database.engine import Store
from store.online import order_rows, promises
from tests.builders import AT, OFFICE, OFFICE_ACTOR, Operator

WEB_ACTOR = Actor(WEB_OPERATOR, OFFICE)
#: The first time at which an order of ``AT`` can be fetched: half past one on a Monday in Stockholm.
FIRST_PICKUP = AT + timedelta(hours=2)
ORIGIN = "https://shop.example"
_NUMBERS = count(1)


def contact_of(email: str = "anna@example.com") -> OrderContact:
    return OrderContact("Anna Berg", email, "070-123 45 67", "sv")


def open_web_shop(store: Store) -> Store:
    for name in (STOREFRONT_OPEN, STOREFRONT_ORDERS):
        change_setting(store, OFFICE_ACTOR, name, "yes", at=AT)
    return store


@dataclass
class Customer:
    """A visitor with a basket of their own."""

    store: Store
    email: str = "anna@example.com"

    def __post_init__(self) -> None:
        self.key = f"{next(_NUMBERS):064x}"

    def put(self, sku: str, pieces: int = 1, *, at: datetime = AT, adds: bool = False) -> int:
        return put_into_basket(self.store, WEB_ACTOR, self.key, BasketWish(sku, pieces, adds), at=at)

    def wish(self, pickup: datetime = FIRST_PICKUP, shown_minor: int | None = None) -> OrderWish:
        return OrderWish(self.key, contact_of(self.email), pickup, ORIGIN, shown_minor)

    def order(self, *goods: tuple[str, int], at: datetime = AT, pickup: datetime = FIRST_PICKUP) -> OnlineOrder:
        for sku, pieces in goods:
            self.put(sku, pieces, at=at)
        return place_order(self.store, WEB_ACTOR, self.wish(pickup), at=at)


class WebTill(Operator):
    """Somebody at a till who hands orders over."""

    def fetch(self, order: OnlineOrder, *, at: datetime = AT) -> int:
        basket_id = hand_over_order(self.store, self.actor, order.code, at=at)
        self.do(Recall, basket_id=basket_id, at=at)
        return basket_id

    def sell_order(self, order: OnlineOrder, *, at: datetime = AT) -> Sale:
        self.fetch(order, at=at)
        return self.pay_cash(at=at)

    def cancel(self, *, at: datetime = AT) -> None:
        self.do(Cancel, reason="", at=at)


def count_units(store: Store, sku: str, units: int | str, *, key: str = "", at: datetime = AT) -> None:
    """Let so much of a product be on hand at the first location."""
    key = key or f"{sku} {units} {next(_NUMBERS)}"
    count_goods(store, OFFICE_ACTOR, [CountedUnits(sku, Decimal(units), at)], location_id=1, key=key, at=at)


def on_hand(store: Store, sku: str) -> Decimal:
    with store.view() as view:
        return stock.levels_of(view, 1, [sku])[sku]


def promised(store: Store, sku: str) -> Decimal:
    with store.view() as view:
        return promises.promised_of(view, 1, [sku]).get(sku, Decimal(0))


def stored_order(store: Store, order: OnlineOrder) -> OnlineOrder:
    with store.view() as view:
        return order_rows.get_order(view, order.id)


def check_shop(store: Store) -> None:
    with store.view() as view:
        found = [str(each) for each in invariants.check_all(view)]
    assert not found, found
