"""One step of a payment attempt: ask its terminal what to ask next, and store what it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hardware.terminal.port import PaymentTerminal
from models.access.actor import Actor
from models.access.permission import Permission
from models.payments.attempt import CODE_METHODS, PaymentAnswer, PaymentAttempt
from models.payments.attempt_moves import after_answer
from models.payments.attempt_state import AttemptState
from operations.selling.payment_changes import claim_attempt, record_answer
from store.database.engine import Store
from store.selling import payment_attempts

#: So long a terminal asks for a card, and a code waits to be scanned; then the attempt is cancelled.
CARD_PATIENCE, CODE_PATIENCE = timedelta(seconds=120), timedelta(minutes=4)
#: Between two questions about an attempt, and the longest pause while nobody answers.
POLL_S, POLL_MAX_S = 0.4, 30.0


def take_step(store: Store, terminal: PaymentTerminal, attempt: PaymentAttempt, *, at: datetime) -> PaymentAttempt:
    """Do the next thing for an open attempt and return what is known of it then.

    Before the first request leaves, that is stored. What no terminal answers to stays UNKNOWN and is asked again.
    """
    actor = who_began(attempt)
    if attempt.state is AttemptState.CREATED:
        attempt = claim_attempt(store, actor, attempt.id, at=at)
        if not attempt.is_open:
            return attempt
        return record_answer(store, actor, attempt.id, terminal.start(attempt.order, at=at), at=at)
    answer = _with_deadline(terminal, attempt, _ask(store, terminal, attempt, at))
    if after_answer(attempt, answer, at) == attempt:
        return attempt  # nothing new: the tills that scan meanwhile do not wait for a write
    return record_answer(store, actor, attempt.id, answer, at=at)


def who_began(attempt: PaymentAttempt) -> Actor:
    """The operator who began the attempt, at their till: in their name its sale is made, also after they left."""
    return Actor(attempt.operator, attempt.order.till_id, frozenset({Permission.SELL}))


def pause_after(unanswered: int) -> float:
    """Seconds until the next question, after so many in a row to which nobody answered.

    >>> pause_after(0), pause_after(3), pause_after(20)
    (0.4, 3.2, 30.0)
    """
    return min(POLL_S * float(2 ** min(unanswered, 10)), POLL_MAX_S)


def _ask(store: Store, terminal: PaymentTerminal, attempt: PaymentAttempt, at: datetime) -> PaymentAnswer:
    order, reference = attempt.order, attempt.answer.reference
    wants_no_money = attempt.is_cancel_wanted or _is_late(attempt, at)
    if attempt.state is AttemptState.AUTHORISED and reference is not None:
        if wants_no_money or _is_unwanted(store, attempt):
            return terminal.cancel(order, reference, at=at)
        return terminal.capture(order, reference, at=at)
    if attempt.state is AttemptState.IN_PROGRESS and wants_no_money:
        return terminal.cancel(order, reference, at=at)
    return terminal.status(order, reference, at=at)


def _with_deadline(terminal: PaymentTerminal, attempt: PaymentAttempt, answer: PaymentAnswer) -> PaymentAnswer:
    """The answer with the instant until which reserved money can be taken, once taking it did not work at once."""
    is_stuck = attempt.state is AttemptState.AUTHORISED and answer.state is AttemptState.AUTHORISED
    reference = attempt.answer.reference
    if not is_stuck or reference is None or attempt.answer.capture_before is not None:
        return answer
    return replace(answer, capture_before=terminal.capture_before(reference))


def _is_late(attempt: PaymentAttempt, at: datetime) -> bool:
    patience = CODE_PATIENCE if attempt.order.method in CODE_METHODS else CARD_PATIENCE
    return attempt.state is AttemptState.IN_PROGRESS and at - attempt.order.made_at > patience


def _is_unwanted(store: Store, attempt: PaymentAttempt) -> bool:
    """Whether the basket was paid otherwise meanwhile: then the reservation is released."""
    with store.view() as view:
        return payment_attempts.is_sold(view, attempt.order.basket_id)
