"""Signing in to a demo shop without a password: its people are made up, and so are its figures."""

from __future__ import annotations

from models.access.operator import Operator
from models.access.permission import BuiltInRole
from models.errors import Refused
from store import shop
from store.access import operators
from store.database.engine import Store


class NoDemoShop(Refused):
    """Somebody asked to be let in without a password where the shop is a real one."""

    code = "no_demo_shop"
    text = "This shop is no demo, so nobody gets in without a password. Nobody was signed in."


def is_demo(store: Store) -> bool:
    """Whether the shop is a demo shop; a store without a shop is none."""
    with store.view() as view:
        company = shop.find_shop(view)
    return company is not None and company.is_demo


def demo_operator(store: Store, role: BuiltInRole) -> Operator:
    """The first of the demo shop's people with a role; raises :class:`NoDemoShop` in any other shop."""
    with store.view() as view:
        company = shop.find_shop(view)
        people = [each for each in operators.all_operators(view) if each.active and each.role == role]
    if company is None or not company.is_demo or not people:
        raise NoDemoShop
    return people[0]
