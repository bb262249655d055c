"""Paying on Stripe's own page: reserved, taken in part, released, given back, over; with lost requests and replies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hardware.terminal.port import PageWords, PaymentPage
from hardware.terminal.stripe_checkout import PAGE_TIME, StripeCheckout
from models.money import Money
from models.payments.attempt import KEY_TIME, AttemptKind, PaymentMethod, PaymentOrder
from models.payments.attempt_state import AttemptState
from tests.hardware.terminal.stripe_pages import expire_session, pay_on_page
from tests.hardware.terminal.stripe_server import Fault
from tests.hardware.terminal.stripe_world import CAPTURE, Died, DyingClient, StripeWorld

MAKE = "post /v1/checkout/sessions"
EXPIRE = "post /v1/checkout/sessions/{session}/expire"
WORDS = PageWords("https://shop.example/order/secret", "Order 123456")


def driver(world: StripeWorld) -> PaymentPage:
    """As a new process makes it."""
    return StripeCheckout(world.access(), WORDS)


def web_order(world: StripeWorld, minor: int = 12_550) -> PaymentOrder:
    return world.order(minor, PaymentMethod.WEB)


def session_id(world: StripeWorld) -> str:
    (session,) = world.objects.all("checkout.session")
    return str(session["id"])


def test_a_card_is_reserved_on_the_page_and_less_is_taken(world: StripeWorld) -> None:
    page, order = driver(world), web_order(world)
    assert page.start(order, at=world.at).state is AttemptState.IN_PROGRESS
    assert driver(world).page(order, at=world.at) == f"https://checkout.stripe.com/c/pay/{order.key}"
    pay_on_page(world.account, session_id(world), "card")
    answer = page.status(order, None, at=world.at)
    assert (answer.state, answer.amount_taken) == (AttemptState.AUTHORISED, Money(12_550, "SEK"))
    assert page.page(order, at=world.at) is None
    less = replace(order, amount=Money(5_000, "SEK"))
    for each in (page, driver(world)):
        taken = each.capture(less, str(answer.reference), at=world.at)
        assert (taken.state, taken.amount_taken) == (AttemptState.APPROVED, less.amount)
    world.check(order, taken)
    listed = page.payments(world.at - timedelta(hours=1), world.at + timedelta(hours=1))
    assert [(each.key, each.amount_taken) for each in listed] == [(order.key, less.amount)]
    (session,) = world.objects.all("checkout.session")
    assert session["success_url"] == "https://shop.example/order/secret?paid=1"


def test_swish_is_taken_at_once_and_goes_back_in_part(world: StripeWorld) -> None:
    page, order = driver(world), web_order(world)
    page.start(order, at=world.at)
    pay_on_page(world.account, session_id(world), "swish")
    answer = page.status(order, None, at=world.at)
    assert answer.state is AttemptState.APPROVED
    back = replace(world.refund_of(str(answer.reference), 2_550), method=PaymentMethod.WEB)
    assert back.kind is AttemptKind.REFUND
    for _ in range(2):
        assert page.start(back, at=world.at).state is AttemptState.APPROVED
    assert [each["amount"] for each in world.refunds(back)] == [2_550]


def test_who_cancels_pays_nothing_any_more(world: StripeWorld) -> None:
    page, order, other = driver(world), web_order(world), web_order(world)
    page.start(order, at=world.at)
    number = session_id(world)
    assert page.cancel(order, None, at=world.at).state is AttemptState.NOT_CHARGED
    with pytest.raises(AssertionError, match="the page is over"):
        pay_on_page(world.account, number, "card")
    assert page.cancel(other, None, at=world.at).state is AttemptState.NOT_CHARGED, "of which nothing was asked"
    third = web_order(world)
    page.start(third, at=world.at)
    sessions = {each["client_reference_id"]: each["id"] for each in world.objects.all("checkout.session")}
    pay_on_page(world.account, sessions[third.key], "card")
    released = page.cancel(third, None, at=world.at)
    assert released.state in {AttemptState.NOT_CHARGED, AttemptState.CANCELLED}
    world.check(third, released)


def test_a_page_ends_and_a_late_request_makes_none(world: StripeWorld) -> None:
    page, order, late = driver(world), web_order(world), web_order(world)
    page.start(order, at=world.at)
    world.clock.pass_by(PAGE_TIME)
    assert page.status(order, None, at=world.at).state is AttemptState.NOT_CHARGED
    assert page.start(late, at=world.at).state is AttemptState.NOT_CHARGED, "its page would be too short"
    world.clock.pass_by(KEY_TIME + timedelta(hours=1))
    world.server.forget_keys()
    assert page.status(order, None, at=world.at).state is AttemptState.NOT_CHARGED
    assert len(world.objects.all("checkout.session")) == 1
    assert page.page(order, at=world.at) is None


def test_a_payment_is_there_after_the_key_is_old(world: StripeWorld) -> None:
    page, order = driver(world), web_order(world)
    page.start(order, at=world.at)
    pay_on_page(world.account, session_id(world), "swish")
    world.clock.pass_by(KEY_TIME + timedelta(hours=1))
    world.server.forget_keys()
    assert page.status(order, None, at=world.at).state is AttemptState.APPROVED


@pytest.mark.parametrize(
    "fault", [Fault.REQUEST_LOST, Fault.REPLY_LOST, Fault.ERROR_BEFORE, Fault.BUSY, Fault.CONFLICT]
)
def test_a_lost_request_makes_no_second_page(world: StripeWorld, fault: Fault) -> None:
    page, order = driver(world), web_order(world)
    world.server.plan(fault, MAKE, times=9)
    assert page.start(order, at=world.at).state is AttemptState.UNKNOWN
    assert page.page(order, at=world.at) is None
    world.server.forget_plans()
    if fault is Fault.ERROR_BEFORE:
        world.server.forget_keys()
    assert driver(world).status(order, None, at=world.at).state is AttemptState.IN_PROGRESS
    assert len(world.objects.all("checkout.session")) == 1


@pytest.mark.parametrize("is_sent", [False, True])
def test_a_process_that_dies_while_it_takes_the_money_takes_it_once(world: StripeWorld, *, is_sent: bool) -> None:
    page, order = driver(world), web_order(world)
    page.start(order, at=world.at)
    pay_on_page(world.account, session_id(world), "card")
    reference = str(page.status(order, None, at=world.at).reference)
    less = replace(order, amount=Money(1_000, "SEK"))
    dying = StripeCheckout(world.access(client=DyingClient("/capture", is_sent=is_sent)), WORDS)
    with pytest.raises(Died):
        dying.capture(less, reference, at=world.at)
    answer = page.capture(less, reference, at=world.at)
    assert answer.amount_taken == less.amount
    world.check(order, answer)


def test_money_that_cannot_be_taken_now_stays_reserved(world: StripeWorld) -> None:
    page, order = driver(world), web_order(world)
    page.start(order, at=world.at)
    pay_on_page(world.account, session_id(world), "card")
    reference = str(page.status(order, None, at=world.at).reference)
    world.server.plan(Fault.REQUEST_LOST, CAPTURE, times=9)
    assert page.capture(order, reference, at=world.at).state is AttemptState.AUTHORISED
    world.server.forget_plans()
    assert page.capture(order, reference, at=world.at).state is AttemptState.APPROVED


def test_a_page_that_ends_while_it_is_closed_is_closed(world: StripeWorld) -> None:
    page, order = driver(world), web_order(world)
    page.start(order, at=world.at)
    world.server.plan(Fault.REPLY_LOST, EXPIRE)
    expire_session(world.account, {}, session_id(world))
    assert page.cancel(order, None, at=world.at).state is AttemptState.NOT_CHARGED
