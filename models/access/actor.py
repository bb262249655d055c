"""Who does something to the shop, where, and with whose approval."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.access.operator import OPERATOR_LENGTH_MAX, built_in_permissions
from models.access.permission import Permission
from models.shop import DEVICE_ID_MAX

REASON_LENGTH_MAX = 120


@dataclass(frozen=True, slots=True)
class Approval:
    """Another person, who has a permission, approved one action for which it is needed, for a ``reason``."""

    operator_id: str
    permission: str
    reason: str

    def __post_init__(self) -> None:
        _check_operator(self.operator_id)
        if not 0 < len(self.reason) <= REASON_LENGTH_MAX or not self.reason.isprintable():
            raise ValueError(f"{self.reason!r} is no reason")


@dataclass(frozen=True, slots=True)
class Actor:
    """The operator who acts, the device at which they act, and who approved, if somebody had to.

    ``device_id`` numbers and journals what the actor does. ``permissions`` are those of the operator's role at the
    time; without them the operator is a part of Kassa, with the permissions of the one table, or may do nothing.
    """

    operator_id: str
    device_id: int
    permissions: frozenset[Permission] | None = field(default=None, compare=False)
    approval: Approval | None = None

    def __post_init__(self) -> None:
        _check_operator(self.operator_id)
        if not 0 < self.device_id <= DEVICE_ID_MAX:
            raise ValueError(f"{self.device_id} is no device")
        if self.approval is not None and self.approval.operator_id == self.operator_id:
            raise ValueError(f"{self.operator_id!r} cannot approve what {self.operator_id!r} does")


def is_permitted(actor: Actor, permission: Permission) -> bool:
    """Whether the operator's own role permits it, or somebody else approved just this.

    >>> is_permitted(Actor("till", 1), Permission.SELL), is_permitted(Actor("till", 1), Permission.CHANGE_GOODS)
    (True, False)
    >>> approval = Approval("maria", Permission.CHANGE_GOODS, "new product")
    >>> is_permitted(Actor("anna", 1, frozenset(), approval), Permission.CHANGE_GOODS)
    True
    """
    own = built_in_permissions(actor.operator_id) if actor.permissions is None else actor.permissions
    return permission in own or (actor.approval is not None and actor.approval.permission == permission)


def _check_operator(name: str) -> None:
    if not 0 < len(name) <= OPERATOR_LENGTH_MAX or name != name.strip():
        raise ValueError(f"{name!r} is no operator")
