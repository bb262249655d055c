"""The owner of a new shop: a person with the role of owner, a password, and a PIN for the till."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from models.access.actor import Actor
from models.access.operator import Operator
from models.access.permission import BuiltInRole, Permission
from models.setup_steps import SetupStep, StepState
from operations.access.operators import save_new_operator
from operations.access.permissions import check
from operations.access.secrets import hash_password, hash_pin, save_secret
from operations.installation.shop_setup import refuse_demo, save_step
from operations.unit_of_work import unit_of_work
from store.access.secrets import InstallationSecret, SecretKind
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class NewOwner:
    """Who owns the shop; an empty ``pin`` is set later."""

    code: str
    name: str
    password: str = field(repr=False)
    pin: str = field(default="", repr=False)


def add_owner(store: Store, actor: Actor, owner: NewOwner, secret: InstallationSecret, *, at: datetime) -> Operator:
    """Add the owner with password and PIN, all or nothing: an owner without a password would lock everybody out.

    Raises :class:`operations.access.secrets.WeakPassword`, :class:`models.access.pin.BadPin`,
    :class:`models.access.operator.BadOperator` or :class:`operations.access.operators.OperatorExists`.
    """
    check(actor, Permission.CHANGE_OPERATORS)
    refuse_demo(store)
    operator = Operator(owner.code.strip().lower(), " ".join(owner.name.split()), BuiltInRole.OWNER.value)
    password = hash_password(owner.password, operator)
    pin = hash_pin(owner.pin, secret) if owner.pin else ""
    with unit_of_work(store, actor, at=at) as work:
        save_new_operator(work, operator)
        save_secret(work, operator.code, SecretKind.PASSWORD, password)
        if pin:
            save_secret(work, operator.code, SecretKind.PIN, pin)
        save_step(work, SetupStep.OWNER, StepState.DONE)
    return operator
