"""Finding a gift card by its code at a till, with few guesses for whoever has none."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.attempts import Subject
from models.access.permission import Permission
from models.selling.gift_card import GiftCard
from operations.access.permissions import check
from operations.counted_codes import find_counted
from store.access.secrets import InstallationSecret
from store.database.engine import Store


def find_gift_card(
    store: Store, actor: Actor, installation: InstallationSecret, text: str, *, at: datetime, pin: str | None = None
) -> GiftCard:
    """The card whose code was scanned or typed; tries count for the whole shop.

    Where it is to pay, ``pin`` is what was typed as its PIN. Raises what :func:`operations.counted_codes.find_counted`
    raises.
    """
    check(actor, Permission.TAKE_GIFT_CARDS)
    subject = Subject.GIFT_CARD
    return find_counted(store, installation, text, {subject.value: subject}, at=at, pin=pin)
