"""The rules of deliveries: whatever happens, no row is acted on twice and none is passed over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.delivery import (
    CLAIM_MAX,
    FAILURES_MAX,
    QUICK_ATTEMPTS,
    QUICK_RETRY,
    SLOW_RETRY,
    Consumer,
    DeliveryCursor,
    Outcome,
    claim,
    is_due,
    is_expired,
    settle,
    take_over,
)
from tests.builders import AT

PRINTER = DeliveryCursor(1, Consumer.RECEIPT_PRINTER, 0, "here")
#: What may happen to the first row that is not settled: an outcome of an attempt, or a kill while it was claimed.
KILLED = "killed"
events = st.lists(st.sampled_from([*Outcome, KILLED]), max_size=60)


@given(events)
def test_each_row_ends_delivered_or_as_one_dead_letter_and_in_order(happened: list[Outcome | str]) -> None:
    cursor, at = PRINTER, AT
    sent: list[int] = []
    letters: list[int] = []
    for event in happened:
        at += SLOW_RETRY
        row = cursor.delivered_seq + 1
        assert is_due(cursor, at)
        cursor = claim(cursor, row, at)
        sent += [row] if event not in {Outcome.NOT_SENT, Outcome.FAILED, Outcome.EXPIRED} else []
        if event == KILLED:
            cursor, letter = take_over(cursor, "here", at)
        else:
            cursor, letter = settle(cursor, row, Outcome(event), at)
        letters += [letter.seq] if letter else []
        assert cursor.claimed_seq is None
        assert row - 1 <= cursor.delivered_seq <= row
    assert sent == sorted(set(sent)), "no row is sent twice"
    assert letters == sorted(set(letters))
    assert {*sent, *letters} == set(range(1, cursor.delivered_seq + 1)), "no row is passed over without a word"


def test_control_without_the_claim_a_killed_delivery_is_sent_again() -> None:
    """The property above would see it: the row that was under way is the next one again."""
    claimed = claim(PRINTER, 1, AT)
    forgotten = DeliveryCursor(1, Consumer.RECEIPT_PRINTER, claimed.delivered_seq, "here")
    assert forgotten.delivered_seq + 1 == claimed.claimed_seq
    assert is_due(forgotten, AT)


def test_attempts_are_quick_at_first_and_slow_then() -> None:
    cursor, pauses = PRINTER, []
    for _ in range(QUICK_ATTEMPTS + 3):
        cursor, letter = settle(cursor, 1, Outcome.NOT_SENT, AT)
        assert letter is None
        assert cursor.next_try is not None
        pauses.append(cursor.next_try - AT)
    assert pauses == [QUICK_RETRY] * QUICK_ATTEMPTS + [SLOW_RETRY] * 3
    assert cursor.delivered_seq == 0


def test_a_fault_of_ours_is_given_up_after_a_few_attempts() -> None:
    cursor = PRINTER
    for attempt in range(1, FAILURES_MAX + 1):
        cursor, letter = settle(cursor, 1, Outcome.FAILED, AT, "why")
        assert (letter is not None) == (attempt == FAILURES_MAX)
    assert letter is not None
    assert (letter.outcome, letter.reason, cursor.delivered_seq) == (Outcome.FAILED, "why", 1)


@pytest.mark.parametrize(
    ("consumer", "age", "expired"),
    [
        (Consumer.CASH_DRAWER, timedelta(seconds=3) - timedelta(microseconds=1), False),
        (Consumer.CASH_DRAWER, timedelta(seconds=3), True),
        (Consumer.RECEIPT_PRINTER, timedelta(hours=24) - timedelta(microseconds=1), False),
        (Consumer.RECEIPT_PRINTER, timedelta(hours=24), True),
    ],
)
def test_what_comes_too_late_expires(consumer: Consumer, age: timedelta, *, expired: bool) -> None:
    assert is_expired(DeliveryCursor(1, consumer, 0, "here"), AT, AT + age) is expired


def test_a_drawer_leaves_no_dead_letter() -> None:
    drawer = DeliveryCursor(1, Consumer.CASH_DRAWER, 0, "here")
    assert settle(drawer, 1, Outcome.EXPIRED, AT)[1] is None


@pytest.mark.parametrize("seq", [0, -1])
def test_a_row_that_was_delivered_cannot_be_claimed(seq: int) -> None:
    with pytest.raises(ValueError, match="cannot be claimed"):
        claim(PRINTER, seq, AT)


def test_one_row_is_claimed_at_a_time() -> None:
    with pytest.raises(ValueError, match="cannot be claimed"):
        claim(claim(PRINTER, 1, AT), 2, AT)


@pytest.mark.parametrize(
    ("holder", "later", "left_alone"),
    [
        ("here", timedelta(0), False),
        ("there", CLAIM_MAX - timedelta(seconds=1), True),
        ("there", CLAIM_MAX, False),
    ],
)
def test_a_claim_is_taken_over_from_a_dead_process_only(holder: str, later: timedelta, *, left_alone: bool) -> None:
    claimed = claim(PRINTER, 1, AT)
    cursor, letter = take_over(claimed, holder, AT + later)
    if left_alone:
        assert (cursor, letter) == (claimed, None)
    else:
        assert letter is not None
        assert (letter.outcome, cursor.delivered_seq, cursor.holder) == (Outcome.UNCERTAIN, 1, holder)


def test_what_nobody_acts_on_changes_hands_without_a_letter() -> None:
    cursor, letter = take_over(PRINTER, "there", AT)
    assert (cursor.holder, cursor.delivered_seq, letter) == ("there", 0, None)
