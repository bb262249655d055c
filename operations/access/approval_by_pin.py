"""Another person approves away from a till: who they are is proven by their PIN, as at one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Approval
from models.access.approval_reason import ApprovalReason
from models.access.permission import Permission
from models.errors import Refused
from operations.access.permissions import NotPermitted
from operations.access.sign_in import check_pin
from operations.access.till_people import person_of
from store.access.secrets import InstallationSecret
from store.database.engine import Store


class SamePerson(Refused):
    """Whoever asks approves it themselves."""

    code = "same_person"
    text = "Two different people are needed. Nothing was changed; let somebody else approve it with their PIN."


@dataclass(frozen=True, slots=True)
class PinProof:
    """What somebody gives to prove who they are, at which till or on behalf of which, and for what."""

    operator: str
    pin: str
    till_id: int
    permission: Permission = Permission.RESOLVE_PAYMENTS
    reason: ApprovalReason = ApprovalReason.PAYMENT_LOOKED_UP


def approve_by_pin(
    store: Store, installation: InstallationSecret, proof: PinProof, *, asking: str, at: datetime
) -> Approval:
    """The approval of a person who may do what it is about, asked for by ``asking``; wrong PINs count as at the till.

    Raises :class:`SamePerson`, :class:`NotPermitted` or what :func:`check_pin` raises.
    """
    if proof.operator == asking:
        raise SamePerson
    operator = check_pin(store, installation, proof.operator, proof.pin, proof.till_id, at=at)
    with store.view() as view:
        person = person_of(view, operator)
    if proof.permission not in person.permissions:
        raise NotPermitted(operator.name, proof.permission)
    return Approval(operator.code, proof.permission.value, proof.reason.value)
