"""Orders in the web shop of the demo shop: two to pick, one that is ready with something missing, one cancelled."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from models.access.actor import Actor
from models.online.online_order import OrderContact
from models.quantity import Unit
from operations.online.end_orders import cancel_own_order, pick_order
from operations.online.place_order import OrderWish, place_order
from operations.online.visitor_baskets import BasketWish, put_into_basket
from operations.online.web_shop_rules import free_slots, read_rules, web_actor
from store.catalogue import all_online, find_products
from store.catalogue.online_goods import OnlineRule
from store.database.engine import Connection, Store
from store.online import order_rows
from store.stock import left_of

#: Who orders; people that do not exist.
CUSTOMERS = (
    ("Anna Lindqvist", "anna@example.com", "070-174 06 01"),
    ("Bo Ek", "bo@example.com", "070-174 06 02"),
    ("Cecilia Norén", "cecilia@example.com", "070-174 06 03"),
    ("David Sjö", "david@example.com", "070-174 06 04"),
)
#: How many of which goods each orders, by their place among the goods.
BASKETS = (((0, 2), (3, 1)), ((1, 1), (4, 3), (6, 1)), ((2, 4), (5, 2)), ((0, 1),))
#: Goods with at least so many on the shelf are ordered.
PLENTY = 12
_GOODS_MAX = 400
_NEXT = timedelta(seconds=1)


def order_in_web_shop(store: Store, office: Actor, *, language: str, at: datetime) -> int:
    """Place the orders, pick the third without one piece and cancel the fourth; twice is once. How many there are."""
    actor = web_actor(store)
    with store.view() as view:
        orders, rules = order_rows.all_orders(view), read_rules(view, at)
        skus = plenty_goods(view, rules.goods, rules.location.id)
        slots = free_slots(view, rules, at)
    if orders or len(skus) <= max(place for basket in BASKETS for place, _ in basket) or not slots:
        return len(orders)
    orders = []
    for number, (customer, basket) in enumerate(zip(CUSTOMERS, BASKETS, strict=True)):
        key, moment = hashlib.sha256(customer[0].encode()).hexdigest(), at + number * _NEXT
        for place, pieces in basket:
            put_into_basket(store, actor, key, BasketWish(skus[place], pieces), at=moment)
        slot = slots[min(2 * number + 1, len(slots) - 1)]
        wish = OrderWish(key, OrderContact(*customer, language), slot.begins, "http://127.0.0.1:8502")
        orders.append(place_order(store, actor, wish, at=moment))
    after = at + len(orders) * _NEXT
    first = orders[2].goods[0]
    pick_order(store, office, orders[2].id, {first.position: first.quantity - 1}, at=after)
    cancel_own_order(store, actor, orders[3].secret, at=after)
    return len(orders)


def plenty_goods(view: Connection, rule: OnlineRule, location_id: int) -> list[str]:
    """Goods by the piece of which many are left, by SKU."""
    products = find_products(view, all_online(view, rule, _GOODS_MAX))
    left = left_of(view, list(products.values()), location_id)
    pieces = (each for each in products.values() if each.unit is Unit.PIECE and each.age_limit is None)
    return sorted(each.sku for each in pieces if left.get(each.sku, 0) >= PLENTY)
