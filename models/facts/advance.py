"""Facts of money that customers paid before the goods were fetched. Amounts are minor units of the shop's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class TaxedPart:
    """What an advance changed by at one tax rate."""

    rate: int
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class AdvanceTaxed(Fact):
    """Output tax on an advance was booked, with the bookkeeping ``entry`` of what became of a payment ``attempt``.

    Below zero: the money went back, or a sale has it now and bears the tax itself.
    """

    kind: ClassVar[JournalKind] = JournalKind.ADVANCE_TAXED

    entry: int
    attempt: int
    day: date
    parts: tuple[TaxedPart, ...]
