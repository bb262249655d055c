"""Finding a gift card by its code: each try counts before it is heard, so that guessing gets nowhere."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime

from models.access.attempts import LIMITS, Failures, Subject, count_failure, seconds_to_wait
from models.errors import Refused
from models.selling.gift_card import GiftCard, read_code
from models.selling.gift_card_pin import PIN_DIGITS, GiftCardNeedsPin, WrongGiftCardPin, pin_of_digest, read_pin
from store.access import sessions
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.selling import gift_card_rows


class WaitForGiftCard(Refused):
    """Too many codes that no card has: the next one has to wait."""

    code = "wait_for_gift_card"
    text = (
        "Too many gift cards were shown that do not exist. Nothing was changed; try again in {seconds} seconds, or "
        "take another means of payment."
    )

    seconds: int


def card_digest(installation: InstallationSecret, code: str) -> str:
    """The keyed hash of a code, by which its card is stored."""
    return installation.pepper("gift-card", code)


def card_pin(installation: InstallationSecret, card_id: int) -> str:
    """The PIN of a card that has one: always the same, and stored nowhere."""
    return pin_of_digest(installation.pepper("gift-card-pin", str(card_id)))


def find_counted(
    store: Store,
    installation: InstallationSecret,
    text: str,
    subjects: Mapping[str, Subject],
    *,
    at: datetime,
    pin: str | None = None,
) -> GiftCard:
    """The card of a code; the try counts for each of ``subjects``, by name, and is forgiven if there is such a card.

    ``pin`` is what was typed where the card is to pay, nothing included; ``None``: it is only looked at or filled. A
    wrong one counts for the card, too. Raises :class:`models.selling.gift_card.UnknownGiftCard`,
    :class:`models.selling.gift_card_pin.GiftCardNeedsPin`, :class:`models.selling.gift_card_pin.WrongGiftCardPin` or
    :class:`WaitForGiftCard`.
    """
    code = read_code(text)
    _count(store, subjects, at)
    with store.view() as view:
        card = gift_card_rows.find_by_digest(view, card_digest(installation, code))
    if pin is not None and card.has_pin and (typed := read_pin(pin)):
        of_card = {pin_subject(card.id): Subject.GIFT_CARD_PIN}
        _count(store, of_card, at)
        if not hmac.compare_digest(typed.encode(), card_pin(installation, card.id).encode()):
            raise WrongGiftCardPin(card.last_four)
        subjects = {**subjects, **of_card}
    with store.transaction() as tx:
        _forgive(tx, subjects)
    if pin is not None and card.has_pin and not typed:
        raise GiftCardNeedsPin(card.last_four, PIN_DIGITS)
    return card


def pin_subject(card_id: int) -> str:
    """For what wrong PINs of a card are counted."""
    return f"{Subject.GIFT_CARD_PIN.value}:{card_id}"


def _count(store: Store, subjects: Mapping[str, Subject], at: datetime) -> None:
    """Count a try as a wrong one before it is heard, or refuse to hear it."""
    names = sorted(subjects)
    with store.transaction() as tx:
        failures = sessions.lock_failures(tx, names)
        wait = max(seconds_to_wait(LIMITS[subjects[each]], failures[each], at) for each in names)
        if wait > 0:
            raise WaitForGiftCard(wait)
        after = {each: count_failure(LIMITS[subjects[each]], failures[each], at) for each in names}
        sessions.save_failures(tx, after)


def _forgive(tx: Connection, subjects: Mapping[str, Subject]) -> None:
    """It was no wrong one."""
    failures = sessions.lock_failures(tx, sorted(subjects))
    sessions.save_failures(tx, {name: Failures(each.count - 1, each.last_at) for name, each in failures.items()})
