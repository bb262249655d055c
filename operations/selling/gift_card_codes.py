"""Finding a gift card by its code, with few guesses for whoever has none."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.attempts import LIMITS, Failures, Subject, count_failure, seconds_to_wait
from models.access.permission import Permission
from models.errors import Refused
from models.own_code import OwnCode
from models.selling.credit_slip import code_of_digest
from models.selling.gift_card import GiftCard, read_code
from operations.access.permissions import check
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


def derived_code(installation: InstallationSecret, card_id: int) -> OwnCode:
    """The code of a card that is printed or sent after it was made: always the same, and known to nobody else.

    Only the secret of the installation leads to it: neither the database nor a backup does.
    """
    return code_of_digest(installation.pepper("gift-card-code", str(card_id)))


def find_gift_card(
    store: Store, actor: Actor, installation: InstallationSecret, text: str, *, at: datetime
) -> GiftCard:
    """The card whose code was scanned or typed.

    Each try counts for the whole shop before it is heard, and is forgiven if there is such a card. Raises
    :class:`models.selling.gift_card.UnknownGiftCard` or :class:`WaitForGiftCard`.
    """
    check(actor, Permission.TAKE_GIFT_CARDS)
    code = read_code(text)
    subject, limit = Subject.GIFT_CARD.value, LIMITS[Subject.GIFT_CARD]
    with store.transaction() as tx:
        counted = sessions.lock_failures(tx, [subject])[subject]
        wait = seconds_to_wait(limit, counted, at)
        if wait > 0:
            raise WaitForGiftCard(wait)
        sessions.save_failures(tx, {subject: count_failure(limit, counted, at)})
    with store.view() as view:
        card = gift_card_rows.find_by_digest(view, card_digest(installation, code))
    with store.transaction() as tx:
        counted = sessions.lock_failures(tx, [subject])[subject]
        sessions.save_failures(tx, {subject: Failures(counted.count - 1, counted.last_at)})
    return card
