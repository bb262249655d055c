"""Facts of purchase orders: drafted, and moved on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class OrderedGoods:
    """How much of a product is ordered, and what all of it costs in minor units."""

    sku: str
    quantity: Decimal
    cost: int


@dataclass(frozen=True, slots=True)
class OrderDrafted(Fact):
    """An order was drafted; ``proposal`` is the proposal that it came from."""

    kind: ClassVar[JournalKind] = JournalKind.ORDER_DRAFTED

    order: int
    proposal: int | None
    supplier: str
    location: int
    day: date
    expected_on: date
    currency: str
    lines: tuple[OrderedGoods, ...]


@dataclass(frozen=True, slots=True)
class OrderMoved(Fact):
    """An order was sent, received or cancelled."""

    kind: ClassVar[JournalKind] = JournalKind.ORDER_MOVED

    order: int
    state: str
