"""The stand-in for Stripe holds both sides to Stripe's document: what it lets through is what Stripe describes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import stripe

from hardware.terminal.stripe_client import StripeAccess
from tests.hardware.terminal.stripe_document import Json
from tests.hardware.terminal.stripe_server import Fault, signed
from tests.hardware.terminal.stripe_world import CREATE, StripeWorld

CARD = {"amount": 100, "currency": "sek", "payment_method_types": ["card_present"], "capture_method": "manual"}


def _wrong(world: StripeWorld) -> list[str]:
    """What went against the document so far; the test has seen it."""
    found = list(world.server.wrong)
    world.server.wrong.clear()
    return found


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (CARD | {"colour": "red"}, "'colour' was unexpected"),
        (CARD | {"amount": "much"}, "'much' is not of type 'integer'"),
        ({"amount": 100}, "'currency' is a required property"),
        (CARD | {"capture_method": "perhaps"}, "'perhaps' is not one of"),
        (CARD | {"payment_method_data": {"type": "swish", "pan": "1"}}, "'pan' was unexpected"),
    ],
)
def test_request_against_the_document_is_a_failure(world: StripeWorld, asked: Json, told: str) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        world.access().v1.payment_intents.create(asked)
    (breach,) = _wrong(world)
    assert told in breach


def test_answer_against_the_document_is_a_failure(world: StripeWorld) -> None:
    world.reader["status"] = "asleep"
    world.access().v1.terminal.readers.retrieve(world.reader["id"])
    (breach,) = _wrong(world)
    assert breach.startswith("get /v1/terminal/readers/{reader}: ")


def test_operation_that_is_not_there_is_a_failure(world: StripeWorld) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        world.access().v1.customers.create({})
    assert _wrong(world) == ["the stand-in does not know POST /v1/customers"]


def test_key_gives_the_stored_answer_even_an_error_and_refuses_other_parameters(world: StripeWorld) -> None:
    intents, key = world.access().v1.payment_intents, {"idempotency_key": "k1"}
    world.server.plan(Fault.ERROR_AFTER, CREATE)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            intents.create(CARD, key)
    with pytest.raises(stripe.IdempotencyError):
        intents.create(CARD | {"amount": 200}, key)
    assert len(world.objects.all("payment_intent")) == 1
    assert _wrong(world) == [f"{CREATE}: other parameters under the key k1"]

    world.server.forget_keys()
    assert intents.create(CARD, key).amount == 100
    assert len(world.objects.all("payment_intent")) == 2


def test_payment_that_is_not_indexed_yet_is_listed_and_not_found(world: StripeWorld) -> None:
    intents = world.access().v1.payment_intents
    intents.create(CARD | {"metadata": {"attempt": "a1"}})
    query = {"query": "metadata['attempt']:'a1'"}
    assert not intents.search(query).data
    world.clock.pass_by(timedelta(minutes=2))
    assert len(intents.search(query).data) == 1


def test_wrong_key_is_not_let_in(world: StripeWorld) -> None:
    with pytest.raises(stripe.AuthenticationError):
        StripeAccess("rk_test_other", address=world.server.url).v1.payment_intents.list()


def test_events_are_signed_as_the_library_checks_them(world: StripeWorld) -> None:
    world.access().v1.payment_intents.create(CARD)
    (event,) = world.server.events
    at = int(world.clock())
    body, signature = signed(event, at, "whsec_a")
    check = stripe.WebhookSignature.verify_header
    with pytest.raises(stripe.SignatureVerificationError):
        check(body.decode(), signature, "whsec_b")
    assert check(body.decode(), signature, "whsec_a")
