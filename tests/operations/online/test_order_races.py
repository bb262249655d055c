"""The last one, on the web and at the till at the same moment: one gets it. On both databases, with a control."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial

import pytest

from models.online.online_order import GoodsNotLeft, OnlineOrder
from models.online.pickup_times import PickupTimeGone
from models.shop_settings import STOREFRONT_SLOT_ORDERS
from operations.installation.change_settings import change_setting
from operations.online.end_orders import cancel_own_order
from operations.online.place_order import place_order
from operations.selling.web_orders_at_till import GoodsPromised
from store.database.engine import Store
from store.online import promises
from tests.builders import AT, OFFICE_ACTOR, small_shop
from tests.operations.online.web_customers import (
    WEB_ACTOR,
    Customer,
    WebTill,
    check_shop,
    count_units,
    on_hand,
    open_web_shop,
    promised,
)
from tests.operations.selling.kit_shop import shop_with_kits
from tests.operations.selling.test_return_races import both

ROUNDS = 3


def test_the_last_one_is_sold_once_on_the_web_and_at_the_till(store: Store) -> None:
    open_web_shop(small_shop(store))
    till = WebTill(store)
    for number in range(ROUNDS):
        count_units(store, "MILK", 1)
        customer = Customer(store, f"{number}@example.com")
        customer.put("MILK")
        till.scan("MILK")
        secrets: list[str] = []

        def order(customer: Customer = customer, secrets: list[str] = secrets) -> bool:
            try:
                secrets.append(place_order(store, WEB_ACTOR, customer.wish(), at=AT).secret)
            except GoodsNotLeft:
                return False
            return True

        def sell() -> bool:
            try:
                till.pay_cash()
            except GoodsPromised:
                return False
            return True

        on_web, at_till = both(order, sell)
        assert on_web != at_till, f"round {number}: it was sold {on_web + at_till} times"
        assert on_hand(store, "MILK") == (0 if at_till else 1)
        assert promised(store, "MILK") == (1 if on_web else 0)
        for secret in secrets:
            cancel_own_order(store, WEB_ACTOR, secret, at=AT)
            till.cancel()
    check_shop(store)


def test_two_customers_get_the_last_one_once(store: Store) -> None:
    open_web_shop(small_shop(store))
    count_units(store, "MILK", 1)
    one, other = (Customer(store, f"{name}@example.com") for name in "ab")
    for each in (one, other):
        each.put("MILK")

    def order(customer: Customer) -> bool:
        try:
            place_order(store, WEB_ACTOR, customer.wish(), at=AT)
        except GoodsNotLeft:
            return False
        return True

    assert sorted(both(lambda: order(one), lambda: order(other))) == [False, True]
    assert promised(store, "MILK") == 1


def test_control_who_looks_first_and_promises_later_promises_it_twice(store: Store) -> None:
    open_web_shop(small_shop(store))
    count_units(store, "MILK", 9)
    orders = [Customer(store, f"{name}@example.com").order(("PAPER", 1)) for name in "ab"]
    count_units(store, "MILK", 1)
    looked = threading.Barrier(2)

    def promise(order_id: int) -> bool:
        with store.view() as view:
            free = promises.read_free(view, 1, ["MILK"])["MILK"]
        looked.wait()
        if free < 1:
            return False
        with store.transaction() as tx:
            promises.promise(tx, order_id, 1, {"MILK": Decimal(1)})
        return True

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(promise, [each.id for each in orders])) == [True, True]
    assert promised(store, "MILK") == 2, "of one that there is"


def test_a_half_hour_is_never_fuller_than_it_may_be(store: Store) -> None:
    """Two customers want the last place of a half hour at the same moment."""
    open_web_shop(small_shop(store))
    change_setting(store, OFFICE_ACTOR, STOREFRONT_SLOT_ORDERS, "1", at=AT)
    count_units(store, "MILK", 9)
    for number in range(ROUNDS):
        slots: list[OnlineOrder] = []

        def order(email: str, slots: list[OnlineOrder] = slots) -> bool:
            customer = Customer(store, email)
            customer.put("MILK")
            try:
                slots.append(place_order(store, WEB_ACTOR, customer.wish(), at=AT))
            except PickupTimeGone:
                return False
            return True

        outcomes = both(partial(order, f"a{number}@example.com"), partial(order, f"b{number}@example.com"))
        assert sorted(outcomes) == [False, True], f"round {number}"
        cancel_own_order(store, WEB_ACTOR, slots[0].secret, at=AT)
    check_shop(store)


@pytest.mark.proof
def test_fifty_want_the_last_part_of_a_kit_as_a_kit_as_a_part_and_at_the_till_and_one_gets_it(store: Store) -> None:
    shop, threads = open_web_shop(shop_with_kits(store)), 50
    change_setting(shop, OFFICE_ACTOR, STOREFRONT_SLOT_ORDERS, "9", at=AT)
    alone = Customer(shop, "alone@example.com").order(("NAPKINS", 1))
    cancel_own_order(shop, WEB_ACTOR, alone.secret, at=AT)  # the part is sold by itself, too
    for sku, units in (("BANANAS", 9), ("NAPKINS", 1)):
        count_units(shop, sku, units)
    till = WebTill(shop)
    till.scan("BOX")
    customers = [Customer(shop, f"{number}@example.com") for number in range(threads - 1)]
    for number, each in enumerate(customers):
        each.put("BOX" if number % 2 else "NAPKINS")
    start = threading.Barrier(threads)

    def order(customer: Customer) -> bool:
        start.wait(60)
        try:
            place_order(shop, WEB_ACTOR, customer.wish(), at=AT)
        except GoodsNotLeft:
            return False
        return True

    def sell() -> bool:
        start.wait(60)
        try:
            till.pay_cash()
        except GoodsPromised:
            return False
        return True

    with ThreadPoolExecutor(threads) as pool:
        sent = [pool.submit(sell), *(pool.submit(order, each) for each in customers)]
        outcomes = [each.result() for each in sent]
    assert sum(outcomes) == 1
    assert on_hand(shop, "NAPKINS") == (0 if outcomes[0] else 1)
    assert promised(shop, "NAPKINS") == (0 if outcomes[0] else 1)
    check_shop(shop)
