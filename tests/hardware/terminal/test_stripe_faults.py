"""Whatever is lost on the way to Stripe or back: what the driver says at last is what the account's books say."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest

from hardware.terminal.stripe_charges import StripeCharges
from hardware.terminal.stripe_link import RETURN_PAGE
from hardware.terminal.stripe_terminal import StripeTerminal
from models.payments.attempt import PaymentMethod, PaymentOrder
from models.payments.attempt_state import AttemptState
from tests.hardware.terminal.stripe_account import GOOD_CARD
from tests.hardware.terminal.stripe_server import Fault
from tests.hardware.terminal.stripe_world import (
    CANCEL,
    CAPTURE,
    CREATE,
    IMPATIENT,
    PATIENT,
    PROCESS,
    REFUND,
    Died,
    DyingClient,
    StripeWorld,
    recover,
)

#: As often as one request is sent, so that all of them go wrong.
ALL_TRIES = 3
STEPS = {"create": CREATE, "process": PROCESS, "capture": CAPTURE, "cancel": CANCEL, "refund": REFUND}
FAULTS = [each for each in Fault if each is not Fault.READER_TIMEOUT]


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which one step goes wrong, with a customer who shows a card at once or never."""

    step: str
    fault: Fault
    times: int
    card: str | None

    def __str__(self) -> str:
        return f"{self.step}, {self.fault} x{self.times}, {'card' if self.card else 'no card'}"


def _go_wrong(world: StripeWorld, driver: StripeTerminal, case: Case) -> tuple[PaymentOrder, str | None]:
    """Do what a till does up to the step that goes wrong; the order and what is known of its reference."""
    if case.step == "refund":
        order = world.refund_of(world.paid(), 4_000)
        world.server.plan(case.fault, REFUND, case.times)
        return order, driver.start(order, at=world.at).reference
    order = world.order()
    world.account.waiting_card = case.card
    world.server.plan(case.fault, STEPS[case.step], case.times)
    answer = driver.start(order, at=world.at)
    if case.step == "cancel":
        answer = driver.cancel(order, answer.reference, at=world.at)
    if case.step == "capture":
        answer = driver.status(order, answer.reference, at=world.at)
        if answer.reference is not None and answer.state is AttemptState.AUTHORISED:
            answer = driver.capture(order, answer.reference, at=world.at)
    return order, answer.reference


CASES = [
    Case(step, fault, times, card)
    for step, fault, times, card in product(STEPS, FAULTS, (1, ALL_TRIES), (GOOD_CARD, None))
    if (step != "refund" or card) and (fault is not Fault.SLOW or times == ALL_TRIES)
] + [Case("process", Fault.READER_TIMEOUT, 1, card) for card in (GOOD_CARD, None)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_step_that_goes_wrong_never_takes_money_twice_or_unseen(world: StripeWorld, case: Case) -> None:
    waits = IMPATIENT if case.fault is Fault.SLOW else PATIENT
    order, reference = _go_wrong(world, world.driver(waits), case)

    answer = recover(world, order, reference)

    world.check(order, answer)
    assert recover(world, order, answer.reference).state is answer.state


@pytest.mark.parametrize("is_sent", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_till_that_dies_at_a_step_learns_what_became_of_it(world: StripeWorld, step: str, *, is_sent: bool) -> None:
    """The reference is lost with the till: nothing but the order is stored."""
    order = world.refund_of(world.paid(), 4_000) if step == "refund" else world.order()
    world.account.waiting_card = GOOD_CARD if step == "capture" else None
    endings = {"create": "/payment_intents", "process": "/process_payment_intent", "refund": "/refunds"}
    dying = world.driver(client=DyingClient(endings.get(step, f"/{step}"), is_sent=is_sent))

    with pytest.raises(Died):
        _sell(world, dying, order, is_captured=step == "capture")
    answer = recover(world, order, None)

    world.check(order, answer)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", [PaymentMethod.SWISH, PaymentMethod.MOBILEPAY])
def test_code_whose_request_goes_wrong_is_paid_once_or_not_at_all(
    world: StripeWorld, method: PaymentMethod, fault: Fault
) -> None:
    waits = IMPATIENT if fault is Fault.SLOW else PATIENT
    order = world.order(method=method)
    world.server.plan(fault, CREATE, ALL_TRIES)
    reference = world.driver(waits).start(order, at=world.at).reference
    for each in world.intents(order):
        world.account.pay_code(each["id"])

    answer = recover(world, order, reference)

    world.check(order, answer)


def _sell(world: StripeWorld, driver: StripeTerminal, order: PaymentOrder, *, is_captured: bool) -> None:
    """Start, capture if told to, and cancel at last."""
    answer = driver.start(order, at=world.at)
    if is_captured:
        driver.capture(order, str(answer.reference), at=world.at)
    driver.cancel(order, answer.reference, at=world.at)


class _Naive(StripeCharges):
    """Takes a new key for each request, as a driver does that thinks of no crash."""

    tries = 0

    def make(self, order: PaymentOrder) -> tuple[dict[str, object], bool]:
        type(self).tries += 1
        intent = self._access.v1.payment_intents.create(
            {
                "amount": order.amount.minor,
                "currency": "sek",
                "metadata": {"attempt": order.key},
                "payment_method_types": ["swish"],
                "payment_method_data": {"type": "swish"},
                "confirm": True,
                "return_url": RETURN_PAGE,
            },
            {"idempotency_key": f"{order.key}:{self.tries}"},
        )
        return intent.to_dict(), False


def test_the_same_check_catches_a_driver_with_a_new_key_for_each_request(world: StripeWorld) -> None:
    naive = world.driver()
    naive._charges = _Naive(world.access(), RETURN_PAGE)
    order = world.order(method=PaymentMethod.SWISH)
    world.server.plan(Fault.REPLY_LOST, CREATE, ALL_TRIES)
    reference = naive.start(order, at=world.at).reference
    for each in world.intents(order):
        world.account.pay_code(each["id"])
    answer = naive.status(order, reference, at=world.at)

    with pytest.raises(AssertionError):
        world.check(order, answer)
