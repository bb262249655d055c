"""Payment by card or Swish on Stripe's own page (Checkout), to which the customer's browser is sent.

A card is only reserved, and what was picked is taken later; Swish is taken at once. The page decides nothing here: what
a payment is shows in its payment intent, which is asked for, and a page that is over leads to no payment any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import stripe

from hardware.terminal.port import PageWords
from hardware.terminal.stripe_answers import amount_of, answer_of
from hardware.terminal.stripe_charges import NotThere, StripeCharges, key_at, key_of, metadata_of
from hardware.terminal.stripe_client import Json, StripeAccess, is_lost, is_replayed, reason_of
from hardware.terminal.stripe_terminal import StripeTerminal
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentMethod, PaymentOrder
from models.payments.attempt_state import AttemptState

#: Stripe lets a page live half an hour at least, counted from when the request arrives.
PAGE_TIME = timedelta(minutes=32)


class StripeCheckout(StripeTerminal):
    """Satisfies :class:`hardware.terminal.port.PaymentTerminal` for orders of the web shop."""

    def __init__(self, access: StripeAccess, words: PageWords) -> None:
        super().__init__(access)
        self._words = words
        self._sessions: Any = access.v1.checkout.sessions  # the library's generated classes
        self._intents = StripeCharges(access, words.return_page)
        self.methods = frozenset({PaymentMethod.WEB})

    def start(self, order: PaymentOrder, *, at: datetime) -> PaymentAnswer:
        """Make the page, or give a payment back. Whether it arrived shows when it is asked about."""
        return self._answer(self._start, order, None, at)

    def page(self, order: PaymentOrder, *, at: datetime) -> str | None:
        """The address of the page on which the customer pays; ``None`` once it is over, or if Stripe is silent."""
        try:
            with self._access.question():
                session = self._session(order, at)
        except (NotThere, stripe.StripeError):
            return None
        return str(session["url"]) if session["status"] == "open" and session.get("url") else None

    def _start(self, order: PaymentOrder, reference: str | None, at: datetime) -> PaymentAnswer:
        if order.kind is AttemptKind.REFUND:
            return super()._start(order, reference, at)
        return self._status(order, reference, at)

    def _status(self, order: PaymentOrder, reference: str | None, at: datetime) -> PaymentAnswer:
        if order.kind is AttemptKind.REFUND:
            return super()._status(order, reference, at)
        if reference is not None:
            return self._of_intent(reference)
        session = self._session(order, at)
        if session["status"] == "open":
            return PaymentAnswer(AttemptState.IN_PROGRESS)
        if session.get("payment_intent"):
            return self._of_intent(str(session["payment_intent"]), is_over=session["status"] == "expired")
        raise NotThere(session["status"])

    def _cancel(self, order: PaymentOrder, reference: str | None, at: datetime) -> PaymentAnswer:
        if order.kind is AttemptKind.REFUND:
            return super()._cancel(order, reference, at)
        if reference is not None:
            return self._intents.close(order, reference, at=at)
        session = self._session(order, at)
        if session["status"] == "open":
            try:
                self._sessions.expire(session["id"], {}, key_at(order, "expire", at))
            except stripe.InvalidRequestError as error:
                if is_lost(error):
                    raise
        answer = self._status(order, None, at)
        if answer.state is AttemptState.AUTHORISED and answer.reference:
            return self._intents.close(order, answer.reference, at=at)
        return answer

    def _capture(self, order: PaymentOrder, reference: str | None, at: datetime) -> PaymentAnswer:
        if order.kind is AttemptKind.REFUND or reference is None:
            return self._status(order, reference, at)
        parameters = {"amount_to_capture": amount_of(order.amount)}
        try:
            self._access.v1.payment_intents.capture(reference, parameters, key_at(order, "capture", at))
        except stripe.InvalidRequestError as error:
            if is_lost(error):
                raise
        return self._of_intent(reference)

    def _of_intent(self, reference: str, *, is_over: bool = False) -> PaymentAnswer:
        """What a payment is; one that waits for a customer on a page that is over comes to nothing."""
        answer = answer_of(self._intents.read(reference))
        if answer is None or answer.state is AttemptState.IN_PROGRESS:
            if is_over and answer is None:
                return PaymentAnswer(AttemptState.NOT_CHARGED, reference, reason="expired")
            return PaymentAnswer(AttemptState.IN_PROGRESS)
        return answer

    def _session(self, order: PaymentOrder, at: datetime) -> Json:
        """The page of an order as it is now: asked for under the key of the order, which makes it once.

        Raises :class:`NotThere` where Stripe refuses to make it, or an old key has no payment any more.
        """
        if order.is_key_old(at):
            return {"status": "expired", "payment_intent": self._intents.look_up(order, at=at)}
        try:
            session = self._sessions.create(self._parameters(order), key_of(order, "create"))
        except stripe.InvalidRequestError as error:
            if is_lost(error):
                raise
            raise NotThere(reason_of(error)) from error
        return dict((self._sessions.retrieve(session.id) if is_replayed(session) else session).to_dict())

    def _parameters(self, order: PaymentOrder) -> Json:
        """The same for the same order, whenever it is asked: Stripe refuses others under its key."""
        goods = {"currency": order.amount.currency.lower(), "unit_amount": amount_of(order.amount)}
        return {
            "mode": "payment",
            "client_reference_id": order.key,
            "line_items": [{"quantity": 1, "price_data": {**goods, "product_data": {"name": self._words.title}}}],
            "payment_method_types": ["card", "swish"] if order.amount.currency == "SEK" else ["card"],
            "payment_method_options": {"card": {"capture_method": "manual"}},
            "payment_intent_data": {"metadata": metadata_of(order)},
            "metadata": metadata_of(order),
            "expires_at": int((order.made_at + PAGE_TIME).timestamp()),
            "success_url": f"{self._words.return_page}?paid=1",
            "cancel_url": self._words.return_page,
        }
