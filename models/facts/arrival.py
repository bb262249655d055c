"""The fact that a supplier's goods came. Amounts are minor units, quantities units of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class ArrivedLine:
    """One line of a delivery; see :class:`models.purchasing.arrival.ArrivedGoods`."""

    sku: str
    good: Decimal
    damaged: Decimal
    order_line: int | None
    cancelled: Decimal
    unit_cost: int | None
    agreed_cost: int | None


@dataclass(frozen=True, slots=True)
class GoodsArrived(Fact):
    """A delivery was received, for an order or without; what went onto the shelf is in a fact of its own."""

    kind: ClassVar[JournalKind] = JournalKind.GOODS_ARRIVED

    arrival: int
    key: str
    supplier: str
    location: int
    order: int | None
    note: str
    day: date
    currency: str
    freight: int
    rest: str
    promised_on: date | None
    goods: tuple[ArrivedLine, ...]
