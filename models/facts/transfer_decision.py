"""The fact that somebody decided on a proposed transfer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class TransferDecisionMade(Fact):
    """A proposed transfer was approved, which sent ``transfer``, or dismissed."""

    kind: ClassVar[JournalKind] = JournalKind.TRANSFER_PROPOSAL_DECIDED

    proposal: int
    state: str
    transfer: int | None
