"""Events that Stripe sends to the shop: whether one is from Stripe, and which payment it is about.

Scheme of the signature: https://docs.stripe.com/webhooks#verify-manually. What an event claims of a payment is not
read: whoever is asked about the payment answers that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hardware.terminal.stripe_client import Json
from models.card_data import has_card_data
from models.errors import Refused
from models.payments.provider_event import EVENT_KEY_MAX, EVENT_REFERENCE_MAX, ProviderEvent

#: The signing secret of the endpoint, or while one replaces another both, separated by a comma.
HOOK_SECRET_NAME = "KASSA_STRIPE_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
#: A signature is valid for so long: one that is recorded and sent again later is refused.
TOLERANCE = timedelta(minutes=5)
#: Stripe's own events are below 30 kB.
EVENT_MAX_BYTES = 64 * 1024
_ID = re.compile(r"evt_[A-Za-z0-9_]{1,76}")
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_MARK = re.compile(r"[0-9a-f]{64}")


class ForgedEvent(Refused):
    """An event that Stripe did not sign, or signed too long ago, or that cannot be read."""

    code = "forged_event"
    text = "The event is not signed by Stripe, or is too old: {reason}. Nothing was looked up and nothing was changed."

    reason: str


def hook_secrets() -> tuple[str, ...]:
    """The signing secrets in the environment; none: events are not heard at all."""
    return tuple(part for part in map(str.strip, os.environ.get(HOOK_SECRET_NAME, "").split(",")) if part)


def read_event(body: bytes, signature: str, secrets: tuple[str, ...], *, at: datetime) -> ProviderEvent | None:
    """The event in ``body``; ``None`` for a real one that is about no payment. Raises :class:`ForgedEvent`.

    ``body`` is what came over the wire, byte for byte: JSON that was read and written again has another signature.
    """
    signed_at, marks = _parts(signature)
    if abs(at - signed_at) > TOLERANCE:
        raise ForgedEvent("the time of its signature is not now")
    signed_text = f"{int(signed_at.timestamp())}.".encode() + body
    own_marks = [hmac.new(secret.encode(), signed_text, hashlib.sha256).hexdigest() for secret in secrets]
    if not any(hmac.compare_digest(mark, own) for mark in marks for own in own_marks):
        raise ForgedEvent("no signature fits")
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise ForgedEvent("it is no JSON") from None
    return _event(event, at)


def _parts(signature: str) -> tuple[datetime, list[str]]:
    pairs = [part.strip().partition("=") for part in signature.split(",")[:20]]
    times = [value for name, _, value in pairs if name == "t"]
    if len(times) != 1 or not re.fullmatch(r"[0-9]{1,11}", times[0], re.ASCII):
        raise ForgedEvent("it has no signature")
    marks = [value for name, _, value in pairs if name == "v1" and _MARK.fullmatch(value)]
    return datetime.fromtimestamp(int(times[0]), UTC), marks


def _event(event: Any, at: datetime) -> ProviderEvent | None:
    number = event.get("id") if isinstance(event, dict) else None
    if not isinstance(number, str) or not _ID.fullmatch(number) or has_card_data(number):
        raise ForgedEvent("it has no id")
    data = event.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    if not isinstance(about, dict):
        return None
    metadata = about.get("metadata")
    key = metadata.get("attempt") if isinstance(metadata, dict) else None
    key = key if isinstance(key, str) and 0 < len(key) <= EVENT_KEY_MAX and not has_card_data(key) else None
    reference = next(_references(about), None)
    return ProviderEvent(number, key, reference, at) if key or reference else None


def _references(about: Json) -> Iterator[str]:
    """The payment that an object is, or belongs to."""
    action = about.get("action") if isinstance(about.get("action"), dict) else {}
    process = action.get("process_payment_intent") if isinstance(action, dict) else None
    at_reader = process.get("payment_intent") if isinstance(process, dict) else None
    own = about.get("id") if about.get("object") in {"payment_intent", "refund"} else None
    for each in (own, about.get("payment_intent"), at_reader):
        is_name = isinstance(each, str) and len(each) <= EVENT_REFERENCE_MAX and _NAME.fullmatch(each)
        if isinstance(each, str) and is_name and not has_card_data(each):
            yield each
