"""Who does something to the shop, where, and with whose approval."""

from __future__ import annotations

from dataclasses import dataclass

from models.access.operator import role_of
from models.access.permission import PERMISSIONS, Permission
from models.shop import DEVICE_ID_MAX

OPERATOR_LENGTH_MAX = 40


@dataclass(frozen=True, slots=True)
class Actor:
    """The operator who acts, the device at which they act, and the operator who approved, if somebody had to.

    ``device_id`` numbers and journals what the actor does.
    """

    operator_id: str
    device_id: int
    approved_by: str | None = None

    def __post_init__(self) -> None:
        for name in (self.operator_id, self.approved_by):
            if name is not None and (not 0 < len(name) <= OPERATOR_LENGTH_MAX or name != name.strip()):
                raise ValueError(f"{name!r} is no operator")
        if not 0 < self.device_id <= DEVICE_ID_MAX:
            raise ValueError(f"{self.device_id} is no device")


def is_permitted(actor: Actor, permission: Permission) -> bool:
    """Whether the operator's own role permits it, or the role of whoever approved.

    >>> is_permitted(Actor("till", 1), Permission.SELL), is_permitted(Actor("till", 1), Permission.CHANGE_GOODS)
    (True, False)
    >>> is_permitted(Actor("till", 1, approved_by="office"), Permission.CHANGE_GOODS)
    True
    """
    operators = [actor.operator_id] if actor.approved_by is None else [actor.operator_id, actor.approved_by]
    return any(permission in PERMISSIONS[role_of(each)] for each in operators)
