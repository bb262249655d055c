"""What a till asks of its payment terminal. Drivers and the simulator satisfy it alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from models.payments.attempt import PaymentAnswer, PaymentMethod, PaymentOrder
from models.payments.dispute import ProviderDispute
from models.payments.provider_list import Payout, ProviderPayment
from models.selling.reader_basket import ReaderBasket


class TerminalAbility(StrEnum):
    """What a terminal can do beside taking a payment and cancelling it."""

    REFUND = "refund"
    OFFLINE = "offline"
    """It may answer APPROVED_OFFLINE."""
    LISTING = "listing"
    """It lists payments and payouts: a day can be reconciled."""


@dataclass(frozen=True, slots=True)
class TerminalHealth:
    """Whether a terminal can take a payment now, and in a machine's words why not."""

    is_ready: bool
    reason: str = ""
    name: str = ""


class BasketScreen(Protocol):
    """A terminal whose screen can show what is in the basket, until a payment takes the screen."""

    def show_basket(self, basket: ReaderBasket | None) -> str:
        """Show a basket, or none; the machine's word for why it could not, empty if it does.

        It answers within seconds, never disturbs a payment, and never raises.
        """
        ...


class PaymentTerminal(Protocol):
    """Takes payments, one at a time for each reader.

    No method raises for what it does not know: lost requests, lost replies, time-outs and server errors are answered
    with :attr:`models.payments.attempt_state.AttemptState.UNKNOWN`, and a request returns within 20 seconds. Only the
    provider's payment object decides what an attempt is, never a reader's last action or the body of a webhook.
    Each method may be called again with the same order, also in another process after a crash, and charges once.
    """

    methods: frozenset[PaymentMethod]
    abilities: frozenset[TerminalAbility]

    @property
    def is_practice(self) -> bool:
        """Whether no real money moves, whatever it answers."""
        ...

    def start(self, order: PaymentOrder, *, at: datetime) -> PaymentAnswer:
        """Ask the customer for the payment; usually answers IN_PROGRESS at once, and ``status`` reports the rest.

        Only an order that ``may_offline`` may be answered with APPROVED_OFFLINE; any other is then declined, with the
        reason ``offline_limit``. An order of kind REFUND gives the money of ``original_reference`` back.
        """
        ...

    def status(self, order: PaymentOrder, reference: str | None, *, at: datetime) -> PaymentAnswer:
        """What has become of a started attempt; ``reference`` is ``None`` if it was lost in a crash or with a reply.

        NOT_CHARGED is only answered when nothing can be charged any more. While the key of the order is young the
        request may be repeated under it; an order with an old key is only looked up.
        """
        ...

    def cancel(self, order: PaymentOrder, reference: str | None, *, at: datetime) -> PaymentAnswer:
        """Stop asking, or release a reservation. It is a wish: the answer may be APPROVED."""
        ...

    def capture(self, order: PaymentOrder, reference: str, *, at: datetime) -> PaymentAnswer:
        """Take the money that is reserved; AUTHORISED if that failed and must be tried again."""
        ...

    def capture_before(self, reference: str) -> datetime | None:
        """Until when money that is reserved can be taken; ``None`` if it is not known, or nobody answers."""
        ...

    def health(self) -> TerminalHealth:
        """Whether the terminal is there, without asking anybody for money."""
        ...

    def payments(self, first: datetime, until: datetime) -> list[ProviderPayment]:
        """What the provider lists between two instants; raises :class:`models.errors.Unavailable`."""
        ...

    def payouts(self, first: datetime, until: datetime) -> list[Payout]:
        """Payouts that were made between two instants; raises :class:`models.errors.Unavailable`."""
        ...

    def disputes(self, first: datetime, until: datetime) -> list[ProviderDispute]:
        """Disputes that began between two instants; raises :class:`models.errors.Unavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class PageWords:
    """Where the customer goes after the page, and what is bought, in words of the shop's."""

    return_page: str = "https://stripe.com/"
    title: str = "Order"


class PaymentPage(PaymentTerminal, Protocol):
    """Takes payments on a page to which the customer's browser is sent.

    Its charges are of the method WEB. ``capture`` takes as much as the order that it gets is about, which may be less
    than was reserved; ``start`` and ``status`` answer IN_PROGRESS while the customer can still pay.
    """

    def page(self, order: PaymentOrder, *, at: datetime) -> str | None:
        """The address of the page on which the customer pays; ``None`` once it is over, or if nobody answers."""
        ...
