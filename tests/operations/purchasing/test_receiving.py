"""What a supplier brings is on the shelf and off the order exactly once, in any number of parts. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import KassaError
from models.purchasing.arrival import (
    Arrival,
    CountedDelivery,
    CountedGoods,
    ReceivedMeanwhile,
    RestOfOrder,
    WrongDelivery,
)
from models.purchasing.purchase_order import OrderState, PurchaseOrder, WrongOrderState
from models.stock.repeated_entry import EntryDiffers
from operations.access.permissions import NotPermitted
from operations.purchasing.purchase_orders import send_order
from operations.purchasing.receiving import NoteReceived, receive_goods, receive_order
from store import invariants, purchasing, received_goods, stock
from store.catalogue.goods_of_code import goods_of_code
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, gtin, kr, small_shop
from tests.operations.purchasing.test_purchase_orders import draft_order, drafted, stored_order

CLERKS = 20


def sent(store: Store) -> PurchaseOrder:
    """An order of 12 of milk and 12 papers, sent to its supplier."""
    order = drafted(store)
    return send_order(store, OFFICE_ACTOR, order.id, at=AT)


def goods(sku: str, good: float, line: int | None, *, seen: float = 0, **values: object) -> CountedGoods:
    return CountedGoods(sku, Decimal(str(good)), order_line=line, delivered_before=Decimal(str(seen)), **values)  # type: ignore[arg-type]


def receive(store: Store, counted: CountedDelivery, actor: Actor = OFFICE_ACTOR) -> Arrival:
    return receive_goods(store, actor, counted, at=AT + timedelta(hours=1))


def shelf(store: Store) -> dict[tuple[int, str], Decimal]:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return stock.levels(view)


def coming(store: Store) -> dict[tuple[int, str], Decimal]:
    with store.view() as view:
        return purchasing.on_order(view)


def test_what_is_short_stays_open_until_it_comes(store: Store) -> None:
    order = sent(store)

    receive(store, CountedDelivery("a", (goods("MILK", 12, 1), goods("PAPER", 5, 2)), order.id, note_number="F 77"))
    assert stored_order(store, order.id).state is OrderState.PART_RECEIVED
    assert coming(store) == {(1, "PAPER"): 7}
    receive(store, CountedDelivery("b", (goods("PAPER", 7, 2, seen=5),), order.id))

    assert stored_order(store, order.id).state is OrderState.RECEIVED
    assert shelf(store) == {(1, "MILK"): 12, (1, "PAPER"): 12}
    assert coming(store) == {}
    with store.view() as view:
        assert [each.note_number for each in received_goods.latest_arrivals(view, 9)] == ["", "F 77"]


def test_the_rest_can_be_cancelled_with_a_delivery_or_without(store: Store) -> None:
    order = sent(store)
    receive(store, CountedDelivery("a", (goods("MILK", 4, 1),), order.id, rest=RestOfOrder.BACK_ORDERED))

    made = receive(store, CountedDelivery("b", (), order.id, rest=RestOfOrder.CANCELLED))

    assert {each.sku: int(each.cancelled) for each in made.goods} == {"MILK": 8, "PAPER": 12}
    assert stored_order(store, order.id).state is OrderState.RECEIVED
    assert shelf(store) == {(1, "MILK"): 4}
    assert coming(store) == {}


def test_an_order_of_which_nothing_comes_is_cancelled(store: Store) -> None:
    order = sent(store)

    receive(store, CountedDelivery("a", (), order.id, rest=RestOfOrder.CANCELLED))

    assert stored_order(store, order.id).state is OrderState.CANCELLED
    assert (shelf(store), coming(store)) == ({}, {})


def test_damaged_goods_are_off_the_order_and_not_on_the_shelf(store: Store) -> None:
    order = sent(store)
    damaged = goods("MILK", 10, 1, damaged=Decimal(2))

    receive(store, CountedDelivery("a", (damaged, goods("PAPER", 13, 2)), order.id))

    assert stored_order(store, order.id).state is OrderState.RECEIVED
    assert shelf(store) == {(1, "MILK"): 10, (1, "PAPER"): 13}


def test_a_substitute_answers_the_line_and_goes_on_the_shelf_as_what_it_is(store: Store) -> None:
    order = sent(store)

    receive(store, CountedDelivery("a", (goods("NAPKINS", 12, 1), goods("PAPER", 12, 2)), order.id))

    assert stored_order(store, order.id).state is OrderState.RECEIVED
    assert shelf(store) == {(1, "NAPKINS"): 12, (1, "PAPER"): 12}


def test_a_new_cost_is_what_the_supplier_asks_from_now_on(store: Store) -> None:
    order = sent(store)

    made = receive(store, CountedDelivery("a", (goods("MILK", 12, 1, unit_cost=kr(1055)),), order.id, freight=kr(4900)))

    assert [(each.unit_cost, each.agreed_cost) for each in made.goods] == [(1055, 995)]
    with store.view() as view:
        assert purchasing.terms_of(view, "GROSS", "SEK")["MILK"].cost == kr(1055)
        assert invariants.check_all(view) == []


def test_who_may_not_see_costs_receives_without_them(sqlite_store: Store) -> None:
    order = sent(sqlite_store)
    clerk = Actor("anna", OFFICE, frozenset({Permission.RECEIVE_GOODS}))

    with pytest.raises(NotPermitted, match="see costs"):
        receive(sqlite_store, CountedDelivery("a", (goods("MILK", 1, 1, unit_cost=kr(1)),), order.id), clerk)
    assert shelf(sqlite_store) == {}
    receive(sqlite_store, CountedDelivery("a", (goods("MILK", 1, 1),), order.id), clerk)
    assert shelf(sqlite_store) == {(1, "MILK"): 1}


def test_goods_that_nobody_ordered_are_received_without_an_order(store: Store) -> None:
    small_shop(store)
    counted = CountedDelivery(
        "a", (goods("BANANAS", 1.25, None),), supplier_code="GROSS", location_id=2, note_number="9"
    )

    first, again = receive(store, counted), receive(store, counted)

    assert first == again
    assert shelf(store) == {(2, "BANANAS"): Decimal("1.25")}
    with pytest.raises(NoteReceived, match="Nothing was received twice"):
        receive(store, replace(counted, key="b"))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda order: CountedDelivery("a", (goods("MILK", 1, 9),), order),
        lambda order: CountedDelivery("a", (goods("MILK", 0.5, 1),), order),
        lambda order: CountedDelivery("a", (), order),
        lambda order: CountedDelivery("a", (goods("MILK", -1, 1),), order),
        lambda order: CountedDelivery("a", (goods("MILK", 10**7, 1),), order),
        lambda _: CountedDelivery("a", (goods("MILK", 1, None),), supplier_code="NOBODY", location_id=1),
        lambda _: CountedDelivery("a", (goods("MILK", 1, None),), supplier_code="GROSS", location_id=9),
        lambda order: CountedDelivery("a", (goods("MILK", 1, 1),), order, note_number="7" * 41),
        lambda order: CountedDelivery("", (goods("MILK", 1, 1),), order),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(sqlite_store: Store, wrong: Callable[[int], CountedDelivery]) -> None:
    order = sent(sqlite_store)

    with pytest.raises(WrongDelivery, match="Nothing was received"):
        receive(sqlite_store, wrong(order.id))
    assert shelf(sqlite_store) == {}


def test_an_order_that_is_finished_takes_no_more(sqlite_store: Store) -> None:
    order = sent(sqlite_store)
    receive_order(sqlite_store, OFFICE_ACTOR, order.id, at=AT)

    with pytest.raises(WrongOrderState):
        receive(sqlite_store, CountedDelivery("late", (goods("MILK", 1, 1, seen=12),), order.id))


def clerks_at_once(job: Callable[[int], object]) -> list[KassaError]:
    """So many clerks do the job at the same time; what they were refused with."""
    begin, refused = threading.Barrier(CLERKS), list[KassaError]()

    def work(clerk: int) -> None:
        begin.wait()
        try:
            job(clerk)
        except KassaError as error:
            refused.append(error)

    threads = [threading.Thread(target=work, args=(clerk,)) for clerk in range(CLERKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_twenty_clerks_who_receive_one_order_receive_it_once(store: Store) -> None:
    order = sent(store)

    def job(clerk: int) -> None:
        """Each has seen the same list; half of them work at a till's device, which has a lock of its own."""
        actor = Actor("anna", (OFFICE, 1)[clerk % 2], frozenset({Permission.RECEIVE_GOODS}))
        line = (("MILK", 1), ("PAPER", 2))[clerk // 2 % 2]
        receive(store, CountedDelivery(f"clerk {clerk}", (goods(line[0], 12, line[1]),), order.id), actor)

    refused = clerks_at_once(job)

    assert len(refused) == CLERKS - 2
    assert {type(error) for error in refused} <= {ReceivedMeanwhile, WrongOrderState}
    assert stored_order(store, order.id).state is OrderState.RECEIVED
    assert shelf(store) == {(1, "MILK"): 12, (1, "PAPER"): 12}


def test_the_control_clerks_who_do_not_look_receive_it_many_times(store: Store) -> None:
    small_shop(store)

    def job(clerk: int) -> None:
        receive(store, CountedDelivery(f"{clerk}", (goods("MILK", 12, None),), supplier_code="GROSS", location_id=1))

    assert clerks_at_once(job) == []
    assert shelf(store) == {(1, "MILK"): 12 * CLERKS}


def test_twenty_presses_of_one_key_are_one_delivery(store: Store) -> None:
    order = sent(store)
    counted = CountedDelivery("one press", (goods("MILK", 5, 1),), order.id)

    assert clerks_at_once(lambda _: receive(store, counted)) == []
    assert shelf(store) == {(1, "MILK"): 5}
    with pytest.raises(EntryDiffers):
        receive(store, replace(counted, goods=(goods("MILK", 4, 1),)))
    assert shelf(store) == {(1, "MILK"): 5}


parts = st.lists(
    st.tuples(st.integers(1, 2), st.integers(0, 9), st.integers(0, 3), st.sampled_from(RestOfOrder)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=parts)
def test_parts_in_any_order_are_what_a_slow_count_gives(
    sqlite_store: Store, steps: list[tuple[int, int, int, RestOfOrder]]
) -> None:
    """The reference counts by hand: nothing is open below zero, and what is finished stays so."""
    order = sent_again(sqlite_store)
    with sqlite_store.view() as view:
        before = stock.levels(view)
    came, cancelled, on_shelf = {1: 0, 2: 0}, {1: 0, 2: 0}, {1: 0, 2: 0}
    skus = {1: "MILK", 2: "PAPER"}
    for number, (line, good, damaged, rest) in enumerate(steps):
        is_open = any(12 - came[each] - cancelled[each] > 0 for each in (1, 2))
        brings = good + damaged > 0 or rest is RestOfOrder.CANCELLED
        if not (is_open and brings):
            continue
        one = goods(skus[line], good, line, seen=came[line], damaged=Decimal(damaged))
        receive(sqlite_store, CountedDelivery(f"{order.id}-{number}", (one,), order.id, rest=rest))
        came[line] += good + damaged
        on_shelf[line] += good
        if rest is RestOfOrder.CANCELLED:
            cancelled = {each: cancelled[each] + max(0, 12 - came[each] - cancelled[each]) for each in (1, 2)}
    missing = {skus[each]: max(0, 12 - came[each] - cancelled[each]) for each in (1, 2)}
    finished = OrderState.RECEIVED if any(came.values()) else OrderState.CANCELLED
    expected = (
        finished if not any(missing.values()) else OrderState.PART_RECEIVED if any(came.values()) else OrderState.SENT
    )

    assert stored_order(sqlite_store, order.id).state is expected
    with sqlite_store.view() as view:
        after = stock.levels(view)
        open_now = {
            sku: line.still_open
            for sku, line in zip(
                skus.values(), received_goods.progress_of_orders(view, [order.id])[order.id].values(), strict=True
            )
        }
    assert open_now == missing
    for each in (1, 2):
        assert after.get((1, skus[each]), Decimal(0)) - before.get((1, skus[each]), Decimal(0)) == on_shelf[each]


def sent_again(store: Store) -> PurchaseOrder:
    """A fresh order in a shop that may exist already."""
    with store.view() as view:
        known = purchasing.all_suppliers(view)
    order = draft_order(store, "MILK", "PAPER") if known else drafted(store)
    return send_order(store, OFFICE_ACTOR, order.id, at=AT)


def test_a_code_on_a_box_means_the_goods_in_it(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with sqlite_store.view() as view:
        by_code = goods_of_code(view, gtin(1), "SE")
        by_sku = goods_of_code(view, "PAPER", "SE")

        assert by_code is not None
        assert by_code.product.sku == "MILK"
        assert by_code.units == 1
        assert by_sku is not None
        assert by_sku.product.sku == "PAPER"
        assert goods_of_code(view, "no such thing", "SE", "GROSS") is None
