"""The fact that suppliers ask new terms for products."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class AgreedTerm:
    """What a supplier asks for a product; ``cost`` is per unit in minor units."""

    sku: str
    supplier: str
    preferred: bool
    supplier_sku: str | None
    cost: int
    case_pack: Decimal
    moq: Decimal
    lead_time_days: int | None


@dataclass(frozen=True, slots=True)
class TermsChanged(Fact):
    """Products got new terms of suppliers, in place of earlier terms of the same supplier."""

    kind: ClassVar[JournalKind] = JournalKind.TERMS_CHANGED

    terms: tuple[AgreedTerm, ...]
