"""The fact that a supplier asks less for larger quantities."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class AgreedBreak:
    """From ``least`` units on, each costs ``cost`` in minor units."""

    least: Decimal
    cost: int


@dataclass(frozen=True, slots=True)
class PriceBreaksSet(Fact):
    """A supplier has these price breaks for a product from now on, in place of those before; none: no longer any."""

    kind: ClassVar[JournalKind] = JournalKind.PRICE_BREAKS_SET

    sku: str
    supplier: str
    breaks: tuple[AgreedBreak, ...]
