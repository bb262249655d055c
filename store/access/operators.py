"""People and the roles of the shop's own: stored and looked up."""

from __future__ import annotations

import sqlalchemy as sa

from models.access.operator import Operator
from models.access.own_role import OwnRole
from models.access.permission import Permission
from models.errors import Refused
from store import schema
from store.database.upsert import upsert

_operator, _role = schema.operator, schema.own_role


class UnknownOperator(Refused):
    """There is no such person."""

    code = "unknown_operator"
    text = "There is nobody with the code {operator!r}. Nothing was changed; 'kassa operator list' names everybody."

    operator: str


def save_operator(tx: sa.Connection, operator: Operator) -> None:
    """Save a person, in place of what was stored before."""
    values = {
        "code": operator.code,
        "name": operator.name,
        "role": operator.role,
        "active": operator.active,
        "language": operator.language,
    }
    upsert(tx, _operator, [values])


def all_operators(view: sa.Connection) -> list[Operator]:
    """Everybody, by name."""
    rows = view.execute(sa.select(_operator).order_by(_operator.c.name, _operator.c.code))
    return [_of_row(row) for row in rows]


def find_operator(view: sa.Connection, code: str) -> Operator | None:
    """The person with a code, if there is one."""
    row = view.execute(sa.select(_operator).where(_operator.c.code == code)).one_or_none()
    return None if row is None else _of_row(row)


def get_operator(view: sa.Connection, code: str) -> Operator:
    """The person with a code; raises :class:`UnknownOperator`."""
    operator = find_operator(view, code)
    if operator is None:
        raise UnknownOperator(code)
    return operator


def save_role(tx: sa.Connection, role: OwnRole) -> None:
    """Save a role of the shop's own, in place of what was stored before."""
    upsert(tx, _role, [{"code": role.code, "name": role.name, "permissions": " ".join(sorted(role.permissions))}])


def own_roles(view: sa.Connection) -> dict[str, OwnRole]:
    """The roles of the shop's own, by code."""
    rows = view.execute(sa.select(_role).order_by(_role.c.code))
    return {
        row.code: OwnRole(row.code, row.name, frozenset(Permission(each) for each in row.permissions.split()))
        for row in rows
    }


def _of_row(row: sa.Row[tuple[object, ...]]) -> Operator:
    return Operator(row.code, row.name, row.role, row.active, row.language)
