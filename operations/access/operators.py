"""Adding and changing people and the shop's own roles."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor, is_permitted
from models.access.operator import Operator
from models.access.own_role import OwnRole, permissions_of
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.errors import Refused
from models.facts.operator import OperatorsChanged, OperatorValues, RoleChanged
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.access import operators, sessions
from store.database.engine import Connection, Store


class OperatorExists(Refused):
    """Somebody else has the code."""

    code = "operator_exists"
    text = "{operator!r} is already {name}. Nothing was changed; choose another code, or change that person."

    operator: str
    name: str


class NotYours(Refused):
    """The role permits more than whoever acts has themselves."""

    code = "role_above_own"
    text = "The role {role} permits more than your own. Nothing was changed; ask an owner to do this."

    role: str


class LastOwner(Refused):
    """Nobody would be left who may appoint owners."""

    code = "last_owner"
    text = "{name} is the shop's last owner. Nothing was changed; make somebody else owner first."

    name: str


def add_operator(store: Store, actor: Actor, operator: Operator, *, at: datetime) -> None:
    """Add a person; raises :class:`OperatorExists`, :class:`NotYours` or :class:`models.access.own_role.UnknownRole`.

    Adding the very same person again changes nothing.
    """
    check(actor, Permission.CHANGE_OPERATORS)
    with unit_of_work(store, actor, at=at) as work:
        save_new_operator(work, operator)


def save_new_operator(work: UnitOfWork, operator: Operator) -> None:
    """Add a person as :func:`add_operator` does, within a transaction that does more."""
    check_no_card_data(operator.code, operator.name)
    before = operators.find_operator(work.tx, operator.code)
    if before == operator:
        return
    if before is not None:
        raise OperatorExists(operator.code, before.name)
    _check_role(work.tx, work.actor, operator.role)
    _save(work, operator)


def change_operator(store: Store, actor: Actor, operator: Operator, *, at: datetime) -> None:
    """Change a person's name, role, language, or whether they work here; a person who does not is signed out at once.

    Raises :class:`store.access.operators.UnknownOperator`, :class:`NotYours` or :class:`LastOwner`.
    """
    check(actor, Permission.CHANGE_OPERATORS)
    check_no_card_data(operator.name)
    with unit_of_work(store, actor, at=at) as work:
        before = operators.get_operator(work.tx, operator.code)
        if before == operator:
            return
        _check_role(work.tx, actor, before.role)
        _check_role(work.tx, actor, operator.role)
        if not operator.active or operator.role != before.role:
            _check_owner_left(work.tx, before)
        _save(work, operator)
        if not operator.active:
            sessions.remove_sessions(work.tx, sessions.of_operator(operator.code))


def save_own_role(store: Store, actor: Actor, role: OwnRole, *, at: datetime) -> None:
    """Make a role of the shop's own, or change what it permits; raises :class:`NotYours`."""
    check(actor, Permission.CHANGE_ROLES)
    check_no_card_data(role.name)
    with unit_of_work(store, actor, at=at) as work:
        before = operators.own_roles(work.tx).get(role.code)
        if before == role:
            return
        for permissions in (role.permissions, before.permissions if before else frozenset[Permission]()):
            _check_within(actor, role.code, permissions)
        operators.save_role(work.tx, role)
        work.record(RoleChanged(role.code, role.name, tuple(sorted(role.permissions))))


def check_may_change(tx: Connection, actor: Actor, operator: Operator) -> None:
    """Raise :class:`NotYours` if a person's role permits more than whoever acts may do."""
    _check_role(tx, actor, operator.role)


def _check_role(tx: Connection, actor: Actor, role: str) -> None:
    _check_within(actor, role, permissions_of(role, operators.own_roles(tx)))


def _check_within(actor: Actor, role: str, permissions: frozenset[Permission]) -> None:
    """Whoever may not appoint owners gives and changes only roles that permit no more than their own."""
    if not is_permitted(actor, Permission.CHANGE_OWNERS) and not permissions <= (actor.permissions or frozenset()):
        raise NotYours(role)


def _check_owner_left(tx: Connection, before: Operator) -> None:
    """Somebody must be left who may appoint owners."""
    own = operators.own_roles(tx)
    owners = {
        each.code
        for each in operators.all_operators(tx)
        if each.active and Permission.CHANGE_OWNERS in permissions_of(each.role, own)
    }
    if owners == {before.code}:
        raise LastOwner(before.name)


def _save(work: UnitOfWork, operator: Operator) -> None:
    operators.save_operator(work.tx, operator)
    values = OperatorValues(operator.code, operator.name, operator.role, operator.active, operator.language)
    work.record(OperatorsChanged((values,)))


def people_who_may(view: Connection, permission: Permission) -> list[Operator]:
    """Everybody who works here and whose role permits something, by name: whom one can ask."""
    own = operators.own_roles(view)
    return [
        each for each in operators.all_operators(view) if each.active and permission in permissions_of(each.role, own)
    ]
