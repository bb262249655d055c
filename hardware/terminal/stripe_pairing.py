"""The readers of a Stripe account: listed, and registered with the code that a new reader shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import stripe

from hardware.terminal.stripe_charges import PAGE
from hardware.terminal.stripe_client import Json, StripeAccess, is_lost, reason_of
from hardware.terminal.stripe_lists import StripeUnavailable
from models.errors import Refused
from models.payments.card_slip import terminal_text


class ReaderRefused(Refused):
    """Stripe does not register a reader, or the shop has to choose its location."""

    code = "reader_refused"
    text = (
        "The reader was not registered: {reason}. Nothing was changed. Make a new code on the reader (settings, "
        "generate pairing code), and see docs/payments_stripe.md for the place."
    )

    reason: str


@dataclass(frozen=True, slots=True)
class AccountReader:
    """One reader that the account knows; ``place`` is the id of Stripe's location."""

    id: str
    name: str
    kind: str
    place: str
    is_online: bool


def list_readers(access: StripeAccess) -> list[AccountReader]:
    """The readers of the account."""
    try:
        with access.question():
            return [_reader(each) for each in _all(access.v1.terminal.readers)]
    except stripe.StripeError as error:
        raise StripeUnavailable(reason_of(error)) from error


def register_reader(access: StripeAccess, code: str, *, name: str, place: str | None) -> AccountReader:
    """Register the reader that shows ``code``, at ``place`` or at the account's only one; :class:`ReaderRefused`."""
    try:
        with access.question():
            parameters = {"registration_code": code, "location": place or _only_place(access), "label": name}
            key = {"idempotency_key": f"pair:{code}:{name}:{parameters['location']}"}
            return _reader(access.v1.terminal.readers.create(parameters, key).to_dict())
    except stripe.StripeError as error:
        if is_lost(error):
            raise StripeUnavailable(reason_of(error)) from error
        raise ReaderRefused(f"Stripe answers {reason_of(error)}") from error


def _only_place(access: StripeAccess) -> str:
    places = [each["id"] for each in _all(access.v1.terminal.locations)]
    if len(places) != 1:
        choices = ", ".join(places) or "none"
        raise ReaderRefused(f"it must be at one of the account's locations, which are: {choices}")
    return str(places[0])


def _all(service: Any) -> list[Json]:  # the library's generated classes
    return [each.to_dict() for each in service.list({"limit": PAGE}).auto_paging_iter()]


def _reader(source: Json) -> AccountReader:
    place = source.get("location")
    return AccountReader(
        source["id"],
        terminal_text(source.get("label") or ""),
        source["device_type"],
        str(place["id"] if isinstance(place, dict) else place or ""),
        source.get("status") == "online",
    )
