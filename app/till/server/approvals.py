"""Somebody proves at a till who they are, with a PIN or a badge: to sign in, to unlock, or to approve."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.counter.open_counter import Counter
from app.till.server.at_till import AtTill
from app.till.server.wire import Request, Text
from models.access.actor import Actor, Approval
from models.access.approval_reason import ApprovalReason
from models.access.permission import Permission
from models.errors import Refused
from operations.access.permissions import NotPermitted
from operations.access.sign_in import check_badge, check_pin
from operations.access.till_people import TillPerson, find_without_pin, person_of


class ApprovedBySelf(Refused):
    """The person who approves is the one who asks."""

    code = "approved_by_self"
    text = "Nobody approves what they do themselves. Nothing was changed; ask somebody else who may."


class PersonIn(Request):
    """Whoever proves to be somebody: by their code or by what a scanner reads of their badge, and a PIN."""

    operator: Annotated[Text, Field(max_length=40)] = ""
    badge: Annotated[Text, Field(max_length=120)] = ""
    pin: Annotated[Text, Field(max_length=12)] = ""


class ApprovalIn(PersonIn):
    """Somebody else approves that the operator does what needs ``permission``."""

    permission: Permission
    reason: ApprovalReason


def check_sign_in(counter: Counter, body: PersonIn, till_id: int, *, at: datetime) -> tuple[TillPerson, str]:
    """Who signs in, and how: a name or a badge tells who it is, the PIN proves it.

    In a shop to try, whoever has no PIN needs none. Raises :class:`models.access.attempts.WrongSecret` or
    :class:`models.access.attempts.WaitForSignIn`.
    """
    code, method = body.operator, "pin"
    if body.badge:
        code, method = check_badge(counter.store, counter.installation, body.badge, till_id, at=at).code, "badge+pin"
    with counter.store.view() as view:
        free = None if body.pin else find_without_pin(view, code)
    if free is not None:
        return free, "demo"
    operator = check_pin(counter.store, counter.installation, code, body.pin, till_id, at=at)
    with counter.store.view() as view:
        return person_of(view, operator), method


def check_presence(counter: Counter, body: PersonIn, till_id: int, *, at: datetime) -> TillPerson:
    """Who is at the till: a badge alone proves it, or a name with its PIN. Raises as :func:`check_sign_in`."""
    if not body.badge:
        return check_sign_in(counter, body, till_id, at=at)[0]
    operator = check_badge(counter.store, counter.installation, body.badge, till_id, at=at)
    with counter.store.view() as view:
        return person_of(view, operator)


def check_approval(counter: Counter, body: ApprovalIn, asking: str, till_id: int, *, at: datetime) -> Approval:
    """The approval of another person than ``asking``, who may do that themselves.

    Raises :class:`ApprovedBySelf`, :class:`operations.access.permissions.NotPermitted` or as :func:`check_sign_in`.
    """
    if body.operator == asking:
        raise ApprovedBySelf
    person = check_presence(counter, body, till_id, at=at)
    if person.operator.code == asking:
        raise ApprovedBySelf
    if body.permission not in person.permissions:
        raise NotPermitted(person.operator.name, body.permission)
    return Approval(person.operator.code, body.permission.value, body.reason.value)


def approved_actor(here: AtTill, approval: ApprovalIn | None, counter: Counter, at: datetime) -> Actor:
    """The operator, with another person's approval if the request holds one; raises as :func:`check_approval`."""
    if approval is None:
        return here.actor()
    return here.actor(check_approval(counter, approval, here.signed_in.operator.code, here.till_id, at=at))
