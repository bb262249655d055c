"""Charges at Stripe: payment intents by our keys, found again after a crash, and closed so that nothing comes later."""

from __future__ import annotations

from datetime import datetime, timedelta

import stripe

from hardware.terminal import stripe_answers
from hardware.terminal.stripe_client import Json, StripeAccess, is_broken, is_lost, is_replayed
from models.payments.attempt import CODE_METHODS, PaymentAnswer, PaymentOrder
from models.payments.attempt_state import AttemptState

#: Stripe finds a payment by its metadata after a minute at most; younger ones are listed.
LISTED = timedelta(minutes=10)
CLOCK_SLACK = timedelta(minutes=5)
PAGE = 100
#: The basket of a trial, which sells nothing.
NO_BASKET = 0


class NotThere(Exception):
    """Stripe has no payment for an order, and none can come any more."""

    def __init__(self, reason: str = "not_started") -> None:
        super().__init__(reason)
        self.reason = reason


def metadata_of(order: PaymentOrder) -> dict[str, str]:
    """What marks an object of Stripe's as ours."""
    return {"attempt": order.key, "basket": str(order.basket_id), "till": str(order.till_id)}


def key_at(order: PaymentOrder, step: str, at: datetime) -> dict[str, str]:
    """A key for a step that Stripe itself lets happen only once, such as a capture.

    It changes from one try to the next: under the same key Stripe would give an error of its own again for a day.
    """
    return {"idempotency_key": f"{order.key}:{step}:{at:%Y%m%dT%H%M%S.%f}"}


def key_of(order: PaymentOrder, step: str) -> dict[str, str]:
    """The key of a step that must happen once, however often it is asked for."""
    return {"idempotency_key": f"{order.key}:{step}"}


class StripeCharges:
    """Payment intents of our orders. Errors of Stripe's pass through."""

    def __init__(self, access: StripeAccess, return_page: str) -> None:
        self._access, self._return_page = access, return_page

    def make(self, order: PaymentOrder) -> tuple[Json, bool]:
        """The payment intent of an order, and whether it may be older than this request."""
        parameters: Json = {
            "amount": stripe_answers.amount_of(order.amount),
            "currency": order.amount.currency.lower(),
            "metadata": metadata_of(order),
        }
        if order.method in CODE_METHODS:
            parameters |= {
                "payment_method_types": [order.method.value],
                "payment_method_data": {"type": order.method.value},
                "confirm": True,
                "return_url": self._return_page,
            }
        else:
            parameters |= {"payment_method_types": ["card_present"], "capture_method": "manual"}
        intent = self._access.v1.payment_intents.create(parameters, key_of(order, "create"))
        return intent.to_dict(), is_replayed(intent)

    def read(self, reference: str) -> Json:
        """A payment intent as it is now, with its charge."""
        intent: Json = self._access.v1.payment_intents.retrieve(reference, {"expand": ["latest_charge"]}).to_dict()
        return intent

    def find(self, order: PaymentOrder, *, at: datetime) -> str:
        """The payment intent of an order whose reference we lost; raises :class:`NotThere`.

        While the key is young the order is asked for once more: that gives the same object, or makes one that is closed
        at once, so that a request that is still on its way can start nothing.
        """
        if order.is_key_old(at):
            return self.look_up(order, at=at)
        try:
            intent, _ = self.make(order)
        except stripe.StripeError as error:
            if is_lost(error) and not is_broken(error):
                raise
            return self.look_up(order, at=at)
        return str(intent["id"])

    def look_up(self, order: PaymentOrder, *, at: datetime) -> str:
        """The payment intent that carries our key, asking for nothing; raises :class:`NotThere`."""
        recent = self._access.v1.payment_intents.list(
            {
                "created": {"gte": int((at - LISTED).timestamp()), "lte": int((at + CLOCK_SLACK).timestamp())},
                "limit": PAGE,
            }
        )
        for each in recent.auto_paging_iter():
            if each.to_dict()["metadata"].get("attempt") == order.key:
                return str(each.id)
        page = self._access.v1.payment_intents.search({"query": f"metadata['attempt']:'{order.key}'", "limit": 1})
        if not page.data:
            raise NotThere
        return str(page.data[0].id)

    def close(self, order: PaymentOrder, reference: str, *, at: datetime, why: str | None = None) -> PaymentAnswer:
        """Make sure that nothing is charged any more, or learn that it was."""
        parameters = {"cancellation_reason": why} if why else {}
        try:
            self._access.v1.payment_intents.cancel(
                reference, parameters, key_at(order, f"close-{why or 'unasked'}", at)
            )
        except stripe.InvalidRequestError as error:
            if is_lost(error):
                raise
        answer = stripe_answers.answer_of(self.read(reference))
        return answer or PaymentAnswer(AttemptState.UNKNOWN, reference, reason="not_closed")

    def capture(self, order: PaymentOrder, reference: str, *, at: datetime) -> None:
        """Take the reserved money."""
        self._access.v1.payment_intents.capture(reference, {}, key_at(order, "capture", at))
