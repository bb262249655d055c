"""The fact that somebody accepted or refused a proposed price. Amounts are minor units, of one unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class PriceProposalDecided(Fact):
    """A proposal was accepted or refused; a price that was accepted is in a fact of its own."""

    kind: ClassVar[JournalKind] = JournalKind.PRICE_PROPOSAL_DECIDED

    number: int
    sku: str
    arrival: int
    supplier: str
    cost_before: int
    cost: int
    price_before: int
    price: int
    begins_on: date
    decision: str
    day: date
