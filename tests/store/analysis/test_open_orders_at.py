"""What was on order at an instant is what was seen then, whatever was changed, received or cancelled since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from models.errors import Refused
from models.money import Money
from models.purchasing.arrival import CountedDelivery, CountedGoods, RestOfOrder
from models.purchasing.order_fact import drafted_fact
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder
from models.quantity import to_milli
from operations.purchasing.order_changes import LineChange, approve_order, change_order_line
from operations.purchasing.purchase_orders import cancel_order, send_order
from operations.purchasing.receiving import receive_goods
from operations.unit_of_work import unit_of_work
from store import purchasing, received_goods
from store.analysis.open_orders_at import Units, on_order_at, orders_changed_since
from store.database.engine import Store
from tests.builders import AT, COMPANY, OFFICE_ACTOR, small_shop

Rounds = Callable[[int, int], int]
SKUS = ("MILK", "PAPER", "NAPKINS")
STEPS = 24


def draft(store: Store, rng: Random, at: datetime) -> int:
    """An order of some goods, at one of both locations."""
    units = {sku: rng.randint(1, 9) for sku in rng.sample(SKUS, rng.randint(1, 3))}
    return draft_at(store, at, units, place=rng.randint(1, 2))


def draft_at(store: Store, at: datetime, units: Mapping[str, int], *, place: int = 1) -> int:
    """An order of so many units that is drafted at an instant."""
    with unit_of_work(store, OFFICE_ACTOR, at=at) as work:
        (order_id,) = work.take_ids()
        lines = tuple(OrderLine(sku, Decimal(of), Money(1000, "SEK")) for sku, of in units.items())
        day = COMPANY.business_day(at)
        order = PurchaseOrder(order_id, "GROSS", place, OrderState.DRAFT, at, day, day, "SEK", lines)
        purchasing.record_order(work.tx, order)
        work.record(drafted_fact(order))
    return order_id


def receive(store: Store, rng: Random, order_id: int, at: datetime) -> None:
    """A part of an order comes, some of it damaged; the rest stays open or is cancelled."""
    with store.view() as view:
        order = purchasing.get_order(view, order_id)
        progress = received_goods.progress_of_orders(view, [order_id])[order_id]
    goods = [
        CountedGoods(
            line.sku, Decimal(rng.randint(0, 5)), damaged=Decimal(rng.randint(0, 1)), order_line=position,
            delivered_before=progress[position].delivered,
        )
        for position, line in enumerate(order.lines, start=1)
    ]  # fmt: skip
    rest = rng.choice([RestOfOrder.OPEN, RestOfOrder.OPEN, RestOfOrder.CANCELLED])
    receive_goods(store, OFFICE_ACTOR, CountedDelivery(f"{order_id} {at}", tuple(goods), order_id, rest=rest), at=at)


def step(store: Store, rng: Random, orders: list[int], at: datetime) -> None:
    """Something happens to an order, if it may."""
    kind = rng.choice(
        ["draft", "draft", "change", "approve", "send", "send", "receive", "receive", "receive", "cancel"]
    )
    if kind == "draft" or not orders:
        orders.append(draft(store, rng, at))
        return
    order_id = rng.choice(orders)
    if kind == "change":
        change = LineChange(rng.choice(SKUS), Decimal(rng.randint(0, 12)), "room")
        change_order_line(store, OFFICE_ACTOR, order_id, change, at=at)
    elif kind == "receive":
        receive(store, rng, order_id, at)
    else:
        {"approve": approve_order, "send": send_order, "cancel": cancel_order}[kind](
            store, OFFICE_ACTOR, order_id, at=at
        )


@pytest.mark.proof
def test_the_past_is_as_it_was_seen_then(store: Store, rounds: Rounds) -> None:
    small_shop(store)
    states = set[str]()
    for seed in range(rounds(1, 40)):
        rng, orders, seen = Random(seed), list[int](), list[tuple[datetime, Units]]()
        begin = AT + timedelta(days=seed)
        for number in range(STEPS):
            with suppress(Refused):
                step(store, rng, orders, begin + timedelta(minutes=number))
            with store.view() as view:
                now = {key: to_milli(units) for key, units in purchasing.on_order(view).items()}
            seen.append((begin + timedelta(minutes=number, seconds=1), now))
        with store.view() as view:
            assert [on_order_at(view, at) for at, _ in seen] == [units for _, units in seen]
        states |= {str(units) for _, units in seen}
    assert len(states) > 4, "too little happened for this to show anything"


def test_what_came_since_was_on_order_before(sqlite_store: Store) -> None:
    store = small_shop(sqlite_store)
    rng, hour = Random(1), timedelta(hours=1)
    order_id = draft(store, rng, AT)
    with store.view() as view:
        order = purchasing.get_order(view, order_id)
    ordered = {(order.location_id, line.sku): to_milli(line.quantity) for line in order.lines}
    send_order(store, OFFICE_ACTOR, order_id, at=AT + hour)
    receive_goods(
        store, OFFICE_ACTOR, CountedDelivery("all", (), order_id, rest=RestOfOrder.CANCELLED), at=AT + 3 * hour
    )
    with store.view() as view:
        assert on_order_at(view, AT) == {}, "an order of this very instant is none of before it"
        assert on_order_at(view, AT + 2 * hour) == ordered
        assert on_order_at(view, AT + 4 * hour) == {} == purchasing.on_order(view)
        assert orders_changed_since(view, AT + 3 * hour) == {order_id}
        assert orders_changed_since(view, AT + 4 * hour) == set(), "nothing more is read of what is as it was"


def test_parts_that_came_since_are_on_order_before_also_where_the_order_went_no_further(sqlite_store: Store) -> None:
    store, hour = small_shop(sqlite_store), timedelta(hours=1)
    order_id = draft_at(store, AT, {"MILK": 12})
    send_order(store, OFFICE_ACTOR, order_id, at=AT + hour)
    for hours, good, damaged, before in ((3, 4, 1, 0), (5, 3, 0, 5)):
        counted = CountedGoods("MILK", Decimal(good), Decimal(damaged), order_line=1, delivered_before=Decimal(before))
        receive_goods(store, OFFICE_ACTOR, CountedDelivery(f"{hours}", (counted,), order_id), at=AT + hours * hour)
    with store.view() as view:
        seen = [on_order_at(view, AT + hours * hour) for hours in (2, 4, 6)]
    assert seen == [{(1, "MILK"): 12_000}, {(1, "MILK"): 7_000}, {(1, "MILK"): 4_000}]
