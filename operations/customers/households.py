"""Registering customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.household import Household
from operations.access.permissions import check
from store import customers
from store.database.engine import Store


def register_households(store: Store, actor: Actor, households: Iterable[Household]) -> None:
    """Store households, all or nothing; one that is stored already gets its new groups.

    Raises :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.REGISTER_CUSTOMERS)
    households = tuple(households)
    check_no_card_data(*(text for each in households for text in astuple(each) if text))
    with store.transaction() as tx:
        customers.add_households(tx, households)
