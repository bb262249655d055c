"""The people who may do something at a till."""

from __future__ import annotations

from dataclasses import dataclass

from models.access.operator import Operator
from models.access.own_role import permissions_of
from models.access.permission import Permission
from store import shop
from store.access import operators, secrets
from store.access.secrets import SecretKind
from store.database.engine import Connection

#: What a till asks a person's role about.
AT_TILLS = frozenset(
    {
        Permission.SELL,
        Permission.CANCEL_BASKET,
        Permission.COPY_RECEIPT,
        Permission.OPEN_DRAWER,
        Permission.USE_DRAWER,
        Permission.MOVE_CASH,
        Permission.PAY_OUT_TIPS,
        Permission.CLOSE_DAY,
        Permission.ACCEPT_DIFFERENCE,
        Permission.READ_DAY,
        Permission.CREATE_PRODUCT_AT_TILL,
        Permission.UNLOCK_OPERATORS,
        Permission.PAIR_DISPLAYS,
        Permission.RESOLVE_PAYMENTS,
        Permission.RETURN_GOODS,
        Permission.APPROVE_RETURNS,
        Permission.CREDIT_RETURNS,
        Permission.GIVE_DISCOUNTS,
        Permission.SELL_GIFT_CARDS,
        Permission.TAKE_GIFT_CARDS,
        Permission.SELL_ON_ACCOUNT,
        Permission.FIND_MEMBERS,
        Permission.APPROVE_DISCOUNTS,
        Permission.CHANGE_PRICES,
        Permission.TRAIN,
    }
)


@dataclass(frozen=True, slots=True)
class TillPerson:
    """A person with what their role permits now, and whether they have a PIN."""

    operator: Operator
    permissions: frozenset[Permission]
    has_pin: bool


def people_at_tills(view: Connection) -> list[TillPerson]:
    """Everybody who works here and may do something at a till, by name."""
    own, kinds = operators.own_roles(view), secrets.kinds_of_secrets(view)
    people = [
        TillPerson(each, permissions_of(each.role, own), SecretKind.PIN.value in kinds.get(each.code, set()))
        for each in operators.all_operators(view)
        if each.active
    ]
    return [each for each in people if each.permissions & AT_TILLS]


def person_of(view: Connection, operator: Operator) -> TillPerson:
    """A person whose PIN or badge was just checked."""
    has_pin = secrets.find_secret(view, operator.code, SecretKind.PIN) is not None
    return TillPerson(operator, permissions_of(operator.role, operators.own_roles(view)), has_pin)


def find_without_pin(view: Connection, code: str) -> TillPerson | None:
    """The person with a code who needs no PIN: in a shop to try, somebody who works there and has none."""
    company, operator = shop.find_shop(view), operators.find_operator(view, code)
    if company is None or not company.is_demo or operator is None or not operator.active:
        return None
    person = person_of(view, operator)
    return None if person.has_pin else person
