"""The life of an order on both databases: who did what and why is stored, and the books agree with the journal."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.card_data import CardDataRefused
from models.facts.order import OrderLineChanged, OrderMoved
from models.purchasing.order_steps import AnsweredLine, SendingWay, SupplierAnswer, WrongOrderLine
from models.purchasing.purchase_order import OrderState, WrongOrderState
from operations.purchasing.order_changes import LineChange, answer_order, approve_order, change_order_line
from operations.purchasing.purchase_orders import cancel_order, send_order
from store import invariants, purchasing
from store.database.engine import Store
from store.order_history import history_of
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, kr
from tests.operations.purchasing.test_purchase_orders import drafted, stored_order

MARIA = Actor("maria", OFFICE, PERMISSIONS[BuiltInRole.MANAGER])


def test_everything_that_is_done_is_stored_with_who_did_it(store: Store) -> None:
    order = drafted(store)
    approve_order(store, OFFICE_ACTOR, order.id, at=AT)
    change_order_line(store, MARIA, order.id, LineChange("MILK", Decimal(18), " a  feast "), at=AT)
    change_order_line(store, MARIA, order.id, LineChange("NAPKINS", Decimal(6), "they run out"), at=AT)
    change_order_line(store, MARIA, order.id, LineChange("PAPER", Decimal(0), "enough"), at=AT)
    send_order(store, MARIA, order.id, way=SendingWay.PAPER, at=AT)
    lines = (AnsweredLine("MILK", Decimal(12), kr(1000)),)
    answer = SupplierAnswer("A-17", DAY + timedelta(days=4), lines)
    for _ in range(2):
        answered = answer_order(store, MARIA, order.id, answer, at=AT)
    assert stored_order(store, order.id) == answered
    assert (answered.state, answered.reference, answered.expected_on) == (
        OrderState.CONFIRMED,
        "A-17",
        answer.expected_on,
    )
    assert [(line.sku, line.quantity, line.cost.minor) for line in answered.lines] == [
        ("MILK", Decimal(12), 12_000),
        ("NAPKINS", Decimal(6), 6 * 1247),
    ]
    with store.view() as view:
        history = history_of(view, answered)
        assert invariants.check_all(view) == []
    changes = [each for each in history if isinstance(each.fact, OrderLineChanged)]
    assert {each.operator for each in changes} == {"maria"}
    assert changes[0].fact == OrderLineChanged(order.id, "MILK", Decimal(12), Decimal(18), 18 * 995, "a feast")
    moves = [(each.fact.state, each.fact.note) for each in history if isinstance(each.fact, OrderMoved)]
    assert moves == [("approved", ""), ("draft", ""), ("sent", "paper"), ("confirmed", "")]


def test_an_order_that_leaves_later_is_expected_later_and_is_not_late_before(store: Store) -> None:
    order, early = drafted(store), drafted(store)
    assert send_order(store, MARIA, early.id, at=AT).expected_on == early.expected_on
    sent = send_order(store, MARIA, order.id, way=SendingWay.PAPER, at=AT + timedelta(days=3))
    assert sent.expected_on == order.expected_on + timedelta(days=3)
    assert stored_order(store, order.id) == sent
    assert [sent.is_late(sent.expected_on + timedelta(days=days)) for days in (-1, 0, 1)] == [False, False, True]
    with store.view() as view:
        (move,) = (each.fact for each in history_of(view, sent) if isinstance(each.fact, OrderMoved))
        assert move.expected_on == sent.expected_on
        assert invariants.check_all(view) == []


def test_a_reason_is_asked_for_and_is_no_card(sqlite_store: Store) -> None:
    order = drafted(sqlite_store)
    with pytest.raises(WrongOrderLine):
        change_order_line(sqlite_store, MARIA, order.id, LineChange("MILK", Decimal(6), "  "), at=AT)
    with pytest.raises(CardDataRefused):
        cancel_order(sqlite_store, MARIA, order.id, reason="4111 1111 1111 1111", at=AT)
    assert stored_order(sqlite_store, order.id) == order


def test_one_of_many_who_send_and_cancel_at_once_does_it(store: Store) -> None:
    order = drafted(store)
    done: list[OrderState] = []

    def act(number: int) -> None:
        act_on = send_order if number % 2 else approve_order
        with suppress(WrongOrderState):
            done.append(act_on(store, OFFICE_ACTOR, order.id, at=AT).state)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(done) <= {OrderState.SENT, OrderState.APPROVED}
    with store.view() as view:
        sent = [
            each for each in history_of(view, order) if isinstance(each.fact, OrderMoved) and each.fact.state == "sent"
        ]
        assert len(sent) == 1
        assert purchasing.get_order(view, order.id).state is OrderState.SENT
        assert invariants.check_all(view) == []
