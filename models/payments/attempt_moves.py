"""How an attempt moves from one state to another: by an answer, by a wish to cancel, by a manager's finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from models.errors import Refused
from models.money import Money
from models.payments.attempt import INSTANT_METHODS, AttemptKind, PaymentAnswer, PaymentAttempt
from models.payments.attempt_state import MOVES, PAID_STATES, UNPAID_STATES, AttemptState
from models.payments.card_slip import clean_slip, terminal_text

#: A longer reference of a provider is not stored.
REFERENCE_MAX = 80
#: What a QR code holds at most: a version 20 code.
CODE_MAX = 600


class AttemptDecided(Refused):
    """A manager wants to decide an attempt of which the outcome is known."""

    code = "attempt_decided"
    text = "Payment {attempt} is {state} already. Nothing was changed; the money is as the list shows it."

    attempt: int
    state: str


def claim_request(attempt: PaymentAttempt, at: datetime) -> PaymentAttempt:
    """The attempt just before its first request leaves: from now on nobody knows for sure that nothing was sent."""
    if attempt.state is not AttemptState.CREATED:
        return attempt
    return replace(attempt, state=AttemptState.IN_PROGRESS, changed_at=at)


def after_answer(attempt: PaymentAttempt, answer: PaymentAnswer, at: datetime) -> PaymentAttempt:
    """What is known of an attempt after an answer, which may come late, twice, or out of order.

    An answer that the state of the attempt does not allow changes nothing: money that has moved is never forgotten, and
    who knows nothing does not undo who knew. An answer of the same state may bring a reference or a code to show.
    """
    if answer.state is not attempt.state and answer.state not in MOVES[attempt.state]:
        return attempt
    merged = _merge(attempt, answer)
    if answer.state is attempt.state and merged == attempt.answer:
        return attempt
    was_offline = attempt.was_offline or answer.state is AttemptState.APPROVED_OFFLINE
    return replace(attempt, state=answer.state, answer=merged, changed_at=at, was_offline=was_offline)


def want_cancel(attempt: PaymentAttempt, at: datetime) -> PaymentAttempt:
    """The attempt after somebody pressed cancel: over if nothing was sent, else a wish for the terminal."""
    if attempt.state is AttemptState.CREATED:
        return replace(attempt, state=AttemptState.CANCELLED, changed_at=at)
    if not attempt.is_open or attempt.is_cancel_wanted:
        return attempt
    return replace(attempt, is_cancel_wanted=True, changed_at=at)


def resolve_attempt(attempt: PaymentAttempt, state: AttemptState, at: datetime) -> PaymentAttempt:
    """The attempt as a manager found it on the terminal's slip or in the provider's list.

    Raises :class:`AttemptDecided` unless its outcome is open.
    """
    if not attempt.is_open or state not in {AttemptState.APPROVED, AttemptState.NOT_CHARGED}:
        raise AttemptDecided(attempt.id, attempt.state.replace("_", " "))
    was_moved = attempt.answer.amount_taken or attempt.order.amount
    amount = was_moved if state is AttemptState.APPROVED else None
    answer = replace(attempt.answer, state=state, amount_taken=amount, code="", code_ends_at=None, capture_before=None)
    return replace(attempt, state=state, answer=answer, changed_at=at)


def pay_at_sight(attempt: PaymentAttempt, reference: str | None, tip: Money | None = None) -> PaymentAttempt:
    """An attempt that is decided at once: the operator sees the money or a slip, or the customer pays later.

    ``tip`` is what the slip shows beside the amount that was asked for.
    """
    assert attempt.order.method in INSTANT_METHODS, "everything else is asked for"
    amount, on_top = attempt.order.amount, _tip(tip)
    text = terminal_text(reference or "") or None
    answer = PaymentAnswer(AttemptState.APPROVED, text, amount if on_top is None else amount + on_top, on_top)
    return replace(attempt, state=AttemptState.APPROVED, answer=answer)


def _merge(attempt: PaymentAttempt, answer: PaymentAnswer) -> PaymentAnswer:
    before, is_paid = attempt.answer, answer.state in PAID_STATES
    is_moved = is_paid or answer.state is AttemptState.AUTHORISED or attempt.was_offline
    shows_code, is_reserved = answer.state is AttemptState.IN_PROGRESS, answer.state is AttemptState.AUTHORISED
    is_back = attempt.order.kind is AttemptKind.REFUND  # its tip was decided here, by nobody else
    # What was paid is booked: a second approval of another amount changes nothing of it.
    heard = before if attempt.is_paid or attempt.was_offline or answer.amount_taken is None else answer
    return PaymentAnswer(
        state=answer.state,
        reference=before.reference or ((answer.reference or "")[:REFERENCE_MAX] or None),
        amount_taken=(heard.amount_taken or attempt.order.amount) if is_moved else None,
        tip=before.tip if is_back else _tip(heard.tip) if is_moved else None,
        reason=terminal_text(answer.reason),
        card=clean_slip(answer.card) if answer.card else before.card,
        needs_signature=answer.needs_signature and answer.state not in UNPAID_STATES,
        code=(answer.code or before.code)[:CODE_MAX] if shows_code else "",
        code_ends_at=(answer.code_ends_at or before.code_ends_at) if shows_code else None,
        capture_before=(answer.capture_before or before.capture_before) if is_reserved else None,
    )


def _tip(tip: Money | None) -> Money | None:
    return tip if tip is not None and tip.minor else None
