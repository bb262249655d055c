"""Events of Stripe's: only what Stripe signed just now is one, and it names a payment at most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import stripe

from hardware.terminal.stripe_events import ForgedEvent, hook_secrets, read_event
from tests.hardware.terminal.stripe_document import Json
from tests.hardware.terminal.stripe_server import HOOK_SECRET, signed

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECONDS = int(AT.timestamp())
SECRETS = (HOOK_SECRET,)
CARD = "4111111111111111"


def event(about: Json | None = None, number: str = "evt_1") -> Json:
    return {"id": number, "object": "event", "type": "anything", "data": {"object": about or intent()}}


def intent(**more: object) -> Json:
    return {"object": "payment_intent", "id": "pi_1", "metadata": {"attempt": "key-1"}, **more}


@pytest.mark.parametrize(
    ("about", "key", "reference"),
    [
        (intent(), "key-1", "pi_1"),
        (intent(metadata={}), None, "pi_1"),
        ({"object": "charge", "id": "ch_1", "payment_intent": "pi_2"}, None, "pi_2"),
        (
            {"object": "refund", "id": "re_1", "payment_intent": "pi_2", "metadata": {"attempt": "key-9"}},
            "key-9",
            "re_1",
        ),
        ({"object": "dispute", "id": "du_1", "payment_intent": "pi_3"}, None, "pi_3"),
        (
            {
                "object": "terminal.reader",
                "id": "tmr_1",
                "action": {"process_payment_intent": {"payment_intent": "pi_4"}},
            },
            None,
            "pi_4",
        ),
        (intent(id="pi_" + "1" * 99, metadata={"attempt": "k" * 99}, payment_intent={"id": "pi_5"}), None, None),
        (intent(id=CARD, metadata={"attempt": CARD}, payment_intent="pi_6"), None, "pi_6"),
        ({"object": "payout", "id": "po_1"}, None, None),
    ],
)
def test_an_event_names_the_payment_that_it_is_about(about: Json, key: str | None, reference: str | None) -> None:
    body, mark = signed(event(about), SECONDS)
    heard = read_event(body, mark, SECRETS, at=AT)
    assert (heard and heard.key, heard and heard.reference) == (key, reference)


def test_the_signature_is_the_one_of_stripes_own_library() -> None:
    body, mark = signed(event(), SECONDS)
    assert stripe.WebhookSignature.verify_header(body.decode(), mark, HOOK_SECRET)
    assert read_event(body, f"t={SECONDS},v0=1,v1={'0' * 64},{mark.partition(',')[2]}", ("other", HOOK_SECRET), at=AT)


@pytest.mark.parametrize(
    "mark",
    [
        "",
        "v1=" + "0" * 64,
        f"t={SECONDS},v1={'0' * 64}",
        f"t={SECONDS}",
        "t=now,v1=x",
        f"t={SECONDS},t={SECONDS + 1},v1={'0' * 64}",
        "t=99999999999,v1=" + "0" * 64,
        signed(event(number="evt_2"), SECONDS)[1],
        signed(event(), SECONDS, "whsec_other")[1],
        signed(event(), SECONDS)[1].replace("v1=", "v0="),
    ],
)
def test_what_stripe_did_not_sign_is_refused(mark: str) -> None:
    with pytest.raises(ForgedEvent):
        read_event(signed(event(), SECONDS)[0], mark, SECRETS, at=AT)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_recorded_event_is_refused_when_it_is_sent_again_later(seconds: int) -> None:
    body, mark = signed(event(), SECONDS)
    with pytest.raises(ForgedEvent):
        read_event(body, mark, SECRETS, at=AT + timedelta(seconds=seconds))
    assert read_event(body, mark, SECRETS, at=AT + timedelta(seconds=seconds * 299 // 301)) is not None


@pytest.mark.parametrize(
    "wrong", [[], {"id": 7}, {"id": "evt_" + "1" * 99}, {"id": f"evt_{CARD}"}, {"id": "../evt_1"}, "x"]
)
def test_a_signed_text_that_is_no_event_is_refused(wrong: Json) -> None:
    with pytest.raises(ForgedEvent):
        read_event(*signed(wrong, SECONDS), SECRETS, at=AT)


def test_secrets_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASSA_STRIPE_WEBHOOK_SECRET", " whsec_1, whsec_2 ,")
    assert hook_secrets() == ("whsec_1", "whsec_2")
    monkeypatch.delenv("KASSA_STRIPE_WEBHOOK_SECRET")
    assert hook_secrets() == ()
