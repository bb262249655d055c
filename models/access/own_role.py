"""Roles that a shop makes beside those that Kassa has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from models.access.permission import OF_MACHINES, PERMISSIONS, ROLES_OF_PEOPLE, BuiltInRole, Permission
from models.errors import Refused

_CODE = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,22}[a-z0-9])?")
_NAME_LENGTH_MAX = 40


class BadRole(Refused):
    """A role of the shop's own cannot be stored like this."""

    code = "bad_role"
    text = (
        "The role {value!r} cannot be used. Nothing was changed. Its code is 1 to 24 small letters a-z, digits or "
        "dashes and none of Kassa's own roles, its name 1 to 40 characters on one line, and jobs' work is not for it."
    )

    value: str


class UnknownRole(Refused):
    """There is no such role."""

    code = "unknown_role"
    text = "There is no role {role!r}. Nothing was changed; choose one of those that 'kassa operator roles' lists."

    role: str


@dataclass(frozen=True, slots=True)
class OwnRole:
    """A role of the shop's own: its code, its name on screens, and what it permits."""

    code: str
    name: str
    permissions: frozenset[Permission]

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code) or self.code in set(BuiltInRole):
            raise BadRole(self.code)
        if not 0 < len(self.name) <= _NAME_LENGTH_MAX or self.name != self.name.strip() or not self.name.isprintable():
            raise BadRole(self.name)
        if self.permissions & OF_MACHINES:
            raise BadRole(self.code)


def permissions_of(role: str, own: Mapping[str, OwnRole]) -> frozenset[Permission]:
    """What a role of people permits; raises :class:`UnknownRole`.

    >>> Permission.SELL in permissions_of("cashier", {})
    True
    """
    if role in own:
        return own[role].permissions
    if role not in ROLES_OF_PEOPLE:
        raise UnknownRole(role)
    return PERMISSIONS[BuiltInRole(role)]
