"""The fact that somebody decided on an order proposal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class DecisionMade(Fact):
    """A proposal was approved, which drafted ``order``, or dismissed, or waits again after it was dismissed."""

    kind: ClassVar[JournalKind] = JournalKind.PROPOSAL_DECIDED

    proposal: int
    state: str
    order: int | None
