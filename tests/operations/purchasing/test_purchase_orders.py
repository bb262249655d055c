"""Purchase orders go forward once, whoever presses. On both databases."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from models.purchasing.order_fact import drafted_fact
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder, WrongOrderState
from operations.purchasing.purchase_orders import cancel_order, send_order
from operations.purchasing.receiving import receive_order
from operations.unit_of_work import unit_of_work
from store import invariants, purchasing, stock
from store.database.engine import Store
from store.purchasing import UnknownOrder
from tests.builders import AT, DAY, OFFICE_ACTOR, kr, small_shop

COMES = DAY + timedelta(days=2)


def drafted(store: Store, *skus: str) -> PurchaseOrder:
    small_shop(store)
    return draft_order(store, *skus or ("MILK", "PAPER"))


def draft_order(store: Store, *skus: str) -> PurchaseOrder:
    with unit_of_work(store, OFFICE_ACTOR, at=AT) as work:
        (order_id,) = work.take_ids()
        lines = tuple(OrderLine(sku, Decimal(12), kr(12_000)) for sku in skus)
        order = PurchaseOrder(order_id, "GROSS", 1, OrderState.DRAFT, AT, DAY, COMES, "SEK", lines)
        purchasing.record_order(work.tx, order)
        work.record(drafted_fact(order))
    return order


def stored_order(store: Store, order_id: int) -> PurchaseOrder:
    with store.view() as view:
        return purchasing.get_order(view, order_id)


def test_an_order_comes_back_as_it_was_kept(store: Store) -> None:
    order = drafted(store)

    assert stored_order(store, order.id) == order
    with store.view() as view:
        assert purchasing.orders_in(view) == [order]
        assert purchasing.orders_in(view, [OrderState.SENT]) == []


def test_goods_are_on_order_from_the_draft_until_they_are_received(store: Store) -> None:
    order = drafted(store)
    coming = {(1, "MILK"): Decimal(12), (1, "PAPER"): Decimal(12)}

    seen = []
    for step in (
        lambda: None,
        lambda: send_order(store, OFFICE_ACTOR, order.id, at=AT),
        lambda: receive_order(store, OFFICE_ACTOR, order.id, at=AT),
    ):
        step()
        with store.view() as view:
            seen.append((purchasing.on_order(view), stock.levels(view)))

    assert seen == [(coming, {}), (coming, {}), ({}, coming)]


def test_receiving_twice_puts_the_goods_on_the_shelf_once(store: Store) -> None:
    order = drafted(store)
    send_order(store, OFFICE_ACTOR, order.id, at=AT)

    first, second = (receive_order(store, OFFICE_ACTOR, order.id, at=AT + timedelta(hours=n)) for n in range(2))

    assert first == second == stored_order(store, order.id)
    with store.view() as view:
        assert stock.levels(view) == {(1, "MILK"): 12, (1, "PAPER"): 12}


def test_receiving_from_many_screens_at_once_puts_the_goods_on_the_shelf_once(store: Store) -> None:
    order = drafted(store)
    send_order(store, OFFICE_ACTOR, order.id, at=AT)
    done: list[OrderState] = []
    threads = [
        threading.Thread(target=lambda: done.append(receive_order(store, OFFICE_ACTOR, order.id, at=AT).state))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert done == [OrderState.RECEIVED] * 6
    with store.view() as view:
        assert stock.levels(view)[1, "MILK"] == 12


def test_a_cancelled_order_is_not_on_its_way_and_cannot_be_received(store: Store) -> None:
    order = drafted(store)
    send_order(store, OFFICE_ACTOR, order.id, at=AT)
    cancel_order(store, OFFICE_ACTOR, order.id, at=AT)
    cancel_order(store, OFFICE_ACTOR, order.id, at=AT)

    with pytest.raises(WrongOrderState, match="is cancelled and cannot become received"):
        receive_order(store, OFFICE_ACTOR, order.id, at=AT)
    with store.view() as view:
        assert purchasing.on_order(view) == {}
        assert stock.levels(view) == {}


def test_a_draft_is_sent_before_it_is_received(store: Store) -> None:
    order = drafted(store)

    with pytest.raises(WrongOrderState):
        receive_order(store, OFFICE_ACTOR, order.id, at=AT)
    assert stored_order(store, order.id).state is OrderState.DRAFT


def test_what_holds_of_a_shop_holds_after_a_delivery(store: Store) -> None:
    order = drafted(store, "BANANAS")
    send_order(store, OFFICE_ACTOR, order.id, at=AT)
    receive_order(store, OFFICE_ACTOR, order.id, at=AT)

    with store.view() as view:
        assert invariants.check_all(view) == []


def test_an_order_that_nobody_made_is_refused(sqlite_store: Store) -> None:
    small_shop(sqlite_store)

    with pytest.raises(UnknownOrder, match="Nothing was changed"):
        send_order(sqlite_store, OFFICE_ACTOR, 99, at=AT)


def test_terms_are_those_of_products_that_are_sold(store: Store) -> None:
    small_shop(store)
    with store.view() as view:
        terms = {term.sku: term for term in purchasing.terms_in_force(view, "SEK")}
        suppliers = purchasing.all_suppliers(view)

    assert terms["MILK"].case_pack == 6
    assert terms["MILK"].moq == 12
    assert suppliers["GROSS"].review_period_days == 7
