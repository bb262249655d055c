"""Checking whether an actor may do something, before anything is done."""

from __future__ import annotations

from models.access.actor import Actor, is_permitted
from models.access.permission import Permission
from models.errors import Refused


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
