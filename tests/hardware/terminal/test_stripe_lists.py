"""What Stripe lists of its own: payments, refunds, and payouts with their fees."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hardware.terminal.stripe_lists import StripeUnavailable
from models.payments.attempt import AttemptKind
from models.payments.attempt_state import AttemptState
from models.payments.dispute import DisputeReason, DisputeState
from tests.hardware.terminal.stripe_server import Fault
from tests.hardware.terminal.stripe_world import StripeWorld


def test_payments_and_refunds_are_listed_with_our_keys(world: StripeWorld) -> None:
    driver = world.driver()
    order, unpaid = world.order(1_000), world.order(900)
    reference = str(driver.start(order, at=world.at).reference)
    world.tap()
    driver.capture(order, reference, at=world.at)
    driver.cancel(unpaid, driver.start(unpaid, at=world.at).reference, at=world.at)
    for metadata in ({"shop": "on the web"}, {"attempt": "trial-1", "basket": "0"}):
        asked = {"amount": 100, "currency": "sek", "payment_method_types": ["swish"], "metadata": metadata}
        elsewhere = world.account.create_intent(asked)
        world.objects.held[elsewhere["id"]]["status"] = "requires_action"
        world.account.pay_code(elsewhere["id"])
    world.clock.pass_by(timedelta(minutes=1))
    back = world.refund_of(reference, 250)
    driver.start(back, at=world.at)

    listed = driver.payments(world.at - timedelta(hours=1), world.at + timedelta(hours=1))

    assert [(each.key, each.kind, each.state, each.amount_taken.minor) for each in listed] == [
        (order.key, AttemptKind.CHARGE, AttemptState.APPROVED, 1_000),
        (back.key, AttemptKind.REFUND, AttemptState.APPROVED, 250),
    ]
    assert driver.payments(world.at + timedelta(hours=1), world.at + timedelta(hours=2)) == []


def test_lists_are_read_to_their_last_page(world: StripeWorld) -> None:
    for _ in range(103):
        asked = {"amount": 100, "currency": "sek", "payment_method_types": ["swish"], "metadata": {"attempt": "a"}}
        intent = world.account.create_intent(asked)
        world.objects.held[intent["id"]]["status"] = "requires_action"
        world.account.pay_code(intent["id"])
    assert len(world.driver().payments(world.at, world.at + timedelta(seconds=1))) == 103


def test_payouts_are_the_sum_of_their_parts(world: StripeWorld) -> None:
    driver, reference = world.driver(), world.paid(10_000)
    driver.start(world.refund_of(reference, 2_500), at=world.at)
    world.account.pay_out()

    (payout,) = driver.payouts(world.at, world.at + timedelta(days=1))

    assert {(each.reference, each.kind, each.gross.minor) for each in payout.parts if each.kind == "charge"} == {
        (reference, "charge", 10_000)
    }
    assert sum(each.net.minor for each in payout.parts) == payout.amount.minor
    assert sum(each.fee.minor for each in payout.parts) == 250


def test_disputes_are_listed_with_what_the_shop_may_still_do(world: StripeWorld) -> None:
    reference = world.paid(10_000)
    due = int((world.at + timedelta(days=7)).timestamp())
    for reason, status, until in (
        ("product_not_received", "needs_response", due),
        ("general", "under_review", due),
        ("fraudulent", "lost", 0),
    ):
        world.account.dispute(reference, reason, status, until)
    listed = world.driver().disputes(world.at - timedelta(days=1), world.at + timedelta(days=1))
    assert [(each.payment, each.amount.minor) for each in listed] == [(reference, 10_000)] * 3
    assert [(each.reason, each.state, each.answer_by is None) for each in listed] == [
        (DisputeReason.NOT_RECEIVED, DisputeState.TO_ANSWER, False),
        (DisputeReason.OTHER, DisputeState.AT_BANK, False),
        (DisputeReason.FRAUDULENT, DisputeState.LOST, True),
    ]
    assert world.driver().disputes(world.at + timedelta(days=1), world.at + timedelta(days=2)) == []


def test_lists_that_cannot_be_had_are_told(world: StripeWorld) -> None:
    world.server.plan(Fault.REQUEST_LOST, "get /v1/payouts", 9)
    with pytest.raises(StripeUnavailable):
        world.driver().payouts(world.at, world.at)
    world.server.plan(Fault.REQUEST_LOST, "get /v1/disputes", 9)
    with pytest.raises(StripeUnavailable):
        world.driver().disputes(world.at, world.at)
