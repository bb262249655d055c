"""Facts of purchase orders: drafted, changed, moved on, and answered by the supplier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

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


def _without_note(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**values, "note": ""}


def _without_day(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**values, "expected_on": None}


@dataclass(frozen=True, slots=True)
class OrderMoved(Fact):
    """An order came into a state; ``note`` is the way in which it was sent, or why it was cancelled or came back.

    ``expected_on`` is the day on which its goods should come now, where that changed: it left later than it was made.
    """

    kind: ClassVar[JournalKind] = JournalKind.ORDER_MOVED
    version = 3
    upgrades = (_without_note, _without_day)

    order: int
    state: str
    note: str = ""
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class OrderLineChanged(Fact):
    """Somebody changed how much of a product is ordered, and why.

    ``before`` is 0 for a product that was added, ``quantity`` 0 for one that was removed; ``cost`` is that of the whole
    line from now on in minor units.
    """

    kind: ClassVar[JournalKind] = JournalKind.ORDER_LINE_CHANGED

    order: int
    sku: str
    before: Decimal
    quantity: Decimal
    cost: int
    reason: str


@dataclass(frozen=True, slots=True)
class OrderAnswered(Fact):
    """The supplier answered: its own number of the order, the day, and what comes at which cost."""

    kind: ClassVar[JournalKind] = JournalKind.ORDER_ANSWERED

    order: int
    reference: str
    expected_on: date
    lines: tuple[OrderedGoods, ...]


@dataclass(frozen=True, slots=True)
class SupplierReminded(Fact):
    """A supplier is reminded by e-mail of an order that is so many days late."""

    kind: ClassVar[JournalKind] = JournalKind.SUPPLIER_REMINDED

    order: int
    supplier: str
    days_late: int
