"""Refunds at Stripe: money goes back to the card or the account that paid."""

from __future__ import annotations

from datetime import datetime, timedelta

import stripe

from hardware.terminal.stripe_answers import amount_of, money_of
from hardware.terminal.stripe_charges import PAGE, key_of, metadata_of
from hardware.terminal.stripe_client import Json, StripeAccess, is_broken, is_lost, reason_of
from models.payments.attempt import PaymentAnswer, PaymentOrder
from models.payments.attempt_state import AttemptState

#: A request that is still on its way arrives within this time; a refund that is not listed then was not made.
ON_ITS_WAY = timedelta(minutes=10)


class StripeRefunds:
    """Refunds of our orders. Errors of Stripe's that prove nothing pass through."""

    def __init__(self, access: StripeAccess) -> None:
        self._refunds = access.v1.refunds

    def give(self, order: PaymentOrder, *, at: datetime) -> PaymentAnswer:
        """Give the money back, once."""
        if order.original_reference is None:
            return PaymentAnswer(AttemptState.NOT_CHARGED, reason="no_original")
        if order.is_key_old(at):
            return self.status(order, at=at)
        parameters = {
            "payment_intent": order.original_reference,
            "amount": amount_of(order.amount),
            "metadata": metadata_of(order),
        }
        try:
            return refund_answer(self._refunds.create(parameters, key_of(order, "refund")).to_dict())
        except stripe.StripeError as error:
            if is_lost(error) and not is_broken(error):
                raise
            return self._after_refusal(order, error, at=at)

    def _after_refusal(self, order: PaymentOrder, error: stripe.StripeError, *, at: datetime) -> PaymentAnswer:
        if (earlier := self._find(order)) is not None:
            return earlier
        if not is_lost(error):
            return PaymentAnswer(AttemptState.DECLINED, reason=reason_of(error))
        if at - order.made_at > ON_ITS_WAY:
            return PaymentAnswer(AttemptState.NOT_CHARGED, reason=reason_of(error))
        raise error

    def status(self, order: PaymentOrder, *, at: datetime) -> PaymentAnswer:
        """What has become of a refund: the one that Stripe lists, or else the same request under the same key."""
        if (earlier := self._find(order)) is not None:
            return earlier
        if order.is_key_old(at) or order.original_reference is None:
            return PaymentAnswer(AttemptState.NOT_CHARGED, reason="not_started")
        return self.give(order, at=at)

    def _find(self, order: PaymentOrder) -> PaymentAnswer | None:
        page = self._refunds.list({"payment_intent": order.original_reference, "limit": PAGE})
        for each in page.auto_paging_iter():
            refund = each.to_dict()
            if (refund.get("metadata") or {}).get("attempt") == order.key:
                return refund_answer(refund)
        return None


def refund_answer(refund: Json) -> PaymentAnswer:
    """What a refund means. One that waits for the bank counts as given; the list of payments shows it if it fails."""
    if refund.get("status") in {"failed", "canceled"}:
        return PaymentAnswer(AttemptState.DECLINED, refund["id"], reason=str(refund.get("failure_reason") or "failed"))
    return PaymentAnswer(
        AttemptState.APPROVED, refund["id"], amount_taken=money_of(refund["amount"], refund["currency"])
    )
