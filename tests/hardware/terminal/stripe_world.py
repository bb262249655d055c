"""A shop's end of Stripe for the tests: a reader, orders, a customer, and what the account's books say at last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hardware.terminal.stripe_client import PatientClient, StripeAccess
from hardware.terminal.stripe_terminal import StripeTerminal
from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentMethod, PaymentOrder
from models.payments.attempt_state import OPEN_STATES, PAID_STATES, AttemptState
from tests.hardware.terminal.stripe_document import Json, StripeDocument
from tests.hardware.terminal.stripe_objects import CANARY
from tests.hardware.terminal.stripe_server import TEST_KEY, StripeServer

START = datetime(2026, 11, 27, 12, tzinfo=UTC)
CREATE = "post /v1/payment_intents"
CANCEL = "post /v1/payment_intents/{intent}/cancel"
CAPTURE = "post /v1/payment_intents/{intent}/capture"
PROCESS = "post /v1/terminal/readers/{reader}/process_payment_intent"
REFUND = "post /v1/refunds"
PATIENT, IMPATIENT = (3.0, 10.0), (3.0, 0.1)
#: Questions after which a payment must be known, once Stripe answers again.
ROUNDS = 6


class Died(BaseException):
    """The till's process ended here."""


class DyingClient(PatientClient):
    """Ends the process before or after a request whose address ends in a text."""

    def __init__(self, ending: str, *, is_sent: bool) -> None:
        super().__init__(PATIENT, pause_s=0.001)
        self._ending, self._is_sent = ending, is_sent

    def request(  # type: ignore[override]  # as the class above
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        is_the_one = method == "post" and url.endswith(self._ending)
        if is_the_one and not self._is_sent:
            raise Died
        answer = super().request(method, url, headers, post_data)
        if is_the_one:
            raise Died
        return answer


@dataclass
class Clock:
    """The instant that the till and Stripe share."""

    at: datetime = START

    def __call__(self) -> float:
        return self.at.timestamp()

    def pass_by(self, time: timedelta) -> None:
        """Let time pass."""
        self.at += time


class StripeWorld:
    """One account with one reader; :meth:`close` fails if anything went against Stripe's document."""

    def __init__(self, document: StripeDocument) -> None:
        self.clock = Clock()
        self.server = StripeServer(document, self.clock)
        self.account, self.objects = self.server.account, self.server.objects
        self.reader = self.account.create_reader({"registration_code": "simulated-wpe", "label": f"Till {CANARY}"})
        self._numbers = count(1)

    @property
    def at(self) -> datetime:
        """Now."""
        return self.clock.at

    def close(self) -> None:
        """End it."""
        self.server.close()
        assert self.server.wrong == [], self.server.wrong

    def access(self, waits_s: tuple[float, float] = PATIENT, client: PatientClient | None = None) -> StripeAccess:
        """Access to the account."""
        return StripeAccess(TEST_KEY, address=self.server.url, client=client or PatientClient(waits_s, pause_s=0.001))

    def driver(
        self, waits_s: tuple[float, float] = PATIENT, *, client: PatientClient | None = None, reader: str | None = None
    ) -> StripeTerminal:
        """A driver as a new process makes it."""
        return StripeTerminal(self.access(waits_s, client), reader or self.reader["id"])

    def order(self, minor: int = 12_550, method: PaymentMethod = PaymentMethod.CARD) -> PaymentOrder:
        """An order that was just stored."""
        number = next(self._numbers)
        key = f"attempt{number:04d}"
        return PaymentOrder(key, number, 1, AttemptKind.CHARGE, method, Money(minor, "SEK"), self.at)

    def refund_of(self, reference: str, minor: int) -> PaymentOrder:
        """An order to give a payment back."""
        made = self.order(minor)
        return PaymentOrder(
            made.key, made.basket_id, 1, AttemptKind.REFUND, made.method, made.amount, self.at, reference
        )

    def tap(self, number: str = "4242424242424242", tip: int = 0) -> None:
        """The customer shows a card."""
        self.account.present_card({"card_present": {"number": number}, "amount_tip": tip}, self.reader["id"])

    def paid(self, minor: int = 12_550) -> str:
        """The reference of a payment that is taken."""
        driver, order = self.driver(), self.order(minor)
        reference = driver.start(order, at=self.at).reference
        self.tap()
        assert reference is not None
        assert driver.capture(order, reference, at=self.at).state is AttemptState.APPROVED
        return reference

    def intents(self, order: PaymentOrder) -> list[Json]:
        """What the account holds for an order."""
        return [each for each in self.objects.all("payment_intent") if each["metadata"].get("attempt") == order.key]

    def refunds(self, order: PaymentOrder) -> list[Json]:
        """Refunds that the account made for an order."""
        return [each for each in self.objects.all("refund") if each["metadata"].get("attempt") == order.key]

    def check(self, order: PaymentOrder, answer: PaymentAnswer) -> None:
        """What the driver says at last is what the account's books say, and nothing can come later."""
        if order.kind is AttemptKind.REFUND:
            moved = [each["amount"] for each in self.refunds(order)]
        else:
            moved = [each["amount_received"] for each in self.intents(order) if each["amount_received"]]
            states = {each["status"] for each in self.intents(order)}
            assert states <= ({"succeeded"} if answer.state in PAID_STATES else {"canceled"}), (order, answer, states)
        if answer.state in PAID_STATES:
            assert answer.amount_taken is not None
            assert moved == [answer.amount_taken.minor], (order, answer, moved)
        else:
            assert moved == [], (order, answer, moved)


def recover(world: StripeWorld, order: PaymentOrder, reference: str | None) -> PaymentAnswer:
    """Ask with a new driver until it is known what became of an order; a payment that still waits is cancelled."""
    driver = world.driver()
    answer = driver.status(order, reference, at=world.at)
    for number in range(ROUNDS):
        reference = answer.reference or reference
        if answer.state not in OPEN_STATES:
            return answer
        world.clock.pass_by(timedelta(minutes=3))
        if answer.state is AttemptState.AUTHORISED:
            answer = driver.capture(order, str(reference), at=world.at)
        elif answer.state is AttemptState.IN_PROGRESS and number:
            answer = driver.cancel(order, reference, at=world.at)
        else:
            answer = driver.status(order, reference, at=world.at)
    assert answer.state not in OPEN_STATES, answer
    return answer
