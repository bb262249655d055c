"""Facts of the customer displays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class DisplayPaired(Fact):
    """A browser became the customer display of a till; ``display`` is its number."""

    kind: ClassVar[JournalKind] = JournalKind.DISPLAY_PAIRED

    display: int
    till: int
    browser: str


@dataclass(frozen=True, slots=True)
class DisplayRevoked(Fact):
    """A browser is no longer a customer display."""

    kind: ClassVar[JournalKind] = JournalKind.DISPLAY_REVOKED

    display: int
    till: int
    browser: str
