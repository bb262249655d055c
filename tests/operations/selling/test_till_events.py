"""Every event of a till is applied once, in order, whatever the line to the server does. On both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.facts.basket import BasketCancelled, CancelledLine, SentLineWithdrawn
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.pricing.price_list import Price
from models.selling.basket import send_lines
from models.selling.till_event import Cancel, OpenDrawer, Park, Recall, RemoveLine, Scan, SetQuantity, TillEvent
from models.selling.till_state import TillState
from operations.installation.opening import Range, register_range
from operations.selling.till_events import apply_events, till_state
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
        operator.event(Scan, code="MILK"),
        operator.event(Scan, code=code),
        operator.event(Scan, code="PAPER"),
    ]
    state = apply_events(store, operator.actor, operator.client, events, at=AT)
    assert lines(state) == {"MILK": 1, "PAPER": 1}
    assert [(each.seq, each.code) for each in state.problems] == [(2, problem)]
    assert "Nothing was added" in state.problems[0].message
    again = apply_events(store, operator.actor, operator.client, events, at=AT)
    assert again == state, "the answer was lost, so the same is asked again"


def test_what_was_applied_is_told_to_the_caller_that_did_it_only(store: Store) -> None:
    operator = Operator(small_shop(store))
    events = [operator.event(Scan, code=code) for code in ("MILK", "nonsense", "PAPER")]
    assert apply_events(store, operator.actor, operator.client, events, at=AT).applied == {1, 3}
    assert apply_events(store, operator.actor, operator.client, events, at=AT).applied == frozenset()
    more = [*events, operator.event(OpenDrawer, reason="change")]
    assert apply_events(store, operator.actor, operator.client, more, at=AT).applied == {4}
    assert operator.state().applied == frozenset()


def test_a_refused_event_keeps_the_values_of_its_error(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 9999)
    (problem,) = operator.scan("MILK").problems
    assert (problem.code, problem.values) == ("wrong_quantity", {"quantity": Decimal(10_000), "unit": "piece"})
    (problem,) = operator.do(RemoveLine, position=7).problems
    assert problem.values == {"position": 7}
    assert operator.state().problems == (problem,)


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
    assert lines(operator.do(SetQuantity, position=1, quantity=Decimal(7)))["MILK"] == 7
    assert lines(operator.do(SetQuantity, position=1, quantity=Decimal(0))) == {"PAPER": 1}
    assert operator.do(RemoveLine, position=9).problems[0].code == "no_such_line"
    assert lines(operator.do(RemoveLine, position=2)) == {}
    assert kinds(store)[-3:] == [JournalKind.LINE_REMOVED, JournalKind.EVENT_REFUSED, JournalKind.LINE_REMOVED]


def test_removing_a_sent_line_is_a_fact_of_its_own_beside_the_removal(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("LUNCH", 2)
    with store.transaction() as tx:
        basket = baskets.open_basket(tx, TILL, "SEK")
        assert basket is not None
        baskets.replace_lines(tx, basket, send_lines(basket))
    operator.do(SetQuantity, position=1, quantity=Decimal(1))
    operator.do(RemoveLine, position=1)
    with store.view() as view:
        rows = [read_fact(row.kind, row.payload) for row in journal.read(view, TILL)]
    withdrawn = [row.fact.quantity for row in rows if isinstance(row.fact, SentLineWithdrawn)]
    assert (withdrawn, [row.version for row in rows]) == ([Decimal(1), Decimal(1)], [3, 3, 1, 3, 1])
    assert kinds(store)[1::2] == [JournalKind.LINE_CHANGED, JournalKind.LINE_REMOVED]


def test_a_basket_is_recalled_once_also_within_one_request(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 2)
    (waiting,) = operator.do(Park).parked
    twice = [operator.event(Recall, basket_id=waiting.basket_id) for _ in range(2)]
    state = apply_events(store, operator.actor, operator.client, twice, at=AT)
    assert ([each.code for each in state.problems], state.parked) == (["wrong_event"], ())
    assert lines(state) == {"MILK": 2}


def test_park_and_recall_bring_the_basket_back(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 2)
    parked = operator.do(Park)
    assert parked.basket is None
    (waiting,) = parked.parked
    assert (waiting.label, waiting.gross, waiting.lines) == ("Mellanmjölk 1,5 l 11:30", kr(3980), 1)
    operator.scan("PAPER")
    back = operator.do(Recall, basket_id=waiting.basket_id)
    assert lines(back) == {"MILK": 2}
    assert [each.label for each in back.parked] == ["Morgontidning 11:30"], "what lay on the counter was parked"
    assert back.basket is not None
    assert back.basket.basket.id == waiting.basket_id


def test_a_basket_cannot_be_recalled_twice_or_from_another_till(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    (waiting,) = operator.do(Park).parked
    other = Operator(store, SECOND_TILL)
    assert other.do(Recall, basket_id=waiting.basket_id).problems[0].code == "wrong_event"
    operator.do(Recall, basket_id=waiting.basket_id)
    assert operator.do(Recall, basket_id=waiting.basket_id).problems[0].code == "wrong_event"


def test_a_cancelled_basket_is_gone_but_told_in_the_journal(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK", 2)
    assert operator.do(Cancel, reason="changed his mind").basket is None
    with store.view() as view:
        row = list(journal.read(view, TILL))[-1]
    fact = read_fact(row.kind, row.payload).fact
    assert isinstance(fact, BasketCancelled)
    assert (fact.lines, fact.reason) == ((CancelledLine("MILK", Decimal(2), 1990),), "changed his mind")


def test_the_drawer_opens_without_a_sale_only_for_a_reason(store: Store) -> None:
    operator = Operator(small_shop(store))
    assert operator.do(OpenDrawer, reason=" \x07 ").problems[0].code == "wrong_event"
    assert operator.do(OpenDrawer, reason="change").problems == ()
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
deeds: st.SearchStrategy[TillEvent] = st.one_of(
    st.builds(Scan, st.just(0), codes, st.integers(1, 4).map(Decimal)),
    st.builds(RemoveLine, st.just(0), st.integers(1, 4)),
    st.builds(SetQuantity, st.just(0), st.integers(1, 4), st.integers(0, 5).map(Decimal)),
    st.just(Park(0)),
    st.just(Cancel(0)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(deeds, min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_lost_answers_and_repeats_change_nothing(sqlite_store: Store, made: list[TillEvent], rng: Random) -> None:
    """The same events in one go, and through a bad line that repeats and overlaps them, end alike."""
    small_shop(sqlite_store)
    clean, bad = (
        Operator(sqlite_store, TILL, f"c{rng.random()}"),
        Operator(sqlite_store, SECOND_TILL, f"b{rng.random()}"),
    )
    for source in (clean, bad):
        # An example that was given up half way leaves an open basket, which a recall would park.
        last = till_state(sqlite_store, source.device_id, source.client, at=AT).acked_seq
        apply_events(sqlite_store, source.actor, source.client, [Cancel(last + 1)], at=AT)
        for waiting in till_state(sqlite_store, source.device_id, source.client, at=AT).parked:
            last = till_state(sqlite_store, source.device_id, source.client, at=AT).acked_seq
            wipe: list[TillEvent] = [
                Recall(last + 1, basket_id=waiting.basket_id),
                Cancel(last + 2),
            ]
            apply_events(sqlite_store, source.actor, source.client, wipe, at=AT)
    begin = till_state(sqlite_store, TILL, clean.client, at=AT).acked_seq
    events = [replace(deed, seq=begin + i) for i, deed in enumerate(made, 1)]
    begin = till_state(sqlite_store, SECOND_TILL, bad.client, at=AT).acked_seq
    same = [replace(deed, seq=begin + i) for i, deed in enumerate(made, 1)]

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
