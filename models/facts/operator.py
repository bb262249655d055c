"""The facts about people: who they are, what their roles permit, their secrets and their sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class OperatorValues:
    """A person after the change; see :class:`models.access.operator.Operator`."""

    code: str
    name: str
    role: str
    active: bool
    language: str | None


@dataclass(frozen=True, slots=True)
class OperatorsChanged(Fact):
    """People were added, or replaced by what is here."""

    kind: ClassVar[JournalKind] = JournalKind.OPERATORS_CHANGED

    operators: tuple[OperatorValues, ...]


@dataclass(frozen=True, slots=True)
class RoleChanged(Fact):
    """A role of the shop's own was made, or permits from now on what is here, in alphabetical order."""

    kind: ClassVar[JournalKind] = JournalKind.ROLE_CHANGED

    code: str
    name: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SecretChanged(Fact):
    """A person has a new PIN, badge, password or second factor, or has it no longer (``digest`` is ``None``).

    ``digest`` is the SHA-256 of what is stored, which is itself a salted hash or encrypted: it tells nothing of the
    secret, and shows when somebody puts another one into the database.
    """

    kind: ClassVar[JournalKind] = JournalKind.SECRET_CHANGED

    operator: str
    secret: str
    digest: str | None


@dataclass(frozen=True, slots=True)
class OperatorSignedIn(Fact):
    """A person signed in, at a till or in the back office; ``method`` is what with, such as ``pin``."""

    kind: ClassVar[JournalKind] = JournalKind.SIGNED_IN

    operator: str
    place: str
    method: str


@dataclass(frozen=True, slots=True)
class OperatorSignedOut(Fact):
    """A session of a person was ended by that person, or by whoever acts."""

    kind: ClassVar[JournalKind] = JournalKind.SIGNED_OUT

    operator: str
    place: str


@dataclass(frozen=True, slots=True)
class SignInRefused(Fact):
    """A sign-in was tried and was wrong. ``operator`` is ``None`` where the name is that of nobody."""

    kind: ClassVar[JournalKind] = JournalKind.SIGN_IN_REFUSED

    operator: str | None
    place: str
    method: str


@dataclass(frozen=True, slots=True)
class OperatorUnlocked(Fact):
    """The waiting after wrong tries of a person was ended."""

    kind: ClassVar[JournalKind] = JournalKind.OPERATOR_UNLOCKED

    operator: str
