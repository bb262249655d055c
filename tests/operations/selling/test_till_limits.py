"""A till that is flooded refuses, says why, and leaves few rows that can never be removed. On both databases."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.facts.envelope import Fact
from models.facts.refused_event import EventRefused, RefusalsCounted
from models.facts.registry import read_fact
from models.selling import basket, till_browsers
from models.selling.decide import park_basket
from models.selling.refusals import RECORDED_MAX, WINDOW, Refusals, close_window, count_refusal
from models.selling.till_browsers import TooManyBrowsers
from models.selling.till_event import Park, Scan
from operations.selling.till_events import apply_events
from store import invariants, journal
from store.database.engine import Store
from tests.builders import AT, TILL, Operator, small_shop

FLOOD = 50
#: Two requests more than are recorded one by one.
REQUESTS = RECORDED_MAX // FLOOD + 2


def facts_of(store: Store) -> list[Fact]:
    with store.view() as view:
        return [read_fact(row.kind, row.payload).fact for row in journal.read(view, TILL)]


def flood(store: Store, operator: Operator, times: int, *, at: datetime = AT) -> None:
    """Scan what does not exist, many events a request."""
    for _ in range(times):
        events = [operator.event(Scan, code="nonsense") for _ in range(FLOOD)]
        state = apply_events(store, operator.actor, operator.client, events, at=at)
        assert len(state.problems) == FLOOD  # who asks is told of each


def test_a_flood_of_refused_scans_leaves_few_rows_and_their_number(store: Store) -> None:
    operator = Operator(small_shop(store))
    flood(store, operator, REQUESTS)
    assert len(facts_of(store)) == RECORDED_MAX
    operator.scan("MILK")
    assert len(facts_of(store)) == RECORDED_MAX + 1  # the time is not over

    events = [operator.event(Scan, code="PAPER")]
    apply_events(store, operator.actor, operator.client, events, at=AT + WINDOW)
    counted = facts_of(store)[-2]
    assert counted == RefusalsCounted(REQUESTS * FLOOD - RECORDED_MAX, AT.isoformat())
    flood(store, operator, 1, at=AT + WINDOW)
    assert sum(isinstance(fact, EventRefused) for fact in facts_of(store)) == RECORDED_MAX + FLOOD
    with store.view() as view:
        assert invariants.check_all(view) == []


@given(st.lists(st.tuples(st.integers(-5, 15), st.integers(1, 100)), max_size=30))
def test_every_refusal_is_recorded_or_counted(waves: list[tuple[int, int]]) -> None:
    at, refusals, told, recorded = AT, Refusals(AT), 0, 0
    for minutes, refused in waves:
        at += timedelta(minutes=minutes)
        refusals, fact = close_window(refusals, at)
        told += fact.count if fact else 0
        for _ in range(refused):
            refusals, has_row = count_refusal(refusals)
            recorded += has_row
        assert refusals.recorded <= RECORDED_MAX
    assert told + recorded + refusals.counted == sum(refused for _, refused in waves)


def test_no_more_baskets_wait_than_somebody_can_look_through(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(park_basket, "PARKED_MAX", 3)
    operator = Operator(small_shop(store))
    for _ in range(3):
        operator.scan("MILK")
        operator.do(Park)
    operator.scan("PAPER")
    state = operator.do(Park)
    assert [problem.code for problem in state.problems] == ["too_many_parked"]
    assert state.basket is not None  # it is open as it was
    assert [line.line.sku for line in state.basket.lines] == ["PAPER"]


def test_a_basket_has_an_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basket, "LINES_MAX", 2)
    operator = Operator(small_shop(store))
    for code in ("MILK", "PAPER", "MILK"):
        state = operator.scan(code)
        assert not state.problems
    assert [problem.code for problem in operator.scan("LUNCH").problems] == ["basket_full"]


def test_browsers_that_somebody_makes_up_are_refused_and_those_of_the_till_go_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(till_browsers, "BROWSERS_MAX", 3)
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    made_up = (f"00000000-0000-0000-0000-{number:012}" for number in itertools.count())
    event = operator.event(Scan, code="MILK")
    for _ in range(2):
        apply_events(store, operator.actor, next(made_up), [event], at=AT)
    with pytest.raises(TooManyBrowsers, match="window that is open already"):
        apply_events(store, operator.actor, next(made_up), [event], at=AT)
    assert not operator.scan("MILK").problems
    later = AT + till_browsers.BROWSERS_TIME
    assert apply_events(store, operator.actor, next(made_up), [event], at=later).applied
