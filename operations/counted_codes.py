"""Finding a gift card by its code: each try counts before it is heard, so that guessing gets nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from models.access.attempts import LIMITS, Failures, Subject, count_failure, seconds_to_wait
from models.errors import Refused
from models.selling.gift_card import GiftCard, read_code
from store.access import sessions
from store.access.secrets import InstallationSecret
from store.database.engine import Store
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


def find_counted(
    store: Store, installation: InstallationSecret, text: str, subjects: Mapping[str, Subject], *, at: datetime
) -> GiftCard:
    """The card of a code; the try counts for each of ``subjects``, by name, and is forgiven if there is such a card.

    Raises :class:`models.selling.gift_card.UnknownGiftCard` or :class:`WaitForGiftCard`.
    """
    code, names = read_code(text), sorted(subjects)
    with store.transaction() as tx:
        failures = sessions.lock_failures(tx, names)
        wait = max(seconds_to_wait(LIMITS[subjects[each]], failures[each], at) for each in names)
        if wait > 0:
            raise WaitForGiftCard(wait)
        after = {each: count_failure(LIMITS[subjects[each]], failures[each], at) for each in names}
        sessions.save_failures(tx, after)
    with store.view() as view:
        card = gift_card_rows.find_by_digest(view, card_digest(installation, code))
    with store.transaction() as tx:
        failures = sessions.lock_failures(tx, names)
        sessions.save_failures(tx, {name: Failures(each.count - 1, each.last_at) for name, each in failures.items()})
    return card
