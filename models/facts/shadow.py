"""Facts about orders that Kassa decides beside the owner and never sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class ShadowBegun(Fact):
    """From ``first_day`` on Kassa decides orders beside the owner, on so many mornings."""

    kind: ClassVar[JournalKind] = JournalKind.SHADOW_BEGUN

    number: int
    first_day: date
    days: int


@dataclass(frozen=True, slots=True)
class ShadowDecided(Fact):
    """The decisions of a morning; ``digest`` is the SHA-256 of what is stored of them and of what was known."""

    kind: ClassVar[JournalKind] = JournalKind.SHADOW_DECIDED

    number: int
    shadow: int
    day: date
    digest: str


@dataclass(frozen=True, slots=True)
class ShadowEnded(Fact):
    """Somebody stopped it before its last morning."""

    kind: ClassVar[JournalKind] = JournalKind.SHADOW_ENDED

    number: int
