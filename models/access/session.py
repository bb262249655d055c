"""Sessions of people who signed in: how long they last, and when idleness ends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.access.actor import Actor, Approval
from models.access.operator import Operator
from models.access.permission import Permission


class SessionKind(StrEnum):
    """Where somebody signed in."""

    TILL = "till"
    OFFICE = "office"


#: Nobody stays signed in for longer.
LONGEST = timedelta(hours=12)
#: So long without input a session lasts.
IDLE = {SessionKind.TILL: timedelta(minutes=2), SessionKind.OFFICE: timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in. ``id`` is the hash of its token, which alone signs nobody in.

    ``device_id`` is where the person works: the till, or the office.
    """

    id: str
    operator: str
    kind: SessionKind
    device_id: int
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    browser: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who is signed in now, with the permissions that their role gives at this moment."""

    session: Session
    operator: Operator
    permissions: frozenset[Permission]

    def actor(self, approval: Approval | None = None) -> Actor:
        """The person, as operations know them."""
        return Actor(self.operator.code, self.session.device_id, self.permissions, approval)


def is_over(session: Session, at: datetime, idle: timedelta | None = None) -> bool:
    """Whether a session has ended by itself: after its hours, or after ``idle`` without input.

    ``idle`` is that of :data:`IDLE` where none is given.
    """
    limit = IDLE[session.kind] if idle is None else idle
    return at >= session.ends_at or at >= session.seen_at + limit
