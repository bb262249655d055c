"""Facts of members. They name the random id alone: none of them names a member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class MemberJoined(Fact):
    """Somebody became a member; ``card`` is the SHA-256 of the card's code, which has 80 random bits."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBER_JOINED

    member: str
    location: int
    channel: str
    card: str


@dataclass(frozen=True, slots=True)
class MemberConsented(Fact):
    """A member agreed to a purpose in the words of a version of its text, or withdrew it."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBER_CONSENTED

    consent: int
    member: str
    purpose: str
    is_given: bool
    text_version: int
    channel: str


@dataclass(frozen=True, slots=True)
class MemberChanged(Fact):
    """Details of a member changed: which, and not to what."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBER_CHANGED

    member: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MembersMerged(Fact):
    """Two members were one: the card and the purchases of ``member`` are those of ``into`` from now on."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBERS_MERGED

    member: str
    into: str


@dataclass(frozen=True, slots=True)
class MemberShown(Fact):
    """Somebody looked at a member in the office, for a purpose."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBER_SHOWN

    look: int
    member: str
    purpose: str


@dataclass(frozen=True, slots=True)
class MemberErased(Fact):
    """Everything by which a member is known was erased. Sales and books stay as they were."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBER_ERASED

    member: str


@dataclass(frozen=True, slots=True)
class JoinCodeSpent(Fact):
    """Somebody became a member on the own phone with a code that the till showed.

    ``code`` is the SHA-256 of the code, ``browser`` that of the code with a random secret of the phone's browser.
    """

    kind: ClassVar[JournalKind] = JournalKind.JOIN_CODE_USED

    code: str
    till: int
    browser: str
    member: str


@dataclass(frozen=True, slots=True)
class MemberLinkSent(Fact):
    """A member is sent a link that signs in to the web shop."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBER_LINK_SENT

    sign_in: int
    member: str


@dataclass(frozen=True, slots=True)
class MemberSignedIn(Fact):
    """A browser opened the link of a member, and is signed in."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBER_SIGNED_IN

    sign_in: int
    member: str


@dataclass(frozen=True, slots=True)
class MemberSignedOut(Fact):
    """A browser is signed in no more."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBER_SIGNED_OUT

    sign_in: int
    member: str


@dataclass(frozen=True, slots=True)
class MemberChosen(Fact):
    """A basket is that of a member; empty: of nobody known."""

    kind: ClassVar[JournalKind] = JournalKind.MEMBER_CHOSEN

    basket: int
    member: str
