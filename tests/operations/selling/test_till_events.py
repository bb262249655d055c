"""Every event of a till is applied once, in order, whatever the line to the server does. On both databases."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.facts.basket import BasketCancelled, CancelledLine
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.pricing.price_list import Price
from operations.installation.opening import Range, register_range
from operations.selling.till_events import EventKind, TillEvent, TillState, apply_events, till_state
from store import invariants, journal
from store.database.engine import Store
from store.selling import baskets
from store.shop import UnknownDevice
from tests.builders import AT, CLIENT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, gtin, kr, small_shop


def lines(state: TillState) -> dict[str, Decimal]:
    return {each.line.sku: each.line.quantity for each in state.basket.lines} if state.basket else {}


def kinds(store: Store, device_id: int = TILL) -> list[str]:
    with store.view() as view:
        return [row.kind for row in journal.read(view, device_id)]


def test_a_scan_by_barcode_or_sku_joins_the_basket_at_its_price(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan(gtin(1).removeprefix("0"))
    operator.scan("MILK")
    state = operator.scan("LUNCH")
    assert lines(state) == {"MILK": 2, "LUNCH": 1}
    assert state.basket is not None
    assert state.basket.gross == kr(2 * 1990 + 12_900)
    assert kinds(store) == [JournalKind.LINE_ADDED, JournalKind.LINE_CHANGED, JournalKind.LINE_ADDED]


def test_a_basket_is_there_after_everything_was_closed(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 3)
    store.close()
    assert lines(operator.state()) == {"MILK": 3}


@pytest.mark.parametrize(
    ("code", "problem"),
    [("2900000000099", "wrong_check_digit"), (gtin(999), "unknown_barcode"), ("nonsense", "unknown_barcode")],
)
def test_a_refused_scan_is_told_and_the_others_stand(store: Store, code: str, problem: str) -> None:
    operator = Operator(small_shop(store))
    events = [
        operator.event(EventKind.SCAN, code="MILK"),
        operator.event(EventKind.SCAN, code=code),
        operator.event(EventKind.SCAN, code="PAPER"),
    ]
    state = apply_events(store, operator.actor, operator.client, events, at=AT)
    assert lines(state) == {"MILK": 1, "PAPER": 1}
    assert [(each.seq, each.code) for each in state.problems] == [(2, problem)]
    assert "Nothing was added" in state.problems[0].message
    again = apply_events(store, operator.actor, operator.client, events, at=AT)
    assert again == state, "the answer was lost, so the same is asked again"


def test_what_was_applied_is_told_to_the_caller_that_did_it_only(store: Store) -> None:
    operator = Operator(small_shop(store))
    events = [operator.event(EventKind.SCAN, code=code) for code in ("MILK", "nonsense", "PAPER")]
    assert apply_events(store, operator.actor, operator.client, events, at=AT).applied == {1, 3}
    assert apply_events(store, operator.actor, operator.client, events, at=AT).applied == frozenset()
    more = [*events, operator.event(EventKind.OPEN_DRAWER, reason="change")]
    assert apply_events(store, operator.actor, operator.client, more, at=AT).applied == {4}
    assert operator.state().applied == frozenset()


def test_a_refused_event_keeps_the_values_of_its_error(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 9999)
    (problem,) = operator.scan("MILK").problems
    assert (problem.code, problem.values) == ("wrong_quantity", {"quantity": Decimal(10_000), "unit": "piece"})
    (problem,) = operator.do(EventKind.REMOVE, position=7).problems
    assert problem.values == {"position": 7}
    assert operator.state().problems == (problem,)


def test_a_refusal_without_values_that_was_kept_before_is_still_told(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    row = {"seq": 1, "code": "unknown_barcode", "message": "There is no such.", "subject": "7310865004703"}
    with store.transaction() as tx:
        baskets.move_client(tx, TILL, CLIENT, last_seq=1, problems=[row], at=AT)
    (problem,) = operator.state().problems
    assert (problem.code, problem.values["barcode"]) == ("unknown_barcode", "7310865004703")


def test_a_refused_first_scan_opens_no_basket(store: Store) -> None:
    operator = Operator(small_shop(store))
    assert operator.scan("nonsense").basket is None
    assert operator.scan("MILK", Decimal("0.5")).basket is None


def test_events_of_two_browsers_do_not_hide_each_other(store: Store) -> None:
    small_shop(store)
    one, two = Operator(store), Operator(store, client="another")
    one.scan("MILK")
    assert lines(two.scan("PAPER")) == {"MILK": 1, "PAPER": 1}


def test_a_till_is_not_seen_by_another(store: Store) -> None:
    Operator(small_shop(store)).scan("MILK")
    assert till_state(store, SECOND_TILL, CLIENT, at=AT).basket is None
    with pytest.raises(UnknownDevice):
        till_state(store, 77, CLIENT, at=AT)


def test_quantity_and_removal(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    operator.scan("PAPER")
    assert lines(operator.do(EventKind.SET_QUANTITY, position=1, quantity=Decimal(7)))["MILK"] == 7
    assert lines(operator.do(EventKind.SET_QUANTITY, position=1, quantity=Decimal(0))) == {"PAPER": 1}
    assert operator.do(EventKind.REMOVE, position=9).problems[0].code == "no_such_line"
    assert lines(operator.do(EventKind.REMOVE, position=2)) == {}
    assert kinds(store)[-3:] == [JournalKind.LINE_REMOVED, JournalKind.EVENT_REFUSED, JournalKind.LINE_REMOVED]


def test_park_and_recall_bring_the_basket_back(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 2)
    parked = operator.do(EventKind.PARK)
    assert parked.basket is None
    (waiting,) = parked.parked
    assert (waiting.label, waiting.gross, waiting.lines) == ("Mellanmjölk 1,5 l 11:30", kr(3980), 1)
    operator.scan("PAPER")
    back = operator.do(EventKind.RECALL, basket_id=waiting.basket_id)
    assert lines(back) == {"MILK": 2}
    assert [each.label for each in back.parked] == ["Morgontidning 11:30"], "what lay on the counter was parked"
    assert back.basket is not None
    assert back.basket.basket.id == waiting.basket_id


def test_a_basket_cannot_be_recalled_twice_or_from_another_till(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    (waiting,) = operator.do(EventKind.PARK).parked
    other = Operator(store, SECOND_TILL)
    assert other.do(EventKind.RECALL, basket_id=waiting.basket_id).problems[0].code == "wrong_event"
    operator.do(EventKind.RECALL, basket_id=waiting.basket_id)
    assert operator.do(EventKind.RECALL, basket_id=waiting.basket_id).problems[0].code == "wrong_event"


def test_a_cancelled_basket_is_gone_but_told_in_the_journal(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 2)
    assert operator.do(EventKind.CANCEL, reason="changed his mind").basket is None
    with store.view() as view:
        row = list(journal.read(view, TILL))[-1]
    fact = read_fact(row.kind, row.payload).fact
    assert isinstance(fact, BasketCancelled)
    assert (fact.lines, fact.reason) == ((CancelledLine("MILK", Decimal(2), 1990),), "changed his mind")


def test_the_drawer_opens_without_a_sale_only_for_a_reason(store: Store) -> None:
    operator = Operator(small_shop(store))
    assert operator.do(EventKind.OPEN_DRAWER, reason=" \x07 ").problems[0].code == "wrong_event"
    assert operator.do(EventKind.OPEN_DRAWER, reason="change").problems == ()
    assert kinds(store) == [JournalKind.EVENT_REFUSED, JournalKind.DRAWER_OPENED]


def test_a_price_change_does_not_touch_a_line_on_the_screen(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    register_range(store, OFFICE_ACTOR, Range(prices=(Price("MILK", kr(2490), date(2026, 1, 1)),)), at=AT)
    state = operator.scan("MILK")
    assert state.basket is not None
    assert [(each.line.unit_price, each.line.quantity) for each in state.basket.lines] == [
        (kr(1990), Decimal(1)),
        (kr(2490), Decimal(1)),
    ]


def test_the_journal_tells_of_the_line_that_changed(store: Store) -> None:
    """Two lines of a product at two prices: the scan that adds to the first is not told of the second."""
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    register_range(store, OFFICE_ACTOR, Range(prices=(Price("MILK", kr(2490), date(2026, 1, 1)),)), at=AT)
    operator.scan("MILK")
    register_range(store, OFFICE_ACTOR, Range(prices=(Price("MILK", kr(1990), date(2026, 1, 2)),)), at=AT)
    operator.scan("MILK")
    with store.view() as view:
        told = [(row.kind, json.loads(row.payload)) for row in journal.read(view, TILL)]
    assert [(kind, facts["position"], facts["price"], facts["quantity"]) for kind, facts in told] == [
        (JournalKind.LINE_ADDED, 1, 1990, "1"),
        (JournalKind.LINE_ADDED, 2, 2490, "1"),
        (JournalKind.LINE_CHANGED, 1, 1990, "2"),
    ]


codes = st.sampled_from(["MILK", "PAPER", "NAPKINS", gtin(4), "nonsense", gtin(998)])
deeds = st.one_of(
    st.builds(lambda code, n: {"kind": EventKind.SCAN, "code": code, "quantity": Decimal(n)}, codes, st.integers(1, 4)),
    st.builds(lambda p: {"kind": EventKind.REMOVE, "position": p}, st.integers(1, 4)),
    st.builds(
        lambda p, n: {"kind": EventKind.SET_QUANTITY, "position": p, "quantity": Decimal(n)},
        st.integers(1, 4),
        st.integers(0, 5),
    ),
    st.just({"kind": EventKind.PARK}),
    st.just({"kind": EventKind.CANCEL}),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(deeds, min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_lost_answers_and_repeats_change_nothing(
    sqlite_store: Store, made: list[dict[str, object]], rng: Random
) -> None:
    """The same events in one go, and through a bad line that repeats and overlaps them, end alike."""
    small_shop(sqlite_store)
    clean, bad = (
        Operator(sqlite_store, TILL, f"c{rng.random()}"),
        Operator(sqlite_store, SECOND_TILL, f"b{rng.random()}"),
    )
    for source in (clean, bad):
        # An example that was given up half way leaves an open basket, which a recall would park.
        last = till_state(sqlite_store, source.device_id, source.client, at=AT).acked_seq
        apply_events(sqlite_store, source.actor, source.client, [TillEvent(last + 1, EventKind.CANCEL)], at=AT)
        for waiting in till_state(sqlite_store, source.device_id, source.client, at=AT).parked:
            last = till_state(sqlite_store, source.device_id, source.client, at=AT).acked_seq
            wipe = [
                TillEvent(last + 1, EventKind.RECALL, basket_id=waiting.basket_id),
                TillEvent(last + 2, EventKind.CANCEL),
            ]
            apply_events(sqlite_store, source.actor, source.client, wipe, at=AT)
    begin = till_state(sqlite_store, TILL, clean.client, at=AT).acked_seq
    events = [TillEvent(seq=begin + i, **deed) for i, deed in enumerate(made, 1)]  # type: ignore[arg-type]
    begin = till_state(sqlite_store, SECOND_TILL, bad.client, at=AT).acked_seq
    same = [TillEvent(seq=begin + i, **deed) for i, deed in enumerate(made, 1)]  # type: ignore[arg-type]

    expected = apply_events(sqlite_store, clean.actor, clean.client, events, at=AT)
    sent = 0
    while sent < len(same):
        first = rng.randint(max(0, sent - 5), sent)
        sent = min(len(same), sent + rng.randint(1, 4))
        found = apply_events(sqlite_store, bad.actor, bad.client, same[first:sent], at=AT)

    assert lines(found) == lines(expected)
    assert [(each.label, each.gross) for each in found.parked] == [(each.label, each.gross) for each in expected.parked]
    with sqlite_store.view() as view:
        assert invariants.check_all(view) == []
