"""Payments by card, Swish and MobilePay through Stripe, as a till asks for them."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from hardware.terminal.port import PaymentTerminal
from hardware.terminal.stripe_client import NoStripeKey, PatientClient, StripeAccess, access_from_environment
from hardware.terminal.stripe_link import KEY_NAME
from hardware.terminal.stripe_terminal import StripeTerminal
from models.money import Money
from models.payments.attempt import KEY_TIME, AttemptKind, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.payments.card_slip import CardCheck, CardEntry, CardSlip
from tests.hardware.terminal.stripe_account import CODE_S, HOLD_S
from tests.hardware.terminal.stripe_objects import CANARY
from tests.hardware.terminal.stripe_server import TEST_KEY, Fault
from tests.hardware.terminal.stripe_world import CREATE, PATIENT, PROCESS, REFUND, StripeWorld

CODES = [PaymentMethod.SWISH, PaymentMethod.MOBILEPAY]


def test_card_is_asked_for_reserved_and_taken(world: StripeWorld) -> None:
    driver: PaymentTerminal = world.driver()
    order = world.order(12_550)

    started = driver.start(order, at=world.at)
    assert started.state is AttemptState.IN_PROGRESS
    assert driver.status(order, started.reference, at=world.at).state is AttemptState.IN_PROGRESS

    world.tap(tip=500)
    reserved = driver.status(order, started.reference, at=world.at)
    assert (reserved.state, reserved.amount_taken) == (AttemptState.AUTHORISED, Money(13_050, "SEK"))

    taken = driver.capture(order, str(started.reference), at=world.at)
    assert (taken.state, taken.amount_taken, taken.tip) == (
        AttemptState.APPROVED,
        Money(13_050, "SEK"),
        Money(500, "SEK"),
    )
    assert driver.status(order, None, at=world.at) == taken
    assert driver.start(order, at=world.at) == taken
    world.check(order, taken)


def test_of_the_card_only_what_a_receipt_shows_comes_through(world: StripeWorld) -> None:
    driver, order = world.driver(), world.order()
    reference = str(driver.start(order, at=world.at).reference)
    world.tap(CANARY)
    taken = driver.capture(order, reference, at=world.at)

    assert taken.card == CardSlip(
        brand="Visa",
        last_four=CANARY[-4:],
        entry=CardEntry.CHIP,
        check=CardCheck.PIN,
        application="A0000000031010",
        application_name="Visa •••",
        approval_code="123456",
    )
    listed = driver.payments(world.at - timedelta(days=1), world.at + timedelta(days=1))
    assert CANARY not in f"{taken} {driver.health()} {listed}"


def test_card_that_is_refused_is_closed_so_that_nothing_comes_later(world: StripeWorld) -> None:
    driver, order = world.driver(), world.order()
    reference = driver.start(order, at=world.at).reference
    world.tap("4000000000009995")

    refused = driver.status(order, reference, at=world.at)

    assert (refused.state, refused.reason) == (AttemptState.DECLINED, "insufficient_funds")
    world.check(order, refused)
    assert CANARY not in repr(refused)
    assert driver.start(world.order(), at=world.at).state is AttemptState.IN_PROGRESS


def test_customer_who_cancels_on_the_reader_has_declined(world: StripeWorld) -> None:
    driver, order = world.driver(), world.order()
    reference = driver.start(order, at=world.at).reference
    world.reader["action"].update(status="failed", failure_code="customer_canceled")

    for _ in range(2):
        answer = driver.status(order, reference, at=world.at)
        assert (answer.state, answer.reason) == (AttemptState.DECLINED, "customer_canceled")
    world.check(order, answer)


def test_cancel_in_time_frees_the_reader(world: StripeWorld) -> None:
    driver, order = world.driver(), world.order()
    reference = driver.start(order, at=world.at).reference

    answer = driver.cancel(order, reference, at=world.at)

    assert answer.state is AttemptState.CANCELLED
    assert world.reader["action"] is None
    world.check(order, answer)
    assert driver.status(order, reference, at=world.at).state is AttemptState.CANCELLED


def test_cancel_of_a_reservation_releases_it(world: StripeWorld) -> None:
    driver, order = world.driver(), world.order()
    reference = driver.start(order, at=world.at).reference
    world.tap()
    answer = driver.cancel(order, reference, at=world.at)
    assert answer.state is AttemptState.CANCELLED
    world.check(order, answer)


def test_cancel_too_late_tells_that_the_money_is_taken(world: StripeWorld) -> None:
    driver, order = world.driver(), world.order()
    reference = str(driver.start(order, at=world.at).reference)
    world.tap()
    driver.capture(order, reference, at=world.at)
    answer = driver.cancel(order, reference, at=world.at)
    assert answer.state is AttemptState.APPROVED
    world.check(order, answer)


def test_cancel_does_not_stop_what_the_reader_does_for_another(world: StripeWorld) -> None:
    driver, mine, other = world.driver(), world.order(), world.order(900)
    driver.start(other, at=world.at)
    busy = driver.start(mine, at=world.at)
    assert (busy.state, busy.reason) == (AttemptState.NOT_CHARGED, "terminal_reader_busy")

    driver.cancel(mine, busy.reference, at=world.at)

    world.check(mine, busy)
    assert driver.status(other, None, at=world.at).state is AttemptState.IN_PROGRESS


def test_reader_without_power_is_told_and_nothing_is_charged(world: StripeWorld) -> None:
    world.reader["status"] = "offline"
    driver, order = world.driver(), world.order()
    answer = driver.start(order, at=world.at)
    assert (answer.state, answer.reason) == (AttemptState.NOT_CHARGED, "terminal_reader_offline")
    world.check(order, answer)
    assert (driver.health().is_ready, driver.health().reason) == (False, "terminal_reader_offline")


def test_reader_that_may_have_got_the_request_is_asked_before_anything_is_said(world: StripeWorld) -> None:
    driver, order = world.driver(), world.order()
    world.server.plan(Fault.READER_TIMEOUT, PROCESS)
    started = driver.start(order, at=world.at)
    assert started.state is AttemptState.UNKNOWN
    assert driver.status(order, started.reference, at=world.at).state is AttemptState.IN_PROGRESS
    world.tap()
    answer = driver.capture(order, str(started.reference), at=world.at)
    assert answer.state is AttemptState.APPROVED


@pytest.mark.parametrize("method", CODES)
def test_code_is_shown_and_paid(world: StripeWorld, method: PaymentMethod) -> None:
    driver, order = StripeTerminal(world.access()), world.order(4_900, method)
    shown = driver.start(order, at=world.at)

    assert shown.state is AttemptState.IN_PROGRESS
    assert shown.code
    assert driver.status(order, None, at=world.at) == shown
    if method is PaymentMethod.SWISH:
        assert shown.code_ends_at == world.at + timedelta(seconds=CODE_S)

    world.account.pay_code(str(shown.reference))
    paid = driver.status(order, shown.reference, at=world.at)
    assert (paid.state, paid.amount_taken, paid.code) == (AttemptState.APPROVED, Money(4_900, "SEK"), "")
    world.check(order, paid)


@pytest.mark.parametrize("method", CODES)
def test_code_that_nobody_paid_is_closed(world: StripeWorld, method: PaymentMethod) -> None:
    driver, order = world.driver(), world.order(method=method)
    reference = driver.start(order, at=world.at).reference
    world.account.end_code(str(reference))
    answer = driver.status(order, reference, at=world.at)
    assert answer.state is AttemptState.DECLINED
    world.check(order, answer)


@pytest.mark.parametrize("method", CODES)
def test_code_that_is_cancelled_cannot_be_paid(world: StripeWorld, method: PaymentMethod) -> None:
    driver, order = world.driver(), world.order(method=method)
    reference = driver.start(order, at=world.at).reference
    answer = driver.cancel(order, reference, at=world.at)
    assert answer.state is AttemptState.CANCELLED
    world.check(order, answer)


def test_till_without_a_reader_offers_no_card(world: StripeWorld) -> None:
    driver = StripeTerminal(world.access())
    assert PaymentMethod.CARD not in driver.methods
    assert driver.start(world.order(), at=world.at).state is AttemptState.NOT_CHARGED
    assert driver.health().is_ready
    assert world.objects.all("payment_intent") == []


def test_money_goes_back_in_parts_and_never_more_than_was_paid(world: StripeWorld) -> None:
    driver, reference = world.driver(), world.paid(1_000)
    first = world.refund_of(reference, 400)
    given = driver.start(first, at=world.at)
    assert (given.state, given.amount_taken) == (AttemptState.APPROVED, Money(400, "SEK"))
    assert driver.status(first, None, at=world.at) == driver.start(first, at=world.at) == given
    world.check(first, given)

    too_much = world.refund_of(reference, 700)
    answer = driver.start(too_much, at=world.at)
    assert (answer.state, answer.reason) == (AttemptState.DECLINED, "amount_too_large")
    world.check(too_much, answer)
    assert driver.start(world.refund_of(reference, 600), at=world.at).state is AttemptState.APPROVED


def test_refund_that_stripe_may_still_get_is_not_called_failed(world: StripeWorld) -> None:
    order = world.refund_of(world.paid(), 500)
    world.server.plan(Fault.ERROR_BEFORE, REFUND)
    driver = world.driver()
    assert driver.start(order, at=world.at).state is AttemptState.UNKNOWN
    assert driver.status(order, None, at=world.at).state is AttemptState.UNKNOWN
    world.clock.pass_by(timedelta(minutes=11))
    assert driver.status(order, None, at=world.at).state is AttemptState.NOT_CHARGED


@pytest.mark.parametrize("kind", AttemptKind)
@pytest.mark.parametrize("fault", [Fault.REQUEST_LOST, Fault.REPLY_LOST, Fault.BUSY, Fault.CONFLICT, Fault.ERROR_AFTER])
def test_start_that_got_no_clear_answer_is_unknown(world: StripeWorld, fault: Fault, kind: AttemptKind) -> None:
    """A conflict is one, too: the first request under the key is still being carried out."""
    order = world.order() if kind is AttemptKind.CHARGE else world.refund_of(world.paid(), 500)
    world.server.plan(fault, CREATE if kind is AttemptKind.CHARGE else REFUND, 3)
    is_found = kind is AttemptKind.REFUND and fault is Fault.ERROR_AFTER
    answer = world.driver().start(order, at=world.at)
    assert answer.state is (AttemptState.APPROVED if is_found else AttemptState.UNKNOWN)


@pytest.mark.parametrize("kind", AttemptKind)
def test_without_the_internet_nothing_is_charged_and_the_basket_is_free(world: StripeWorld, kind: AttemptKind) -> None:
    """Only for the first start of an order: an earlier one may have left before the network did."""
    order = world.order() if kind is AttemptKind.CHARGE else world.refund_of(world.paid(), 500)
    nobody = StripeAccess(TEST_KEY, address="http://127.0.0.1:9", client=PatientClient(PATIENT, pause_s=0.001))
    driver = StripeTerminal(nobody, world.reader["id"])
    answer = driver.start(order, at=world.at)
    assert (answer.state, answer.reason) == (AttemptState.NOT_CHARGED, "no_connection")
    assert driver.status(order, None, at=world.at).state is AttemptState.UNKNOWN
    assert driver.start(order, at=world.at + timedelta(minutes=1)).state is AttemptState.UNKNOWN


def test_refund_that_stripe_made_while_it_failed_is_found(world: StripeWorld) -> None:
    order = world.refund_of(world.paid(), 500)
    world.server.plan(Fault.REQUEST_LOST, REFUND, 3)
    world.driver().start(order, at=world.at)
    world.clock.pass_by(timedelta(minutes=11))
    world.server.plan(Fault.ERROR_AFTER, REFUND)
    answer = world.driver().status(order, None, at=world.at)
    assert answer.state is AttemptState.APPROVED
    world.check(order, answer)


@pytest.mark.parametrize("kind", AttemptKind)
@pytest.mark.parametrize("is_made", [False, True])
def test_order_with_an_old_key_is_looked_up_and_never_sent_again(
    world: StripeWorld, kind: AttemptKind, *, is_made: bool
) -> None:
    """Stripe forgets keys: the same request would be a second payment."""
    order = world.order() if kind is AttemptKind.CHARGE else world.refund_of(world.paid(), 500)
    if is_made:
        world.driver().start(order, at=world.at)
    world.clock.pass_by(KEY_TIME + timedelta(hours=2))
    world.server.forget_keys()
    sent = len(world.server.asked)

    for ask in (world.driver().status(order, None, at=world.at), world.driver().start(order, at=world.at)):
        expected = AttemptState.APPROVED if kind is AttemptKind.REFUND else AttemptState.IN_PROGRESS
        assert ask.state is (expected if is_made else AttemptState.NOT_CHARGED)
    assert {name for name, _, _ in world.server.asked[sent:]}.isdisjoint({CREATE, PROCESS, REFUND})


def test_answer_that_is_given_again_under_a_key_is_not_taken_for_the_present(world: StripeWorld) -> None:
    driver, order = world.driver(), world.order()
    reference = driver.start(order, at=world.at).reference
    driver.cancel(order, reference, at=world.at)
    assert driver.start(order, at=world.at).state is AttemptState.CANCELLED


def test_status_of_an_order_that_never_left_closes_it_for_requests_on_their_way(world: StripeWorld) -> None:
    order = world.order()
    answer = world.driver().status(order, None, at=world.at)
    assert answer.state is AttemptState.NOT_CHARGED
    late = world.driver().start(order, at=world.at)
    world.check(order, late)
    assert world.reader["action"] is None


def test_what_is_asked_too_often_is_asked_again(world: StripeWorld) -> None:
    world.server.plan(Fault.BUSY, CREATE, 2)
    assert world.driver().start(world.order(), at=world.at).state is AttemptState.IN_PROGRESS


def test_question_sends_nothing_new_when_its_time_is_over(world: StripeWorld) -> None:
    hasty, order = world.driver(client=PatientClient(PATIENT, hurry_s=-1.0)), world.order()
    assert hasty.status(order, None, at=world.at).state is AttemptState.UNKNOWN
    assert hasty.start(order, at=world.at).state is AttemptState.NOT_CHARGED
    assert world.server.asked == []


def test_reservation_tells_until_when_it_stands(world: StripeWorld) -> None:
    driver, order = world.driver(), world.order()
    reference = str(driver.start(order, at=world.at).reference)
    assert driver.capture_before(reference) is None
    world.tap()
    assert driver.capture_before(reference) == world.at + timedelta(seconds=HOLD_S)


def test_key_shows_nowhere(
    world: StripeWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv(KEY_NAME, TEST_KEY)
    access = access_from_environment()
    driver, order = world.driver(), world.order()
    world.server.plan(Fault.REPLY_LOST, CREATE, 3)
    answer = driver.start(order, at=world.at)
    assert TEST_KEY not in f"{access!r} {driver!r} {vars(driver)} {answer} {caplog.text}"
    assert CANARY not in caplog.text


@pytest.mark.parametrize("key", ["", "pk_test_1", "whsec_1"])
def test_environment_without_a_usable_key_is_told_without_showing_it(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, key)
    with pytest.raises(NoStripeKey) as refusal:
        access_from_environment()
    assert not key or key not in str(refusal.value)


@pytest.mark.parametrize(
    ("key", "address"), [("rk_live_1", "http://127.0.0.1:1"), ("rk_test_1", "https://stripe.example")]
)
def test_stand_in_is_only_asked_on_this_machine_with_a_test_key(
    key: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_NAME, key)
    monkeypatch.setenv("KASSA_STRIPE_ADDRESS", address)
    with pytest.raises(NoStripeKey):
        access_from_environment()


def test_other_currency_is_counted_as_stripe_counts_it(world: StripeWorld) -> None:
    driver, order = world.driver(), replace(world.order(), amount=Money(1_990, "ISK"))
    reference = str(driver.start(order, at=world.at).reference)
    assert world.intents(order)[0]["amount"] == 199_000
    world.tap()
    assert driver.capture(order, reference, at=world.at).amount_taken == Money(1_990, "ISK")


def test_key_that_stripe_does_not_know_charges_nothing(world: StripeWorld) -> None:
    driver = StripeTerminal(StripeAccess("rk_test_other", address=world.server.url), world.reader["id"])
    order = world.order()
    answer = driver.start(order, at=world.at)
    assert (answer.state, answer.reason) == (AttemptState.NOT_CHARGED, "AuthenticationError")
    world.check(order, answer)
    assert driver.status(order, None, at=world.at).state is AttemptState.UNKNOWN
    assert not driver.health().is_ready
