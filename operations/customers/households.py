"""Registering customers."""

from __future__ import annotations

from collections.abc import Iterable

from models.access.actor import Actor
from models.access.permission import Permission
from operations.access import check
from store import customers
from store.customers import Household
from store.database.engine import Store


def register_households(store: Store, actor: Actor, households: Iterable[Household]) -> None:
    """Store households, all or nothing; one that is stored already gets its new groups."""
    check(actor, Permission.REGISTER_CUSTOMERS)
    with store.transaction() as tx:
        customers.add_households(tx, households)
