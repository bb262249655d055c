"""Orders of the web shop: goods are promised once, fetched at the ordered price, freed when an order ends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.card_data import CardDataRefused
from models.dispatch.mail_address import WrongMailAddress
from models.dispatch.sending_rules import DispatchKind
from models.online.online_order import (
    GoodsNotLeft,
    NoSuchOnlineOrder,
    NotOrderable,
    OnlineOrderState,
    OrderContact,
    OrderingClosed,
    ShortGoods,
    TooManyOpenOrders,
    WebBasketEmpty,
    WebPriceChanged,
    WrongOrderStep,
    WrongPick,
)
from models.online.order_contact import WrongOrderContact
from models.online.pickup_times import PickupTimeGone
from models.payments.attempt import PaymentMethod
from models.pricing.price_list import Price
from models.shop_settings import (
    MAIL_HOST,
    STOREFRONT_GUARD,
    STOREFRONT_ORDERS,
    STOREFRONT_SAFETY_STOCK,
    STOREFRONT_SLOT_ORDERS,
)
from operations.access.permissions import NotPermitted
from operations.installation.change_settings import change_setting
from operations.installation.opening import Range, register_range
from operations.online.end_orders import cancel_order, cancel_own_order, end_unfetched, pick_order
from operations.online.place_order import place_order
from operations.selling.web_orders_at_till import GoodsPromised, hand_over_order
from store import dispatch, invariants, schema
from store.analysis import frames, reports
from store.analysis.reports import Span
from store.catalogue import find_products
from store.database.engine import Store
from store.stock import left_of
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, anna_at, kr, small_shop
from tests.faults.tampering import Undone
from tests.operations.online.web_customers import (
    FIRST_PICKUP,
    WEB_ACTOR,
    Customer,
    WebTill,
    check_shop,
    contact_of,
    count_units,
    on_hand,
    open_web_shop,
    promised,
    stored_order,
)
from tests.operations.selling.kit_shop import shop_with_kits
from tests.operations.selling.test_returns import Returner, line

MILK = 19_90


@pytest.fixture
def shop(store: Store) -> Store:
    """Over SQLite and over PostgreSQL; ten milks are counted, and nothing else."""
    count_units(open_web_shop(small_shop(store)), "MILK", 10)
    return store


@pytest.fixture
def sqlite_shop(sqlite_store: Store) -> Store:
    count_units(open_web_shop(small_shop(sqlite_store)), "MILK", 10)
    return sqlite_store


def test_an_order_promises_its_goods_and_becomes_a_sale_at_the_ordered_price(shop: Store) -> None:
    order = Customer(shop).order(("MILK", 3), ("NAPKINS", 1))
    assert promised(shop, "MILK") == 3
    assert on_hand(shop, "MILK") == 10
    assert promised(shop, "NAPKINS") == 0, "they were never counted"
    with shop.view() as view:
        milk = find_products(view, ["MILK"])
        assert left_of(view, list(milk.values()), 1) == {"MILK": 7}
    dearer = Range(prices=(Price("MILK", kr(29_90), AT.date()),))
    register_range(shop, OFFICE_ACTOR, dearer, at=AT)
    sale = WebTill(shop).sell_order(pick_order(shop, anna_at(1), order.id, at=AT))
    assert sale.settlement.gross == kr(3 * MILK + 24_95)
    after = stored_order(shop, order)
    assert (after.state, after.sale_id) == (OnlineOrderState.COLLECTED, sale.id)
    assert promised(shop, "MILK") == 0
    assert on_hand(shop, "MILK") == 7
    with pytest.raises(NoSuchOnlineOrder):
        hand_over_order(shop, anna_at(1), order.code, at=AT)
    check_shop(shop)


def test_what_is_not_left_stops_the_whole_order_and_every_such_line_is_named(shop: Store) -> None:
    count_units(shop, "PAPER", 1)
    customer = Customer(shop)
    for sku, pieces in (("MILK", 11), ("PAPER", 2), ("NAPKINS", 1)):
        customer.put(sku, pieces)
    with pytest.raises(GoodsNotLeft) as refused:
        place_order(shop, WEB_ACTOR, customer.wish(), at=AT)
    assert refused.value.lines == (
        ShortGoods("MILK", "Mellanmjölk 1,5 l", 10),
        ShortGoods("PAPER", "Morgontidning", 1),
    )
    assert promised(shop, "MILK") == 0
    change_setting(shop, OFFICE_ACTOR, STOREFRONT_SAFETY_STOCK, "4", at=AT)
    customer.put("MILK", 6)
    customer.put("PAPER", 0)
    assert customer.order().total_minor == 6 * MILK + 24_95
    with pytest.raises(GoodsNotLeft):
        Customer(shop, "bo@example.com").order(("MILK", 1))
    check_shop(shop)


def test_the_last_one_is_sold_on_the_web_or_at_the_till_and_never_twice(shop: Store) -> None:
    count_units(shop, "MILK", 1)
    order = Customer(shop).order(("MILK", 1))
    till = WebTill(shop)
    till.scan("MILK")
    with pytest.raises(GoodsPromised, match="Mellanmjölk"):
        till.pay_cash()
    assert on_hand(shop, "MILK") == 1, "nothing was sold"
    cancel_own_order(shop, WEB_ACTOR, order.secret, at=AT)
    till.pay_cash()
    with pytest.raises(GoodsNotLeft):
        Customer(shop).order(("MILK", 1))
    check_shop(shop)


def test_a_shop_may_sell_at_the_till_what_is_promised(sqlite_shop: Store) -> None:
    count_units(sqlite_shop, "MILK", 1)
    Customer(sqlite_shop).order(("MILK", 1))
    change_setting(sqlite_shop, OFFICE_ACTOR, STOREFRONT_GUARD, "no", at=AT)
    till = WebTill(sqlite_shop)
    till.scan("MILK")
    till.pay_cash()
    assert on_hand(sqlite_shop, "MILK") == 0
    check_shop(sqlite_shop)


def test_a_kit_and_a_product_share_the_last_part(store: Store) -> None:
    shop = open_web_shop(shop_with_kits(store))
    with shop.view() as view:
        kit = sa.select(schema.kit_part.c.part_sku, schema.kit_part.c.quantity).where(
            schema.kit_part.c.kit_sku == "BOX"
        )
        parts = {row.part_sku: row.quantity for row in view.execute(kit)}
    assert parts, "the box is a kit of the shop"
    for sku, quantity in parts.items():
        count_units(shop, sku, str(quantity))
    order = Customer(shop).order(("BOX", 1))
    for sku, quantity in parts.items():
        assert promised(shop, sku) == quantity
    with pytest.raises(GoodsNotLeft) as refused:
        Customer(shop, "bo@example.com").order(("BOX", 1))
    assert [each.left for each in refused.value.lines] == [0]
    sale = WebTill(shop).sell_order(order)
    assert [each.sku for each in sale.lines] == ["BOX"]
    assert [on_hand(shop, sku) for sku in parts] == [0] * len(parts)
    check_shop(shop)


def test_missing_goods_are_promised_no_longer_and_not_sold(shop: Store) -> None:
    order = Customer(shop).order(("MILK", 4), ("PAPER", 2))
    for wrong in ({1: 5}, {1: -1}, {1: 0, 2: 0}, {9: 1}):
        with pytest.raises(WrongPick):
            pick_order(shop, anna_at(1), order.id, wrong, at=AT)
    after = pick_order(shop, anna_at(1), order.id, {1: 3, 2: 0}, at=AT)
    assert after.total_minor == 3 * MILK
    assert promised(shop, "MILK") == 3
    again = pick_order(shop, anna_at(1), order.id, {1: 3, 2: 0}, at=AT + timedelta(minutes=1))
    assert again.ready_at == AT, "the same once more changes nothing"
    with pytest.raises(WrongOrderStep):
        cancel_own_order(shop, WEB_ACTOR, order.secret, at=AT)
    sale = WebTill(shop).sell_order(after)
    assert [(each.sku, int(each.quantity)) for each in sale.lines] == [("MILK", 3)]
    check_shop(shop)


def test_goods_that_turn_up_after_picking_are_promised_again_while_they_are_left(shop: Store) -> None:
    order, other = Customer(shop).order(("MILK", 6)), Customer(shop, "b@example.com")
    pick_order(shop, anna_at(1), order.id, {1: 3}, at=AT)
    assert promised(shop, "MILK") == 3
    other.order(("MILK", 5))
    with pytest.raises(GoodsNotLeft):
        pick_order(shop, anna_at(1), order.id, {1: 6}, at=AT)
    assert stored_order(shop, order).goods[0].pieces == 3
    pick_order(shop, anna_at(1), order.id, {1: 5}, at=AT)
    assert promised(shop, "MILK") == 10
    check_shop(shop)


def test_a_till_of_another_location_neither_picks_nor_cancels_an_order(shop: Store) -> None:
    order, elsewhere = Customer(shop).order(("MILK", 2)), anna_at(SECOND_TILL)
    for step in (pick_order, cancel_order):
        with pytest.raises(NoSuchOnlineOrder):
            step(shop, elsewhere, order.id, at=AT)
    with pytest.raises(NoSuchOnlineOrder):
        hand_over_order(shop, elsewhere, order.code, at=AT)
    assert stored_order(shop, order).state is OnlineOrderState.PLACED
    assert pick_order(shop, OFFICE_ACTOR, order.id, at=AT).state is OnlineOrderState.READY, "the office has them all"
    check_shop(shop)


def test_a_basket_that_is_cancelled_lets_the_order_wait_again(shop: Store) -> None:
    order = Customer(shop).order(("MILK", 2))
    till, other = WebTill(shop), anna_at(SECOND_TILL)
    first = till.fetch(order)
    assert hand_over_order(shop, till.actor, order.code, at=AT) == first, "twice is once"
    with pytest.raises(NoSuchOnlineOrder):
        hand_over_order(shop, other, order.code, at=AT)
    for step in (pick_order, cancel_order):
        with pytest.raises(WrongOrderStep, match="being paid at a till"):
            step(shop, OFFICE_ACTOR, order.id, at=AT)
    with pytest.raises(WrongOrderStep):
        cancel_own_order(shop, WEB_ACTOR, order.secret, at=AT)
    till.cancel()
    assert stored_order(shop, order).basket_id is None
    assert promised(shop, "MILK") == 2
    till.sell_order(order)
    check_shop(shop)


def test_ends_free_the_goods_once(shop: Store) -> None:
    late, mine, theirs = (Customer(shop, f"{name}@example.com").order(("MILK", 2)) for name in ("a", "b", "c"))
    assert promised(shop, "MILK") == 6
    assert cancel_own_order(shop, WEB_ACTOR, mine.secret, at=AT).ended_by == "customer"
    cancel_own_order(shop, WEB_ACTOR, mine.secret, at=AT)
    assert cancel_order(shop, anna_at(1), theirs.id, "slut  på mjölk", at=AT).reason
    with pytest.raises(WrongOrderStep):
        cancel_order(shop, anna_at(1), theirs.id, at=AT)
    after = late.pickup.ends + timedelta(days=2)
    assert end_unfetched(shop, WEB_ACTOR, at=after - timedelta(seconds=1)) == 0
    assert (end_unfetched(shop, WEB_ACTOR, at=after), end_unfetched(shop, WEB_ACTOR, at=after)) == (1, 0)
    assert stored_order(shop, late).state is OnlineOrderState.EXPIRED
    assert promised(shop, "MILK") == 0
    assert stored_order(shop, late).contact.email
    end_unfetched(shop, WEB_ACTOR, at=after + timedelta(days=31))
    assert stored_order(shop, late).contact == OrderContact("", "", "", "sv")
    check_shop(shop)


def test_reports_have_what_was_ordered_on_the_web_less_what_came_back(shop: Store) -> None:
    sale = WebTill(shop).sell_order(Customer(shop).order(("MILK", 2)))
    seller = Returner(shop, client="00000000-0000-4000-8000-0000000000c1")
    seller.scan("MILK")
    other = seller.pay_cash()
    with shop.view() as view:
        frame, figures = frames.sales(view), reports.web_sales(view, Span.of_day(AT.date()))
    assert dict(frame.select("sale_id", "channel").iter_rows()) == {sale.id: "web", other.id: "till"}
    assert (figures.receipts, figures.net_minor) == (1, sum(each.net.minor for each in sale.lines))
    seller.choose(sale, line(1, "2"))
    seller.give(PaymentMethod.CASH)
    with shop.view() as view:
        frame, figures = frames.sales(view), reports.web_sales(view, Span.of_day(AT.date()))
    assert dict(frame.select("sale_kind", "channel").iter_rows())["refund"] == "web"
    assert (figures.receipts, figures.net_minor) == (1, 0)


def test_sent_twice_an_order_is_one_order(shop: Store) -> None:
    customer = Customer(shop)
    first = customer.order(("MILK", 2))
    assert place_order(shop, WEB_ACTOR, customer.wish(), at=AT).id == first.id
    assert promised(shop, "MILK") == 2
    with pytest.raises(WebBasketEmpty):
        place_order(shop, WEB_ACTOR, Customer(shop).wish(), at=AT)


def test_what_may_not_be_ordered(sqlite_shop: Store) -> None:
    customer = Customer(sqlite_shop)
    for sku in ("BANANAS", "NOTHING", ""):
        with pytest.raises(NotOrderable):
            customer.put(sku)
    customer.put("MILK", 2)
    assert customer.put("MILK", 3, adds=True) == 5
    assert customer.put("MILK", 500) == 99
    customer.put("MILK", 2)
    with pytest.raises(WebPriceChanged):
        place_order(sqlite_shop, WEB_ACTOR, customer.wish(shown_minor=MILK), at=AT)
    for moment in (AT, FIRST_PICKUP + timedelta(minutes=1), FIRST_PICKUP + timedelta(days=6)):
        with pytest.raises(PickupTimeGone):
            place_order(sqlite_shop, WEB_ACTOR, customer.wish(moment), at=AT)
    for values, error in (
        ({"name": " "}, WrongOrderContact),
        ({"name": "x" * 61}, WrongOrderContact),
        ({"phone": "hej"}, WrongOrderContact),
        ({"email": "anna@"}, WrongMailAddress),
        ({"name": "4242 4242 4242 4242"}, CardDataRefused),
    ):
        wish = replace(customer.wish(), contact=replace(contact_of(), **values))
        with pytest.raises(error):
            place_order(sqlite_shop, WEB_ACTOR, wish, at=AT)
    change_setting(sqlite_shop, OFFICE_ACTOR, STOREFRONT_ORDERS, "no", at=AT)
    for closed in (lambda: place_order(sqlite_shop, WEB_ACTOR, customer.wish(), at=AT), lambda: customer.put("MILK")):
        with pytest.raises(OrderingClosed):
            closed()


def test_limits_of_a_time_and_of_a_customer(sqlite_shop: Store) -> None:
    change_setting(sqlite_shop, OFFICE_ACTOR, STOREFRONT_SLOT_ORDERS, "3", at=AT)
    orders = [Customer(sqlite_shop).order(("PAPER", 1)) for _ in range(3)]
    with pytest.raises(TooManyOpenOrders):
        Customer(sqlite_shop, "ANNA@example.com").order(("PAPER", 1))
    with pytest.raises(PickupTimeGone):
        Customer(sqlite_shop, "bo@example.com").order(("PAPER", 1))
    cancel_own_order(sqlite_shop, WEB_ACTOR, orders[0].secret, at=AT)
    Customer(sqlite_shop, "bo@example.com").order(("PAPER", 1))
    assert len({each.code for each in orders} | {each.secret for each in orders}) == 6


def test_customers_get_e_mails_where_the_shop_can_send_them(sqlite_shop: Store) -> None:
    Customer(sqlite_shop).order(("PAPER", 1))
    change_setting(sqlite_shop, OFFICE_ACTOR, MAIL_HOST, "smtp.example.com", at=AT)
    one, other = (Customer(sqlite_shop, f"{name}@example.com").order(("PAPER", 1)) for name in ("a", "b"))
    pick_order(sqlite_shop, OFFICE_ACTOR, one.id, at=AT)
    cancel_order(sqlite_shop, OFFICE_ACTOR, other.id, at=AT)
    with sqlite_shop.view() as view:
        queued = [
            (each.kind, each.subject_id, each.place)
            for each in sorted(dispatch.waiting_dispatches(view), key=lambda each: each.id)
        ]
    assert queued == [
        (DispatchKind.WEB_ORDER, one.id, "a@example.com"),
        (DispatchKind.WEB_ORDER, other.id, "b@example.com"),
        (DispatchKind.WEB_ORDER_READY, one.id, "a@example.com"),
        (DispatchKind.WEB_ORDER_ENDED, other.id, "b@example.com"),
    ]


def test_each_step_has_its_permission(sqlite_shop: Store) -> None:
    order, nobody = Customer(sqlite_shop).order(("PAPER", 1)), Actor("nobody", 1, frozenset())
    steps: tuple[Callable[[], object], ...] = (
        lambda: place_order(sqlite_shop, nobody, Customer(sqlite_shop).wish(), at=AT),
        lambda: pick_order(sqlite_shop, nobody, order.id, at=AT),
        lambda: pick_order(sqlite_shop, WEB_ACTOR, order.id, at=AT),
        lambda: cancel_order(sqlite_shop, nobody, order.id, at=AT),
        lambda: cancel_own_order(sqlite_shop, nobody, order.secret, at=AT),
        lambda: hand_over_order(sqlite_shop, nobody, order.code, at=AT),
        lambda: end_unfetched(sqlite_shop, nobody, at=AT),
    )
    for step in steps:
        with pytest.raises(NotPermitted):
            step()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE online_order SET state = 'cancelled'",
        "UPDATE online_order SET pickup_from = pickup_from + 1000000",
        "UPDATE online_order_line SET unit_price_minor = 1",
        "UPDATE online_order_line SET deposit_minor = 1",
        "UPDATE online_order_line SET quantity = quantity + 1",
        "UPDATE online_order_line SET picked_quantity = 1",
        "UPDATE stock_promise SET quantity = quantity + 1",
        "DELETE FROM stock_promise",
        "DELETE FROM online_order_line",
    ],
)
def test_an_order_that_somebody_changes_is_noticed(sqlite_shop: Store, change: str) -> None:
    Customer(sqlite_shop).order(("MILK", 2))
    check_shop(sqlite_shop)
    with suppress(Undone), sqlite_shop.transaction() as tx:
        tx.exec_driver_sql(change)
        found = invariants.check_all(tx)
        assert {each.rule for each in found} == {"C8"}, found
        raise Undone
