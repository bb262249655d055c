"""The actors that are not people at a till: the command line, and the nightly jobs."""

from __future__ import annotations

from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR, SCHEDULE_OPERATOR
from models.shop import FIRST_OFFICE
from store import shop
from store.database.engine import Store


def office_actor(store: Store) -> Actor:
    """Whoever works at the command line or on the dashboard, at the shop's office.

    Before the shop is registered that is the office which a new shop gets.
    """
    return _at_office(store, OFFICE_OPERATOR)


def schedule_actor(store: Store) -> Actor:
    """The nightly jobs, which act at the shop's office."""
    return _at_office(store, SCHEDULE_OPERATOR)


def _at_office(store: Store, operator_id: str) -> Actor:
    with store.view() as view:
        has_shop = shop.find_shop(view) is not None
        return Actor(operator_id, shop.office_id(view) if has_shop else FIRST_OFFICE)
