"""Signatures of webhooks: the receivers' own library takes ours, and makes the same."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from integrations.webhooks.signed_headers import sign, signed_headers

SECRETS = st.binary(min_size=24, max_size=64).map(lambda raw: f"whsec_{base64.b64encode(raw).decode()}")
BODIES = st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=3)
FORMER = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@given(SECRETS, st.from_regex(r"evt_[0-9]{1,4}_[0-9]{1,9}", fullmatch=True), st.text(max_size=40))
def test_the_outside_library_takes_our_signatures_and_we_take_its(secret: str, event_id: str, text: str) -> None:
    at, body = now(), f'{{"text": "{text.encode("unicode_escape").hex()}"}}'
    theirs = Webhook(secret)
    assert theirs.verify(body, signed_headers([secret], event_id, at, body)) is not None
    assert theirs.sign(event_id, at, body) == sign(secret, event_id, at, body)
    with pytest.raises(WebhookVerificationError):
        theirs.verify(body + " ", signed_headers([secret], event_id, at, body))


def test_with_two_secrets_a_receiver_that_has_either_takes_the_message() -> None:
    new, at = f"whsec_{base64.b64encode(bytes(range(32))).decode()}", now()
    headers = signed_headers([new, FORMER], "evt_1_2", at, "{}")
    for secret in (new, FORMER):
        Webhook(secret).verify("{}", headers)
    other = f"whsec_{base64.b64encode(bytes(32)).decode()}"
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify("{}", headers)
