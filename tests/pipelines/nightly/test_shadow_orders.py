"""Orders that are decided beside the owner: never by a later fact, once a morning, and sent to nobody."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.demand.baseline import SeasonalSmoothing
from models.quantity import from_milli
from models.replenishment.proposal import Reasons
from models.replenishment.shadow_record import NoShadow, ShadowRecord, ShadowRuns, WrongShadowDays
from models.stock.movement import MovementReason
from operations.installation.opening import open_store
from operations.purchasing.purchase_orders import send_order
from operations.purchasing.receiving import receive_order
from operations.replenishment.shadow_runs import begin_shadow, end_shadow
from pipelines.nightly.shadow_orders import decide_beside_owner, read_decision
from store import invariants, purchasing, replenishment, schema, shadow_rows, shop
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR, small_shop
from tests.pipelines.nightly.beside_owner import (
    BEFORE,
    FIRST,
    MORNINGS,
    SKUS,
    decisions,
    forecast_before,
    morning,
    move,
    opened_shop,
    trade,
)
from tests.store.analysis.test_open_orders_at import draft_at

SMOOTH = SeasonalSmoothing()
UNITS = st.tuples(st.integers(1, 12), st.integers(0, 4), st.integers(0, 9))
LATER = timedelta(days=MORNINGS + 40)


@pytest.fixture
def opened_file(sqlite_url: str) -> Path:
    """The file of a shop that has traded for two weeks."""
    store = opened_shop(open_store(sqlite_url))
    store.close()
    return Path(sqlite_url.removeprefix("sqlite:///"))


def records(store: Store) -> list[ShadowRecord]:
    """The decisions of the newest run."""
    with store.view() as view:
        run = shadow_rows.newest_shadow(view)
        assert run is not None
        return shadow_rows.days_of_run(view, run.id)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(UNITS, min_size=MORNINGS, max_size=MORNINGS), delivery=st.integers(1, MORNINGS - 1))
def test_no_decision_uses_a_later_fact(opened_file: Path, days: list[tuple[int, int, int]], delivery: int) -> None:
    copy = opened_file.with_name("copy.db")
    copy.write_bytes(opened_file.read_bytes())
    store = open_store(f"sqlite:///{copy}")
    begin_shadow(store, OFFICE_ACTOR, MORNINGS, at=morning(-1))
    for number, units in enumerate(days):
        if number % 4 == 0:
            forecast_before(store, number)
        decide_beside_owner(store, SCHEDULE_ACTOR, at=morning(number), learner=SMOOTH)
        if number == delivery:
            move(store, FIRST + timedelta(days=number), MovementReason.DELIVERY, 12)
        trade(store, number, units)
    as_they_came = decisions(records(store))
    assert len({each[0] for each in as_they_came}) == MORNINGS
    end_shadow(store, OFFICE_ACTOR, at=morning(MORNINGS - 1))
    # Everything that happened afterwards is known by now, and the same mornings are decided once more.
    move(store, DAY, MovementReason.WASTE, -3)
    begin_shadow(store, OFFICE_ACTOR, MORNINGS, at=morning(MORNINGS - 1), past_days=MORNINGS)
    decide_beside_owner(store, SCHEDULE_ACTOR, at=AT + LATER, learner=SMOOTH)
    assert decisions(records(store))[: len(as_they_came)] == as_they_came
    # A decision that knows the next day is another one: the comparison notices.
    with store.view() as view:
        run, company = shadow_rows.newest_shadow(view), shop.get_shop(view)
        assert run is not None
        leaking = replace(run, id=0, first_day=FIRST + timedelta(days=1))
        with_tomorrow = read_decision(view, leaking, company, morning(1))
    store.close()
    assert with_tomorrow is not None
    shelves = {goods.key: (goods.shelf.on_hand, goods.order) for goods in with_tomorrow.goods}
    assert shelves != {key: (shelf.on_hand, order) for _, _, _, _, key, shelf, order, _ in as_they_came[: len(shelves)]}


def test_what_came_since_was_on_order_on_a_past_morning(sqlite_store: Store) -> None:
    store, hour = opened_shop(sqlite_store), timedelta(hours=1)
    order_id = draft_at(store, morning(-2), dict.fromkeys(SKUS, 12))
    send_order(store, OFFICE_ACTOR, order_id, at=morning(-2))
    begin_shadow(store, OFFICE_ACTOR, 2, at=morning(-1))
    decide_beside_owner(store, SCHEDULE_ACTOR, at=morning(0), learner=SMOOTH)
    (as_it_came,) = records(store)
    assert {goods.shelf.inherited for goods in as_it_came.goods if goods.location_id == 1} == {12_000}
    receive_order(store, OFFICE_ACTOR, order_id, at=morning(0) + hour)
    end_shadow(store, OFFICE_ACTOR, at=morning(0) + 2 * hour)
    begin_shadow(store, OFFICE_ACTOR, 2, at=morning(1), past_days=2)
    decide_beside_owner(store, SCHEDULE_ACTOR, at=morning(1), learner=SMOOTH)
    assert decisions(records(store)[:1]) == decisions([as_it_came])


def test_mornings_are_decided_once_explain_themselves_and_send_nothing(store: Store) -> None:
    opened_shop(store)
    begin_shadow(store, OFFICE_ACTOR, 5, at=morning(2), past_days=3)
    first = decide_beside_owner(store, SCHEDULE_ACTOR, at=morning(2), learner=SMOOTH)
    again = decide_beside_owner(store, SCHEDULE_ACTOR, at=morning(2) + timedelta(hours=1), learner=SMOOTH)
    assert (first.mornings, again.mornings) == (3, 0)
    assert replace(again, mornings=3, seconds=first.seconds) == first
    lines = [goods for each in records(store) for goods in each.goods if goods.order]
    assert lines, "nothing was ordered, so nothing is shown"
    assert all(Reasons.from_json(each.reasons).recomputed() == from_milli(each.order) for each in lines)
    assert all(each.comes_on is not None and each.comes_on >= FIRST for each in lines)
    with store.view() as view:
        assert purchasing.on_order(view) == {}
        assert replenishment.open_proposals(view) == []
        assert invariants.check_all(view) == []


def test_what_was_ordered_comes_after_the_lead_time_and_ours_is_compared_with_yours(sqlite_store: Store) -> None:
    store = opened_shop(sqlite_store)
    for number, milk_sold in enumerate((5, 5, 5, 3)):
        trade(store, number, (milk_sold, 1, 3))
    begin_shadow(store, OFFICE_ACTOR, MORNINGS, at=morning(MORNINGS - 1), past_days=MORNINGS)
    outcome = decide_beside_owner(store, SCHEDULE_ACTOR, at=morning(MORNINGS), learner=SMOOTH)
    days = records(store)
    assert [each.day for each in days] == [FIRST + timedelta(days=n) for n in range(MORNINGS + 1)]
    assert not any(goods.order for goods in days[-1].goods), "on the last morning the day before is only compared"
    milk = [next(goods for goods in each.goods if goods.sku == "MILK" and goods.location_id == 1) for each in days]
    # The first order is of the first morning; the supplier takes two days and is asked again after seven.
    assert [bool(each.order) for each in milk[:8]] == [True, *[False] * 6, True]
    assert milk[0].comes_on == FIRST + timedelta(days=2)
    assert [each.ours.arrivals for each in milk[:5]] == [0, 0, 0, milk[0].order, 0]
    # Yours: 60 and no delivery, three a day for two weeks and five a day since, until the shelf is empty.
    assert milk[0].shelf.on_hand == (60 - 3 * BEFORE) * 1000
    assert [each.yours.stock_days for each in milk[1:6]] == [13_000, 8000, 3000, 0, 0]
    assert sum(each.yours.shortage for each in milk) > sum(each.ours.shortage for each in milk)
    assert outcome.gain is not None
    assert outcome.gain.minor > 0
    assert decide_beside_owner(store, SCHEDULE_ACTOR, at=AT + LATER, learner=SMOOTH).mornings == 0


def test_what_came_within_the_lead_time_was_ordered_before_and_comes_to_both_sides(sqlite_store: Store) -> None:
    store = opened_shop(sqlite_store)
    for number in (1, 2):  # the supplier takes two days: on the second day comes what the first morning ordered
        move(store, FIRST + timedelta(days=number), MovementReason.DELIVERY, 12)
    begin_shadow(store, OFFICE_ACTOR, 3, at=morning(2), past_days=3)
    decide_beside_owner(store, SCHEDULE_ACTOR, at=morning(4), learner=SMOOTH)
    milk = [next(goods for goods in each.goods if goods.sku == "MILK") for each in records(store)]
    assert [each.yours.arrivals for each in milk] == [0, 0, 12_000, 12_000]
    assert [each.ours.arrivals for each in milk] == [0, 0, 12_000, milk[0].order]


def test_books_below_zero_are_left_out_and_waste_of_lasting_goods_is_on_both_sides(sqlite_store: Store) -> None:
    store = opened_shop(sqlite_store)
    move(store, FIRST, MovementReason.WASTE, -5)
    trade(store, -1, (0, 60, 0))
    begin_shadow(store, OFFICE_ACTOR, 3, at=morning(1), past_days=2)
    decide_beside_owner(store, SCHEDULE_ACTOR, at=morning(1), learner=SMOOTH)
    first, second = records(store)
    assert {goods.sku for goods in first.goods if goods.location_id == 1} == {"MILK", "NAPKINS"}
    assert first.left_out == 1
    milk = [next(goods for goods in each.goods if goods.sku == "MILK") for each in (first, second)]
    assert [each.shelf.on_hand for each in milk] == [18_000, 13_000]
    assert (milk[1].yours.waste, milk[1].ours.waste) == (0, 0)


def test_one_run_at_a_time_which_may_be_stopped(store: Store) -> None:
    small_shop(store)
    with pytest.raises(NoShadow):
        end_shadow(store, OFFICE_ACTOR, at=AT)
    for days, past in ((0, 0), (30, 31), (30, -1), (181, 0)):
        with pytest.raises(WrongShadowDays):
            begin_shadow(store, OFFICE_ACTOR, days, at=AT, past_days=past)
    assert decide_beside_owner(store, SCHEDULE_ACTOR, at=AT).why == "no_shadow"
    run = begin_shadow(store, OFFICE_ACTOR, at=AT)
    assert (run.first_day, run.days, run.until) == (DAY + timedelta(days=1), 30, DAY + timedelta(days=31))
    with pytest.raises(ShadowRuns, match="since 2026-11-24"):
        begin_shadow(store, OFFICE_ACTOR, at=AT)
    # Nothing was sold yet: nothing can be decided, and that is no fault.
    nothing = decide_beside_owner(store, SCHEDULE_ACTOR, at=AT + timedelta(days=1))
    assert (nothing.mornings, nothing.why) == (0, "nothing_to_decide")
    end_shadow(store, OFFICE_ACTOR, at=AT)
    with pytest.raises(NoShadow):
        end_shadow(store, OFFICE_ACTOR, at=AT)
    assert begin_shadow(store, OFFICE_ACTOR, 1, at=AT).id != run.id
    with store.view() as view:
        assert invariants.check_all(view) == []


def test_decisions_that_somebody_makes_look_better_are_noticed(sqlite_store: Store) -> None:
    store = opened_shop(sqlite_store)
    begin_shadow(store, OFFICE_ACTOR, 2, at=morning(0), past_days=1)
    decide_beside_owner(store, SCHEDULE_ACTOR, at=morning(0), learner=SMOOTH)
    with pytest.raises(sa.exc.IntegrityError, match="append-only"), store.transaction() as tx:
        tx.execute(sa.update(schema.shadow_day).values(figures="{}"))
    for change in ("days = 9", "ended_at = 5", "first_day = '2026-01-01'", "operator = 'eve'"):
        with suppress(Undone), store.transaction() as tx:
            tx.exec_driver_sql(f"UPDATE shadow_run SET {change}")
            assert any(each.rule == "C8" for each in invariants.check_all(tx)), change
            raise Undone


class Undone(Exception):
    """The change is taken back."""
