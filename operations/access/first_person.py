"""Whether there is a shop, and anybody yet who can sign in to its back office."""

from __future__ import annotations

from store import shop
from store.access import operators, secrets
from store.access.secrets import SecretKind
from store.database.engine import Store


def has_shop(store: Store) -> bool:
    """Whether the store has a shop at all."""
    with store.view() as view:
        return shop.find_shop(view) is not None


def is_without_people(store: Store) -> bool:
    """Whether nobody can sign in yet, so that the shop may be set up; in a demo shop a click signs in."""
    with store.view() as view:
        company = shop.find_shop(view)
    if company is None:
        return True
    return not company.is_demo and not somebody_can_sign_in(store)


def somebody_can_sign_in(store: Store) -> bool:
    """Whether a person who works here has a password."""
    with store.view() as view:
        kinds = secrets.kinds_of_secrets(view)
        people = operators.all_operators(view)
    return any(each.active and SecretKind.PASSWORD in kinds.get(each.code, set()) for each in people)
