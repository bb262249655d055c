"""A document is claimed once, tried again for a while, and forgets where it went."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dispatch.sending_rules import (
    CLAIM_MAX,
    GIVEN_UP_AFTER,
    PAUSE_MAX,
    CannotResend,
    Dispatch,
    DispatchKind,
    DispatchState,
    SendOutcome,
    SendResult,
    claim,
    is_abandoned,
    is_due,
    resend,
    settle,
)
from tests.cards import NUMBERS

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
WAITING = Dispatch(7, DispatchKind.RECEIPT_MAIL, 3, "anna@example.com", "a…@e….com", AT)


def test_what_is_under_way_is_not_claimed_again() -> None:
    claimed = claim(WAITING, AT)
    assert not is_due(claimed, AT + timedelta(days=1))
    with pytest.raises(ValueError, match="not due"):
        claim(claimed, AT)


def test_a_claim_that_a_stopped_server_left_may_have_arrived() -> None:
    claimed = claim(WAITING, AT)
    assert not is_abandoned(claimed, AT + CLAIM_MAX - timedelta(seconds=1))
    assert is_abandoned(claimed, AT + CLAIM_MAX)


def test_what_was_not_sent_waits_longer_each_time_and_is_given_up() -> None:
    now, at, pauses = WAITING, AT, []
    while now.state is DispatchState.WAITING:
        now = settle(claim(now, at), SendResult(SendOutcome.NOT_SENT, "no route"), at)
        if now.next_try is not None:
            pauses.append(now.next_try - at)
            at = now.next_try
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=30), PAUSE_MAX)
    assert (now.state, now.place, now.reason) == (DispatchState.FAILED, "", "no route")
    assert GIVEN_UP_AFTER <= at - AT < GIVEN_UP_AFTER + PAUSE_MAX


@pytest.mark.parametrize("outcome", SendOutcome)
def test_an_answer_that_names_the_address_is_stored_without_it(outcome: SendOutcome) -> None:
    reason = "550 <Anna@Example.COM> unknown; anna@example.com has moved"
    ended = settle(claim(WAITING, AT), SendResult(outcome, reason), AT)
    assert ended.reason == "550 <…> unknown; … has moved"
    assert (ended.place == "") is (ended.state is not DispatchState.WAITING)


@pytest.mark.parametrize("kind", [DispatchKind.RECEIPT_MAIL, DispatchKind.DAY_FOLDER])
def test_a_card_number_in_an_answer_is_not_stored(kind: DispatchKind) -> None:
    rejected = SendResult(SendOutcome.REJECTED, f"550 no such file {NUMBERS[1]}")
    assert settle(claim(replace(WAITING, kind=kind), AT), rejected, AT).reason == "550 no such file •••"


def test_only_what_failed_is_sent_again() -> None:
    failed = settle(claim(WAITING, AT), SendResult(SendOutcome.REJECTED), AT)
    again = resend(failed, "bo@example.com", "b…@e….com", AT)
    assert (again.state, again.place, again.attempts, again.id) == (DispatchState.WAITING, "bo@example.com", 0, 7)
    for outcome in (SendOutcome.SENT, SendOutcome.UNCERTAIN):
        with pytest.raises(CannotResend):
            resend(settle(claim(WAITING, AT), SendResult(outcome), AT), "bo@example.com", "b…", AT)
    with pytest.raises(CannotResend):
        resend(WAITING, "bo@example.com", "b…", AT)


@given(st.lists(st.sampled_from(SendOutcome), max_size=30))
def test_no_run_of_outcomes_sends_twice_what_may_have_arrived(outcomes: list[SendOutcome]) -> None:
    now, at, sent = WAITING, AT, 0
    for outcome in outcomes:
        at += PAUSE_MAX
        if not is_due(now, at):
            break
        sent += outcome in {SendOutcome.SENT, SendOutcome.UNCERTAIN}
        now = settle(claim(now, at), SendResult(outcome), at)
    assert sent <= 1
    assert is_due(replace(now, next_try=None), at) is (now.state is DispatchState.WAITING)
