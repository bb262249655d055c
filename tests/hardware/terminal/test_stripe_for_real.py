"""The same payments in a real test account of Stripe's, where somebody has given us a key for one.

Without ``KASSA_STRIPE_TEST_KEY`` these run against the stand-in alone, whose rules are ours; this is what checks them.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from hardware.terminal.stripe_client import StripeAccess
from hardware.terminal.stripe_terminal import StripeTerminal
from models.money import Money
from models.payments.attempt import AttemptKind, PaymentAnswer, PaymentMethod, PaymentOrder
from models.payments.attempt_state import AttemptState
from tests.conftest import NOT_HERE
from tests.hardware.terminal.stripe_world import StripeWorld
from tests.waiting import came_true

KEY = os.environ.get("KASSA_STRIPE_TEST_KEY", "")
PLACE = {"line1": "Storgatan 1", "city": "Stockholm", "postal_code": "111 22", "country": "SE"}


@dataclass
class Bench:
    """An account with a simulated reader of Stripe's, and the till's driver for it."""

    access: StripeAccess
    reader: str
    now: Callable[[], datetime]

    @property
    def driver(self) -> StripeTerminal:
        """A driver as a new process makes it."""
        return StripeTerminal(self.access, self.reader)

    def tap(self, number: str) -> None:
        """Stripe's own test helper shows a card to the reader."""
        helper = self.access.v1.test_helpers.terminal.readers
        helper.present_payment_method(self.reader, {"type": "card_present", "card_present": {"number": number}})

    def order(self, minor: int, original: str | None = None) -> PaymentOrder:
        """An order under a key that no run used before."""
        kind = AttemptKind.CHARGE if original is None else AttemptKind.REFUND
        key = f"trial-{secrets.token_hex(12)}"
        return PaymentOrder(key, 1, 1, kind, PaymentMethod.CARD, Money(minor, "SEK"), self.now(), original)

    def settled(self, order: PaymentOrder, *states: AttemptState) -> PaymentAnswer:
        """What the driver says once it says one of these; a simulated reader takes a moment."""
        return self.repeated(lambda: self.driver.status(order, None, at=self.now()), *states)

    def repeated(self, step: Callable[[], PaymentAnswer], *states: AttemptState) -> PaymentAnswer:
        """What a step answers once it is one of these: on a busy machine an answer may come too late."""
        heard: list[PaymentAnswer] = []

        def ask() -> bool:
            heard.append(step())
            return heard[-1].state in states

        assert came_true(ask), heard[-1]
        return heard[-1]


@pytest.fixture(params=["stand-in", "real account"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """An account: the stand-in, and a real one if there is a key."""
    if request.param == "stand-in":
        world: StripeWorld = request.getfixturevalue("world")
        return Bench(world.access(), world.reader["id"], lambda: world.at)
    if not KEY.startswith(("rk_test_", "sk_test_")):
        pytest.skip(f"{NOT_HERE}a test account of Stripe's (KASSA_STRIPE_TEST_KEY)")
    access = StripeAccess(KEY)
    place = access.v1.terminal.locations.create({"display_name": "Test", "address": PLACE})
    reader = access.v1.terminal.readers.create({"registration_code": "simulated-wpe", "location": place.id})
    return Bench(access, str(reader.id), lambda: datetime.now(UTC))


def test_payment_is_taken_and_given_back(bench: Bench) -> None:
    order = bench.order(1_250)
    assert bench.driver.start(order, at=bench.now()).state is AttemptState.IN_PROGRESS
    bench.tap("4242424242424242")
    reserved = bench.settled(order, AttemptState.AUTHORISED)
    taken = bench.repeated(
        lambda: bench.driver.capture(order, str(reserved.reference), at=bench.now()), AttemptState.APPROVED
    )
    assert (taken.state, taken.amount_taken) == (AttemptState.APPROVED, Money(1_250, "SEK"))
    assert taken.card is not None
    assert taken.card.last_four == "4242"

    back = bench.order(500, str(taken.reference))
    given = bench.repeated(lambda: bench.driver.start(back, at=bench.now()), AttemptState.APPROVED)
    assert bench.driver.status(back, None, at=bench.now()).reference == given.reference
    first, until = order.made_at - timedelta(minutes=5), bench.now() + timedelta(minutes=5)
    assert {order.key, back.key} <= {each.key for each in bench.driver.payments(first, until)}


def test_refused_card_and_cancelled_payment_leave_nothing(bench: Bench) -> None:
    order = bench.order(900)
    bench.driver.start(order, at=bench.now())
    bench.tap("4000000000000002")
    bench.settled(order, AttemptState.DECLINED)
    order = bench.order(900)
    started = bench.driver.start(order, at=bench.now())
    assert bench.driver.cancel(order, started.reference, at=bench.now()).state is AttemptState.CANCELLED
    assert bench.driver.start(order, at=bench.now()).state is AttemptState.CANCELLED
