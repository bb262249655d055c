"""What leaves by itself: usual orders do, once; bad models, stale and partial loads and stopped shops never do."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.dispatch.sending_rules import DispatchKind, DispatchState
from models.facts.automatic_orders import AutomaticDecision
from models.money import Money
from models.order_settings import ORDER_REPORT_MAIL
from models.purchasing.automatic_ordering import AutomaticLimits, OrderMode
from models.purchasing.circuit_breakers import ALL_BREAKERS, Breaker
from models.purchasing.order_fact import drafted_fact
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder
from models.shop_settings import MAIL_HOST
from operations.access.permissions import NotPermitted
from operations.automatic.limits_and_switch import NoStopReason, set_limits, start_automatic, stop_automatic
from operations.dispatch.sending import claim_dispatch
from operations.installation.change_settings import change_setting
from operations.purchasing.ordering_changes import set_ordering_rules
from operations.purchasing.purchase_orders import cancel_order, send_order
from operations.purchasing.receiving import receive_order
from operations.unit_of_work import unit_of_work
from pipelines.nightly.order_within_limits import AutomaticOutcome, order_automatically
from pipelines.nightly.reorder import reorder
from store import dispatch, invariants, purchasing, replenishment
from store.automatic_orders import decisions_of_day, decisions_since, switch_state
from store.database.engine import Store
from tests.builders import AT, COMPANY, DAY, OFFICE, OFFICE_ACTOR, Operator, small_shop
from tests.pipelines.nightly.test_reorder import forecast

#: The morning on which Kassa orders: four weeks after the shop was opened.
NOW, TODAY = AT + timedelta(days=28), DAY + timedelta(days=28)
LIMITS = AutomaticLimits("GROSS", OrderMode.SEND, value_max=100_000, share_max=200)
#: Days with sales, and units on each: three a day over four weeks.
DAYS, UNITS = 6, 14
USUAL_MODEL, BAD_MODEL = 3.0, 30.0
DEVICE = Actor("device", OFFICE, PERMISSIONS[BuiltInRole.DEVICE])


def earlier_order(store: Store, days: int, units: int) -> None:
    """An order of milk that came so many days after the shop was opened."""
    at, day = AT + timedelta(days=days), DAY + timedelta(days=days)
    with unit_of_work(store, OFFICE_ACTOR, at=at) as work:
        (order_id,) = work.take_ids()
        line = OrderLine("MILK", Decimal(units), Money(units * 995, "SEK"))
        order = PurchaseOrder(order_id, "GROSS", 1, OrderState.DRAFT, at, day, day, "SEK", (line,))
        purchasing.record_order(work.tx, order)
        work.record(drafted_fact(order))
    send_order(store, OFFICE_ACTOR, order_id, at=at)
    receive_order(store, OFFICE_ACTOR, order_id, at=at)


def usual_shop(
    store: Store, *, last_sale: int = 1, last_units: int = UNITS, mean: float = USUAL_MODEL, model_age: int = 0
) -> None:
    """A shop that sold milk up to ``last_sale`` days ago and may order it by itself, after a night's work."""
    operator = Operator(small_shop(store))
    for days in (1, 8, 15):
        earlier_order(store, days, 36)
    for days_ago in range(last_sale + DAYS - 1, last_sale - 1, -1):
        at = NOW - timedelta(days=days_ago)
        operator.scan("MILK", last_units if days_ago == last_sale else UNITS, at=at)
        operator.pay_cash(at=at)
    set_ordering_rules(store, OFFICE_ACTOR, OrderingRules("GROSS", "orders@example.com"), at=NOW)
    change_setting(store, OFFICE_ACTOR, MAIL_HOST, "127.0.0.1", at=NOW)
    change_setting(store, OFFICE_ACTOR, ORDER_REPORT_MAIL, "owner@example.com", at=NOW)
    set_limits(store, OFFICE_ACTOR, LIMITS, at=NOW)
    made_at = NOW - timedelta(days=model_age)
    forecast(store, {"MILK": mean}, cutoff=TODAY - timedelta(days=1 + model_age), made_at=made_at)
    reorder(store, at=NOW)


def run(store: Store, *without: Breaker, failed: tuple[str, ...] = (), at: datetime = NOW) -> AutomaticOutcome:
    return order_automatically(store, failed_jobs=failed, at=at, breakers=ALL_BREAKERS - set(without))


def mails(store: Store, kind: DispatchKind = DispatchKind.ORDER_MAIL) -> list[DispatchState]:
    """What became of the e-mails of a kind."""
    with store.view() as view:
        assert invariants.check_all(view) == []
        return [each.state for each in dispatch.dispatches_of_kind(view, kind)]


def decisions(store: Store) -> list[AutomaticDecision]:
    with store.view() as view:
        return [each.fact for each in decisions_since(view, AT)]


def test_a_usual_order_leaves_by_itself_once_however_often_the_night_runs(store: Store) -> None:
    usual_shop(store)
    first, second = run(store), run(store)
    assert (len(first.sent_orders), first.held_orders, first.report) == (1, 0, True)
    assert (second.sent_orders, second.held_orders, second.report) == ((), 0, False)
    reorder(store, at=NOW)
    assert run(store).sent_orders == ()
    assert mails(store) == [DispatchState.WAITING]
    assert mails(store, DispatchKind.ORDER_REPORT) == [DispatchState.WAITING]
    (decision,) = decisions(store)
    assert (decision.order, decision.value, decision.reasons) == (first.sent_orders[0], 18 * 995, ())
    with store.view() as view:
        assert purchasing.get_order(view, first.sent_orders[0]).state is OrderState.SENDING


@pytest.mark.parametrize(
    ("fault", "failed", "trips"),
    [
        (
            {"mean": BAD_MODEL},
            (),
            {Breaker.DRIFT, Breaker.ABOVE_NORMAL, Breaker.GOODS_ABOVE_NORMAL, Breaker.ABOVE_VALUE},
        ),
        ({"last_sale": 4}, (), {Breaker.STALE_SALES}),
        ({"last_units": 3}, (), {Breaker.PARTIAL_SALES}),
        ({"model_age": 2}, (), {Breaker.STALE_FORECAST}),
        ({}, ("forecast",), {Breaker.RUN_FAILED}),
    ],
)
def test_what_a_bad_night_proposes_is_held_and_without_the_breakers_it_would_leave(
    sqlite_store: Store, fault: dict[str, float], failed: tuple[str, ...], trips: set[Breaker]
) -> None:
    usual_shop(sqlite_store, **fault)  # type: ignore[arg-type]
    for _ in range(2):
        held = run(sqlite_store, failed=failed)
        assert (held.sent_orders, held.held_orders, set(held.reasons)) == ((), 1, {each.value for each in trips})
    assert mails(sqlite_store) == []
    (decision,) = decisions(sqlite_store)
    assert decision.order is None
    control = run(sqlite_store, *trips, failed=failed)
    assert (len(control.sent_orders), mails(sqlite_store)) == (1, [DispatchState.WAITING])


def test_a_second_order_of_the_day_is_held(sqlite_store: Store) -> None:
    usual_shop(sqlite_store)
    run(sqlite_store)
    forecast(sqlite_store, {"MILK": 5.0}, cutoff=TODAY - timedelta(days=1), made_at=NOW)
    reorder(sqlite_store, at=NOW)
    again = run(sqlite_store)
    assert (again.sent_orders, again.held_orders, set(again.reasons)) == ((), 1, {Breaker.ORDERED_TODAY.value})
    with sqlite_store.view() as view:
        of_day = decisions_of_day(view, COMPANY, TODAY)
        assert [each.order is None for each in of_day] == [False, True]
        assert decisions_of_day(view, COMPANY, DAY) == []


def test_several_runs_at_once_order_once(store: Store) -> None:
    usual_shop(store)
    threads = [threading.Thread(target=run, args=(store,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mails(store) == [DispatchState.WAITING]
    assert [each.order is None for each in decisions(store)] == [False]
    assert len(mails(store, DispatchKind.ORDER_REPORT)) == 1


def test_the_switch_stops_everything_and_takes_back_what_has_not_left(store: Store) -> None:
    usual_shop(store)
    (order_id,) = run(store).sent_orders
    anna = Actor("anna", OFFICE, PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT])
    with pytest.raises(NotPermitted):
        stop_automatic(store, anna, "no", at=NOW)
    with pytest.raises(NoStopReason):
        stop_automatic(store, OFFICE_ACTOR, " ", at=NOW)
    for _ in range(2):
        stopped = stop_automatic(store, OFFICE_ACTOR, "the till shows wrong sales", at=NOW)
    with store.view() as view:
        assert switch_state(view) == stopped
        assert purchasing.get_order(view, order_id).state is OrderState.APPROVED
    assert mails(store) == [DispatchState.FAILED]
    cancel_order(store, OFFICE_ACTOR, order_id, at=NOW)
    reorder(store, at=NOW)
    assert set(run(store).reasons) == {Breaker.SWITCHED_OFF.value}
    start_automatic(store, OFFICE_ACTOR, at=NOW)
    assert len(run(store).sent_orders) == 1
    assert mails(store) == [DispatchState.FAILED, DispatchState.WAITING]


def test_an_email_that_is_under_way_is_not_taken_back(sqlite_store: Store) -> None:
    usual_shop(sqlite_store)
    (order_id,) = run(sqlite_store).sent_orders
    with sqlite_store.view() as view:
        waiting = dispatch.dispatches_of_kind(view, DispatchKind.ORDER_MAIL)[0]
    assert claim_dispatch(sqlite_store, DEVICE, waiting.id, at=NOW) is not None
    stop_automatic(sqlite_store, OFFICE_ACTOR, "late", at=NOW)
    with sqlite_store.view() as view:
        assert purchasing.get_order(view, order_id).state is OrderState.SENDING


@pytest.mark.parametrize(("mode", "proposed"), [(OrderMode.OFF, 0), (OrderMode.PROPOSE, 1)])
def test_what_people_order_is_proposed_at_most(sqlite_store: Store, mode: OrderMode, proposed: int) -> None:
    usual_shop(sqlite_store)
    set_limits(sqlite_store, OFFICE_ACTOR, replace(LIMITS, mode=mode), at=NOW)
    reorder(sqlite_store, at=NOW)
    outcome = run(sqlite_store)
    assert (outcome.suppliers, outcome.sent_orders, outcome.held_orders, outcome.report) == (0, (), 0, False)
    with sqlite_store.view() as view:
        assert len(replenishment.open_proposals(view)) == proposed
    assert mails(sqlite_store) == []
