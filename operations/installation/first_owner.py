"""The owner of a new shop: a person with the role of owner, a password, and a PIN for the till."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from models.access.actor import Actor
from models.access.operator import Operator
from models.access.permission import BuiltInRole, Permission
from models.access.pin import check_new_pin
from models.setup_steps import SetupStep, StepState
from operations.access.operators import add_operator
from operations.access.permissions import check
from operations.access.secrets import WeakPassword, is_weak, set_password, set_pin
from operations.installation.shop_setup import mark_step, refuse_demo
from store.access.secrets import InstallationSecret
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class NewOwner:
    """Who owns the shop; an empty ``pin`` is set later."""

    code: str
    name: str
    password: str = field(repr=False)
    pin: str = field(default="", repr=False)


def add_owner(store: Store, actor: Actor, owner: NewOwner, secret: InstallationSecret, *, at: datetime) -> Operator:
    """Add the owner with password and PIN; a password or PIN that cannot be used is refused before anything is stored.

    Raises :class:`operations.access.secrets.WeakPassword`, :class:`models.access.pin.BadPin`,
    :class:`models.access.operator.BadOperator` or :class:`operations.access.operators.OperatorExists`.
    """
    check(actor, Permission.CHANGE_OPERATORS)
    refuse_demo(store)
    operator = Operator(owner.code.strip().lower(), " ".join(owner.name.split()), BuiltInRole.OWNER.value)
    if is_weak(owner.password, operator):
        raise WeakPassword
    if owner.pin:
        check_new_pin(owner.pin)
    add_operator(store, actor, operator, at=at)
    set_password(store, actor, operator.code, owner.password, at=at)
    if owner.pin:
        set_pin(store, actor, operator.code, owner.pin, secret, at=at)
    mark_step(store, actor, SetupStep.OWNER, StepState.DONE, at=at)
    return operator
