"""Registering customers."""

from __future__ import annotations

from collections.abc import Iterable

from store import customers
from store.customers import Household
from store.database.engine import Store


def register_households(store: Store, households: Iterable[Household]) -> None:
    """Keep households, all or nothing; one that is kept already gets its new groups."""
    with store.transaction() as tx:
        customers.add_households(tx, households)
