"""A purchase order that was sent before it is entered here: made in another system, and still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.purchasing.purchase_order import OrderLine

#: The longest number that the other system may have for it.
NUMBER_LENGTH_MAX = 60


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """What is still to come of an order. ``reference`` is its number there, by which it is recognised."""

    supplier_code: str
    reference: str
    ordered_on: date
    expected_on: date
    lines: tuple[OrderLine, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.reference) <= NUMBER_LENGTH_MAX:
            raise ValueError("an open order has a number of 1 to 60 characters")
        if not self.lines:
            raise ValueError("an open order has lines")
        if len({each.sku for each in self.lines}) != len(self.lines):
            raise ValueError("a product is in one line of an order")
        if self.expected_on < self.ordered_on:
            raise ValueError("goods do not come before they are ordered")
