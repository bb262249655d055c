"""Facts of the browsers that are enrolled as tills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class EnrolmentCodeMade(Fact):
    """A one-time code was made with which a browser becomes a till. The code itself is in no fact."""

    kind: ClassVar[JournalKind] = JournalKind.ENROLMENT_CODE_MADE

    till: int


@dataclass(frozen=True, slots=True)
class TillEnrolled(Fact):
    """A browser became a till; ``enrolment`` is its number."""

    kind: ClassVar[JournalKind] = JournalKind.TILL_ENROLLED

    enrolment: int
    till: int
    browser: str


@dataclass(frozen=True, slots=True)
class TillRevoked(Fact):
    """A browser is no longer a till."""

    kind: ClassVar[JournalKind] = JournalKind.TILL_REVOKED

    enrolment: int
    till: int
    browser: str
