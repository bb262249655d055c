"""Facts of a basket before it is paid. Prices are minor units, quantities are in the unit of the product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class LineFact(Fact):
    """The state of one line of a basket; ``price`` is the price of one unit."""

    basket: int
    position: int
    sku: str
    quantity: Decimal
    price: int


@dataclass(frozen=True, slots=True)
class LineAdded(LineFact):
    """A product came into the basket as a new line."""

    kind: ClassVar[JournalKind] = JournalKind.LINE_ADDED


@dataclass(frozen=True, slots=True)
class LineChanged(LineFact):
    """A line has another quantity now."""

    kind: ClassVar[JournalKind] = JournalKind.LINE_CHANGED


@dataclass(frozen=True, slots=True)
class LineRemoved(LineFact):
    """A line left the basket; the values are those it had."""

    kind: ClassVar[JournalKind] = JournalKind.LINE_REMOVED


@dataclass(frozen=True, slots=True)
class SentLineWithdrawn(Fact):
    """Goods that were sent to who makes them are not wanted any more: ``quantity`` of them.

    It follows the fact that changed or removed the line or cancelled the basket. ``seat`` and ``course`` are those of
    the line.
    """

    kind: ClassVar[JournalKind] = JournalKind.SENT_LINE_WITHDRAWN

    basket: int
    position: int
    sku: str
    name: str
    quantity: Decimal
    seat: int | None
    course: int | None


@dataclass(frozen=True, slots=True)
class BasketParked(Fact):
    """The open basket was set aside under a label."""

    kind: ClassVar[JournalKind] = JournalKind.BASKET_PARKED

    basket: int
    label: str


@dataclass(frozen=True, slots=True)
class BasketRecalled(Fact):
    """A parked basket was opened again; ``label`` is the one it had."""

    kind: ClassVar[JournalKind] = JournalKind.BASKET_RECALLED

    basket: int
    label: str


@dataclass(frozen=True, slots=True)
class CancelledLine:
    """A line of a cancelled basket."""

    sku: str
    quantity: Decimal
    price: int


def _named_lines(values: Values) -> Values:
    """Give the values of version 1 their names."""
    names = ("sku", "quantity", "price")
    return {**values, "lines": [dict(zip(names, line, strict=True)) for line in values["lines"]]}


@dataclass(frozen=True, slots=True)
class BasketCancelled(Fact):
    """The open basket was thrown away. Version 1 had lines as lists of values."""

    kind: ClassVar[JournalKind] = JournalKind.BASKET_CANCELLED
    version: ClassVar[int] = 2
    upgrades = (_named_lines,)

    basket: int
    lines: tuple[CancelledLine, ...]
    reason: str
