"""The fact that the journal stores of a payment attempt."""

from __future__ import annotations

from models.facts.payment import PaymentAttemptChanged, ReportedCard
from models.payments.attempt import PaymentAttempt
from models.payments.card_slip import CardSlip


def attempt_fact(attempt: PaymentAttempt) -> PaymentAttemptChanged:
    """All that is known of an attempt; the code that the customer scans is no fact."""
    order, answer = attempt.order, attempt.answer
    return PaymentAttemptChanged(
        attempt=attempt.id,
        key=order.key,
        basket=order.basket_id,
        till=order.till_id,
        operator=attempt.operator,
        payment_kind=order.kind.value,
        method=order.method.value,
        terminal=attempt.terminal,
        original=attempt.original,
        currency=order.amount.currency,
        amount=order.amount.minor,
        state=attempt.state.value,
        reference=answer.reference,
        amount_taken=None if answer.amount_taken is None else answer.amount_taken.minor,
        tip=None if answer.tip is None else answer.tip.minor,
        reason=answer.reason,
        card=None if answer.card is None else _card(answer.card),
        needs_signature=answer.needs_signature,
        cancel_wanted=attempt.is_cancel_wanted,
        offline=attempt.was_offline,
        applied=attempt.is_applied,
    )


def _card(slip: CardSlip) -> ReportedCard:
    return ReportedCard(
        brand=slip.brand,
        last_four=slip.last_four,
        entry=slip.entry.value,
        check=slip.check.value,
        application=slip.application,
        application_name=slip.application_name,
        approval_code=slip.approval_code,
    )
