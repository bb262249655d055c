"""What is known of an attempt never goes backwards, whatever answers come, in whatever order, however often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.card_data import has_card_data
from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentAttempt, PaymentMethod, PaymentOrder
from models.payments.attempt_fact import attempt_fact
from models.payments.attempt_moves import (
    AttemptDecided,
    after_answer,
    claim_request,
    pay_at_sight,
    resolve_attempt,
    want_cancel,
)
from models.payments.attempt_state import MOVES, OPEN_STATES, PAID_STATES, AttemptState
from models.payments.card_slip import CardSlip
from tests.cards import CARDS

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
KR = "SEK"
STATES = st.sampled_from(AttemptState)
ANSWERS = st.builds(
    PaymentAnswer,
    state=STATES,
    reference=st.none() | st.sampled_from(["pi_1", "pi_2"]),
    amount_taken=st.none() | st.builds(Money, st.integers(1, 20_000), st.just(KR)),
    reason=st.sampled_from(["", "declined", "no_answer"]),
)


def attempt(state: AttemptState = AttemptState.CREATED, method: PaymentMethod = PaymentMethod.CARD) -> PaymentAttempt:
    order = PaymentOrder("key-1", 7, 1, AttemptKind.CHARGE, method, Money(10_000, KR), AT)
    return PaymentAttempt(1, order, "anna", "simulated:approve", state, AT, PaymentAnswer(state))


@given(st.lists(ANSWERS, max_size=12))
def test_answers_only_move_an_attempt_where_it_may_go(answers: list[PaymentAnswer]) -> None:
    seen_states = [claim_request(attempt(), AT)]
    for each in answers:
        seen_states.append(after_answer(seen_states[-1], each, AT))
    for before, after in pairwise(seen_states):
        assert after.state is before.state or after.state in MOVES[before.state]
        assert before.answer.reference in {None, after.answer.reference}  # the first reference stays
        if before.state is AttemptState.APPROVED:
            assert (after.state, after.amount_taken) == (before.state, before.amount_taken)  # money is never forgotten
        assert (after.amount_taken.minor > 0) == after.is_paid


@given(st.lists(ANSWERS, max_size=8))
def test_the_same_answers_twice_are_the_same_as_once(answers: list[PaymentAnswer]) -> None:
    once = twice = claim_request(attempt(), AT)
    for each in answers:
        once = after_answer(once, each, AT)
        twice = after_answer(after_answer(twice, each, AT), each, AT)
    assert once == twice


def test_an_approval_that_comes_late_is_believed_and_a_refusal_that_comes_late_is_not() -> None:
    for unpaid in (AttemptState.DECLINED, AttemptState.CANCELLED, AttemptState.NOT_CHARGED):
        late = after_answer(attempt(unpaid), PaymentAnswer(AttemptState.APPROVED, amount_taken=Money(10_000, KR)), AT)
        assert late.state is AttemptState.APPROVED
        paid = after_answer(claim_request(attempt(), AT), PaymentAnswer(AttemptState.APPROVED), AT)
        assert after_answer(paid, PaymentAnswer(unpaid), AT) == paid


def test_nothing_leaves_before_the_attempt_says_so() -> None:
    """Before its first request an attempt can be cancelled for certain; after it, only its terminal knows."""
    assert want_cancel(attempt(), AT).state is AttemptState.CANCELLED
    asked = want_cancel(claim_request(attempt(), AT), AT)
    assert (asked.state, asked.is_cancel_wanted) == (AttemptState.IN_PROGRESS, True)
    assert want_cancel(attempt(AttemptState.APPROVED), AT) == attempt(AttemptState.APPROVED)


@pytest.mark.parametrize("state", AttemptState)
def test_people_decide_only_what_nobody_knows(state: AttemptState) -> None:
    for found in AttemptState:
        allowed = state in OPEN_STATES and found in {AttemptState.APPROVED, AttemptState.NOT_CHARGED}
        if allowed:
            after = resolve_attempt(attempt(state), found, AT)
            assert (after.state, after.is_paid) == (found, found in PAID_STATES)
        else:
            with pytest.raises(AttemptDecided):
                resolve_attempt(attempt(state), found, AT)


def test_a_partial_approval_and_a_tip_are_what_was_really_taken() -> None:
    half = after_answer(
        claim_request(attempt(), AT), PaymentAnswer(AttemptState.APPROVED, amount_taken=Money(5_000, KR)), AT
    )
    assert half.amount_taken == Money(5_000, KR)
    tipped = PaymentAnswer(AttemptState.APPROVED, amount_taken=Money(11_000, KR), tip=Money(1_000, KR))
    assert after_answer(claim_request(attempt(), AT), tipped, AT).amount_taken == Money(10_000, KR)


def test_nothing_of_a_card_is_stored_but_what_a_receipt_shows() -> None:
    for card in CARDS:
        slip = CardSlip(brand=f"Visa {card}", last_four=card, application=card, approval_code=card)
        heard = PaymentAnswer(AttemptState.APPROVED, reason=f"no {card}", card=slip)
        fact = attempt_fact(after_answer(claim_request(attempt(), AT), heard, AT))
        assert not has_card_data(str(fact)), card


def test_the_key_of_an_attempt_grows_old() -> None:
    order = attempt().order
    assert not order.is_key_old(AT + timedelta(hours=22))
    assert order.is_key_old(AT + timedelta(hours=24))


def test_what_the_operator_sees_is_paid() -> None:
    paid = pay_at_sight(attempt(method=PaymentMethod.OWN_TERMINAL), "slip 12\x07")
    assert (paid.state, paid.answer.reference, paid.amount_taken) == (
        AttemptState.APPROVED,
        "slip 12",
        Money(10_000, KR),
    )
