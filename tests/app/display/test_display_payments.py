"""A customer who pays by card or by phone reads on the display what to do, and what is left to pay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.display.display_reader import REFUSAL_TIME, payment_of
from models.payments.attempt import PaymentAnswer, PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.selling.display_state import DisplayMessage
from operations.selling.payment_changes import PaymentWish, begin_payment, record_answer
from store.database.engine import Store
from tests.app.display.conftest import Displays
from tests.app.display.test_follow_socket import shown
from tests.builders import AT, Operator, small_shop


def until(socket: Any, message: str) -> dict[str, Any]:
    """The first reading with that message; those before it are of the way there."""
    while (reading := shown(socket))["message"] != message:
        pass
    return reading


def begin(displays: Displays, basket: dict[str, Any], method: str, amount_minor: int | None = None) -> None:
    amount = basket["gross_minor"] if amount_minor is None else amount_minor
    body = {"key": str(uuid4()), "basket_id": basket["id"], "shown_minor": basket["gross_minor"], "method": method}
    reply = displays.caller.http.post("/till/1/payments", json=body | {"amount_minor": amount})
    assert reply.status_code == 200, reply.text


def test_the_display_leads_through_cash_a_code_and_thanks(practice_displays: Displays) -> None:
    basket = practice_displays.caller.scan("MILK")["basket"]  # 19.90
    with practice_displays.follow(practice_displays.pair()) as socket:
        begin(practice_displays, basket, "cash", 1000)
        reading = until(socket, "pay_rest")
        assert (reading["due_minor"], reading["parts"]) == (990, [{"method": "cash", "amount_minor": 1000}])
        begin(practice_displays, basket, "swish", 990)
        reading = until(socket, "scan_code")
        assert reading["code"].startswith("data:image/svg+xml")
        reading = until(socket, "thanks")
        assert [each["method"] for each in reading["parts"]] == ["cash", "swish"]


@pytest.fixture
def till(sqlite_store: Store) -> Operator:
    operator = Operator(small_shop(sqlite_store))
    operator.scan("MILK")
    return operator


def card(till: Operator) -> PaymentAttempt:
    payment = till.payment()
    wish = PaymentWish(
        str(uuid4()), payment.basket_id, payment.shown, PaymentMethod.CARD, payment.shown, "simulated:approve"
    )
    return begin_payment(till.store, till.actor, wish, at=AT)


def message_after(till: Operator, *states: AttemptState, later: timedelta = timedelta()) -> DisplayMessage | None:
    """What the display shows after these answers to a card."""
    attempt, basket = card(till), till.state().basket
    assert basket is not None
    for state in states:
        record_answer(till.store, till.actor, attempt.id, PaymentAnswer(state), at=AT)
    with till.store.view() as view:
        payment = payment_of(view, basket, AT + later)
    return None if payment is None else payment.message


@pytest.mark.parametrize(
    ("states", "later", "message"),
    [
        ((), timedelta(), DisplayMessage.FOLLOW_TERMINAL),
        ((AttemptState.IN_PROGRESS,), timedelta(), DisplayMessage.FOLLOW_TERMINAL),
        ((AttemptState.IN_PROGRESS, AttemptState.UNKNOWN), timedelta(), DisplayMessage.PLEASE_WAIT),
        ((AttemptState.IN_PROGRESS, AttemptState.DECLINED), timedelta(), DisplayMessage.NOT_ACCEPTED),
        ((AttemptState.IN_PROGRESS, AttemptState.DECLINED), REFUSAL_TIME, None),
        ((AttemptState.IN_PROGRESS, AttemptState.CANCELLED), timedelta(), None),
    ],
)
def test_each_state_of_a_card_has_its_message(
    till: Operator, states: tuple[AttemptState, ...], later: timedelta, message: DisplayMessage | None
) -> None:
    assert message_after(till, *states, later=later) is message
