"""Cards on a reader of Stripe's, and Swish and MobilePay by code, behind the port of payment terminals.

The server drives the reader over the internet; there is no road to it without. Only the payment intent decides what
a payment is: the reader only reports whether it still asks for a card.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import stripe

from hardware.terminal import stripe_lists
from hardware.terminal.port import TerminalAbility, TerminalHealth
from hardware.terminal.stripe_answers import (
    BY_CUSTOMER,
    BY_TILL,
    CUSTOMER_CANCELLED,
    answer_of,
    card_details,
    instant_of,
)
from hardware.terminal.stripe_charges import NotThere, StripeCharges
from hardware.terminal.stripe_client import (
    StripeAccess,
    is_lost,
    is_not_let_in,
    reason_of,
)
from hardware.terminal.stripe_link import RETURN_PAGE
from hardware.terminal.stripe_reader import ReaderTask, StripeReader
from hardware.terminal.stripe_refunds import StripeRefunds
from models.payments.attempt import CODE_METHODS, AttemptKind, PaymentAnswer, PaymentMethod, PaymentOrder
from models.payments.attempt_state import AttemptState
from models.payments.dispute import ProviderDispute
from models.payments.provider_list import Payout, ProviderPayment

#: An order that was made so short a while ago is started for the first time.
FIRST_START = timedelta(seconds=15)
#: The reader did not answer in time, and may have got the request all the same.
READER_TIMEOUT = "terminal_reader_timeout"

Step = Callable[[PaymentOrder, str | None, datetime], PaymentAnswer]


class StripeTerminal:
    """Satisfies :class:`hardware.terminal.port.PaymentTerminal`. Without a ``reader`` it takes codes only."""

    abilities = frozenset({TerminalAbility.REFUND, TerminalAbility.LISTING})

    def __init__(self, access: StripeAccess, reader: str | None = None, *, return_page: str = RETURN_PAGE) -> None:
        self._access = access
        self._charges, self._refunds = StripeCharges(access, return_page), StripeRefunds(access)
        self._reader = None if reader is None else StripeReader(access, reader)
        self.methods = CODE_METHODS | (frozenset() if reader is None else {PaymentMethod.CARD})

    @property
    def is_practice(self) -> bool:
        """Whether the key is one for tests: no money moves, whatever is answered."""
        return self._access.is_practice

    def start(self, order: PaymentOrder, *, at: datetime) -> PaymentAnswer:
        """Ask for the payment on the reader or by a code, or give a payment back.

        Without the internet nothing leaves, and the customer can pay otherwise at once.
        """
        if order.kind is AttemptKind.CHARGE and order.method not in self.methods:
            return PaymentAnswer(AttemptState.NOT_CHARGED, reason="method_not_offered")
        answer = self._answer(self._start, order, None, at)
        if answer.state is AttemptState.UNKNOWN and not self._access.has_left and at - order.made_at < FIRST_START:
            return PaymentAnswer(AttemptState.NOT_CHARGED, reason="no_connection")
        return answer

    def status(self, order: PaymentOrder, reference: str | None, *, at: datetime) -> PaymentAnswer:
        """What has become of an attempt. A payment that nobody is asked for any more is closed first."""
        return self._answer(self._status, order, reference, at)

    def cancel(self, order: PaymentOrder, reference: str | None, *, at: datetime) -> PaymentAnswer:
        """Stop asking, or release what is reserved, unless the money is taken."""
        return self._answer(self._cancel, order, reference, at)

    def capture(self, order: PaymentOrder, reference: str, *, at: datetime) -> PaymentAnswer:
        """Take what is reserved; whether an earlier try took it shows in the payment itself."""
        answer = self._answer(self._capture, order, reference, at)
        if answer.state is AttemptState.UNKNOWN:
            return PaymentAnswer(AttemptState.AUTHORISED, reference, reason=answer.reason)
        return answer

    def capture_before(self, reference: str) -> datetime | None:
        """Until when a reservation is valid; ``None`` if Stripe does not report it, or cannot be asked now."""
        try:
            with self._access.question():
                return instant_of((card_details(self._charges.read(reference)) or {}).get("capture_before"))
        except stripe.StripeError:
            return None

    def health(self) -> TerminalHealth:
        """Whether the reader is there; without one, whether Stripe lets us in."""
        try:
            with self._access.question():
                if self._reader is not None:
                    return self._reader.health()
                self._access.v1.payment_intents.list({"limit": 1})
        except stripe.StripeError as error:
            return TerminalHealth(is_ready=False, reason=reason_of(error))
        return TerminalHealth(is_ready=True, name="Stripe")

    def payments(self, first: datetime, until: datetime) -> list[ProviderPayment]:
        """The charges and refunds that were made between two instants."""
        return stripe_lists.payments(self._access, first, until)

    def payouts(self, first: datetime, until: datetime) -> list[Payout]:
        """The payouts that were made between two instants, with their fees."""
        return stripe_lists.payouts(self._access, first, until)

    def disputes(self, first: datetime, until: datetime) -> list[ProviderDispute]:
        """The disputes that began between two instants."""
        return stripe_lists.disputes(self._access, first, until)

    def _answer(self, step: Step, order: PaymentOrder, reference: str | None, at: datetime) -> PaymentAnswer:
        """The answer of a step; what we cannot know is an answer too."""
        try:
            with self._access.question():
                return step(order, reference, at)
        except NotThere as nothing:
            return PaymentAnswer(AttemptState.NOT_CHARGED, reference, reason=nothing.reason)
        except stripe.StripeError as error:
            return PaymentAnswer(AttemptState.UNKNOWN, reference, reason=reason_of(error))

    def _start(self, order: PaymentOrder, _: str | None, at: datetime) -> PaymentAnswer:
        if order.kind is AttemptKind.REFUND:
            return self._refunds.give(order, at=at)
        if order.is_key_old(at):
            return self._status(order, None, at)
        try:
            intent, is_older = self._charges.make(order)
        except stripe.StripeError as error:
            return self._after_refusal(order, error, at)
        reference = str(intent["id"])
        if is_older:
            intent = self._charges.read(reference)
        if (answer := answer_of(intent)) is not None:
            return answer
        if order.method in CODE_METHODS:
            return self._charges.close(order, reference, at=at)
        return self._ask_for_card(order, reference, at)

    def _after_refusal(self, order: PaymentOrder, error: stripe.StripeError, at: datetime) -> PaymentAnswer:
        """Stripe refused to make the payment. An earlier request of the same order may have made it all the same."""
        if is_lost(error):
            raise error
        if is_not_let_in(error):
            return PaymentAnswer(AttemptState.NOT_CHARGED, reason=reason_of(error))
        try:
            return self._charges.close(order, self._charges.look_up(order, at=at), at=at)
        except NotThere:
            raise NotThere(reason_of(error)) from error

    def _ask_for_card(self, order: PaymentOrder, reference: str, at: datetime) -> PaymentAnswer:
        if self._reader is None:
            return self._charges.close(order, reference, at=at)
        try:
            self._reader.ask(order, reference)
        except stripe.StripeError as error:
            if is_lost(error) or error.code == READER_TIMEOUT:
                return PaymentAnswer(AttemptState.UNKNOWN, reference, reason=reason_of(error))
            return self._settled(order, reference, at, why=reason_of(error))
        return PaymentAnswer(AttemptState.IN_PROGRESS, reference)

    def _status(self, order: PaymentOrder, reference: str | None, at: datetime) -> PaymentAnswer:
        if order.kind is AttemptKind.REFUND:
            return self._refunds.status(order, at=at)
        return self._settled(order, reference or self._charges.find(order, at=at), at)

    def _settled(self, order: PaymentOrder, reference: str, at: datetime, *, why: str = "") -> PaymentAnswer:
        """What a payment is; one that waits for a card which nobody is asked for is closed.

        An approval may come while the reader is asked about: the payment is read again before it is closed.
        """
        if (answer := answer_of(self._charges.read(reference))) is not None:
            return answer
        task = self._task(order, reference)
        if task.is_asking:
            return PaymentAnswer(AttemptState.IN_PROGRESS, reference)
        if (answer := answer_of(self._charges.read(reference))) is not None:
            return answer
        by = BY_CUSTOMER if task.failure == CUSTOMER_CANCELLED else None
        answer = self._charges.close(order, reference, at=at, why=by)
        if answer.state is AttemptState.NOT_CHARGED and (why or task.failure):
            return PaymentAnswer(answer.state, reference, reason=why or task.failure)
        return answer

    def _task(self, order: PaymentOrder, reference: str) -> ReaderTask:
        if self._reader is None or order.method in CODE_METHODS:
            return ReaderTask()
        return self._reader.task(reference)

    def _cancel(self, order: PaymentOrder, reference: str | None, at: datetime) -> PaymentAnswer:
        if order.kind is AttemptKind.REFUND:
            return self._refunds.status(order, at=at)
        reference = reference or self._charges.find(order, at=at)
        if self._reader is not None and order.method not in CODE_METHODS and not self._reader.stop(reference):
            return self._settled(order, reference, at)
        return self._charges.close(order, reference, at=at, why=BY_TILL)

    def _capture(self, order: PaymentOrder, reference: str | None, at: datetime) -> PaymentAnswer:
        if order.kind is AttemptKind.REFUND or reference is None:
            return self._status(order, reference, at)
        try:
            self._charges.capture(order, reference, at=at)
        except stripe.InvalidRequestError as error:
            if is_lost(error):
                raise
        return self._settled(order, reference, at)
