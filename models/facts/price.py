"""The fact that products got new prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class NewPrice:
    """The price of a product from a day on, in minor units."""

    sku: str
    valid_from: date
    price: int


def _named_prices(values: Values) -> Values:
    """Give the values of version 1 their names."""
    names = ("sku", "valid_from", "price")
    return {**values, "prices": [dict(zip(names, each, strict=True)) for each in values["prices"]]}


@dataclass(frozen=True, slots=True)
class PriceChanged(Fact):
    """Products got prices. Version 1 had lists of values."""

    kind: ClassVar[JournalKind] = JournalKind.PRICE_CHANGED
    version: ClassVar[int] = 2
    upgrades = (_named_prices,)

    prices: tuple[NewPrice, ...]
