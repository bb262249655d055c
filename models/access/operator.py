"""The operators of a shop: people, and the parts of Kassa that work on their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.errors import Refused

#: A till's own operator: what a till does by itself.
TILL_OPERATOR = "till"
#: Whoever works at the command line.
OFFICE_OPERATOR = "office"
#: The nightly jobs.
SCHEDULE_OPERATOR = "schedule"
#: The printer and the drawer of a till, which act on what was recorded.
DEVICE_OPERATOR = "device"
#: The web shop, for whoever orders there.
WEB_OPERATOR = "web"

BUILT_IN = {
    TILL_OPERATOR: BuiltInRole.TILL,
    OFFICE_OPERATOR: BuiltInRole.OFFICE,
    SCHEDULE_OPERATOR: BuiltInRole.SCHEDULE,
    DEVICE_OPERATOR: BuiltInRole.DEVICE,
    WEB_OPERATOR: BuiltInRole.WEB,
}

OPERATOR_LENGTH_MAX = 40
NAME_LENGTH_MAX = 60
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")


class BadOperator(Refused):
    """A person's code or name cannot be used."""

    code = "bad_operator"
    text = (
        "{value!r} cannot be used for a person. Nothing was changed. A code is 1 to 40 small letters a-z, digits, dots "
        "or dashes, and is not till, office, schedule, device or web; a name is 1 to 60 characters on one line."
    )

    value: str


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who works in the shop.

    ``code`` is what the journal calls the person, and stays; ``name`` is what screens and receipts show. ``role`` is
    one of :data:`models.access.permission.ROLES_OF_PEOPLE` or the code of a role of the shop's own. ``language`` is
    ISO 639-1, or ``None`` for that of the page.
    """

    code: str
    name: str
    role: str
    active: bool = True
    language: str | None = None

    def __post_init__(self) -> None:
        if not is_operator_code(self.code):
            raise BadOperator(self.code)
        if not 0 < len(self.name) <= NAME_LENGTH_MAX or self.name != self.name.strip() or not self.name.isprintable():
            raise BadOperator(self.name)


def is_operator_code(text: str) -> bool:
    """Whether a person may have this code.

    >>> is_operator_code("anna.b"), is_operator_code("office"), is_operator_code("Anna")
    (True, False, False)
    """
    return _CODE.fullmatch(text) is not None and text not in BUILT_IN


def built_in_permissions(operator_id: str) -> frozenset[Permission]:
    """What a part of Kassa may do; a person has the permissions of a role, which only the store knows.

    >>> Permission.SELL in built_in_permissions("till"), built_in_permissions("anna")
    (True, frozenset())
    """
    role = BUILT_IN.get(operator_id)
    return frozenset() if role is None else PERMISSIONS[role]


def first_name(name: str) -> str:
    """The first word of a person's name: what strangers may read of it.

    >>> first_name("Anna-Karin Berg"), first_name("Bo")
    ('Anna-Karin', 'Bo')
    """
    return name.split(maxsplit=1)[0] if name.split() else ""
