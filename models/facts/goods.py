"""The fact that goods moved without a sale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class MovedGoods:
    """How much of a product moved, positive into the location."""

    sku: str
    quantity: Decimal


def _named_goods(values: Values) -> Values:
    """Give the values of version 1 their names."""
    return {**values, "goods": [dict(zip(("sku", "quantity"), each, strict=True)) for each in values["goods"]]}


@dataclass(frozen=True, slots=True)
class StockMoved(Fact):
    """Goods came into or left a location. ``source`` is the id of their movements; version 1 had lists of values."""

    kind: ClassVar[JournalKind] = JournalKind.STOCK_MOVED
    version: ClassVar[int] = 2
    upgrades = (_named_goods,)

    source: int
    location: int
    day: date
    reason: str
    goods: tuple[MovedGoods, ...]
