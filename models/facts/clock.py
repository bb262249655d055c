"""The fact that the clock of a device jumped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class ClockJumped(Fact):
    """The clock went backwards, or far ahead: the instants of the row before and of this one (ISO 8601)."""

    kind: ClassVar[JournalKind] = JournalKind.CLOCK_JUMPED

    before: str
    after: str
