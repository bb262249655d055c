"""Checking whether an actor may do something, before anything is done."""

from __future__ import annotations

from models.access.actor import Actor, is_permitted
from models.access.operator import OFFICE_OPERATOR, SCHEDULE_OPERATOR
from models.access.permission import Permission
from models.errors import Refused
from models.shop import FIRST_OFFICE
from store import shop
from store.database.engine import Store


class NotPermitted(Refused):
    """The operator has no permission for this."""

    code = "not_permitted"
    text = (
        "The operator {operator} has no permission to {action}. Nothing was changed; ask "
        "somebody who has it to do or approve this."
    )

    def __init__(self, operator: str, permission: Permission) -> None:
        self.operator, self.permission, self.action = operator, permission, permission.replace("_", " ")
        super().__init__()


def check(actor: Actor, permission: Permission) -> None:
    """Raise :class:`NotPermitted` unless the actor may do this; every operation begins with this call."""
    if not is_permitted(actor, permission):
        raise NotPermitted(actor.operator_id, permission)


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
