"""The fact that stock was counted. Quantities are units of the product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class CountedGoodsLine:
    """What was counted of a product, and what its movements summed to, at the instant ``at`` (ISO 8601, UTC)."""

    sku: str
    counted: Decimal
    book: Decimal
    at: str


@dataclass(frozen=True, slots=True)
class StockCounted(Fact):
    """Goods were counted at a location; what was found or missing moves the stock in facts of their own."""

    kind: ClassVar[JournalKind] = JournalKind.STOCK_COUNTED

    count: int
    key: str
    location: int
    goods: tuple[CountedGoodsLine, ...]
