"""Payment intents that are closed: which of our states they mean, also where an attempt was reserved before."""

from __future__ import annotations

import pytest

from hardware.terminal.stripe_answers import answer_of
from hardware.terminal.stripe_client import Json
from models.payments.attempt_state import AttemptState

ERROR = {"code": "card_declined", "decline_code": "lost_card"}


@pytest.mark.parametrize(
    ("fields", "state", "reason"),
    [
        ({}, AttemptState.NOT_CHARGED, "not_started"),
        ({"cancellation_reason": "abandoned"}, AttemptState.CANCELLED, ""),
        ({"cancellation_reason": "requested_by_customer"}, AttemptState.DECLINED, "customer_canceled"),
        ({"last_payment_error": ERROR}, AttemptState.DECLINED, "lost_card"),
        ({"last_payment_error": {"code": "4111111111111111"}}, AttemptState.DECLINED, "•••"),
        # A reservation can be released or expire; it cannot be declined any more, whatever happened before it.
        (
            {"latest_charge": {"paid": True}, "last_payment_error": ERROR, "cancellation_reason": "expired"},
            AttemptState.NOT_CHARGED,
            "expired",
        ),
        ({"latest_charge": {"paid": True}, "cancellation_reason": "abandoned"}, AttemptState.CANCELLED, "abandoned"),
    ],
)
def test_closed_payment_means_one_of_our_states(fields: Json, state: AttemptState, reason: str) -> None:
    answer = answer_of({"id": "pi_1", "status": "canceled", **fields})
    assert answer is not None
    assert (answer.state, answer.reason, answer.reference) == (state, reason, "pi_1")


def test_payment_that_is_being_carried_out_is_waited_for() -> None:
    answer = answer_of({"id": "pi_1", "status": "processing"})
    assert answer is not None
    assert answer.state is AttemptState.IN_PROGRESS
