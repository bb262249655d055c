"""The fact that products got new prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class NewPrice:
    """The price of a product in minor units, from ``valid_from`` until ``valid_until`` (excluded; ``None``: no end).

    ``location`` is the only location at which it sells; ``None``: the price is the whole shop's.
    """

    sku: str
    valid_from: date
    valid_until: date | None
    price: int
    location: int | None = None


def _named_prices(values: Values) -> Values:
    """Give the values of version 1 their names."""
    names = ("sku", "valid_from", "price")
    return {**values, "prices": [dict(zip(names, each, strict=True)) for each in values["prices"]]}


def _without_end(values: Values) -> Values:
    """Versions 1 and 2 did not record when a price ends."""
    return {**values, "prices": [{**each, "valid_until": None} for each in values["prices"]]}


def without_location(values: Values) -> Values:
    """The prices of facts made before a location could have prices of its own: they are the whole shop's."""
    return {**values, "prices": [{**each, "location": None} for each in values["prices"]]}


#: From this version on a fact records the end of a price; before it, an end that is ``None`` is not known.
FIRST_WITH_END = 3


@dataclass(frozen=True, slots=True)
class PriceChanged(Fact):
    """Products got prices.

    Version 1 had lists of values; before version 3 the end of a price was left out, and before version 4 its location.
    """

    kind: ClassVar[JournalKind] = JournalKind.PRICE_CHANGED
    version: ClassVar[int] = 4
    upgrades = (_named_prices, _without_end, without_location)

    prices: tuple[NewPrice, ...]


@dataclass(frozen=True, slots=True)
class WithdrawnPrice:
    """A price that no longer is to hold, by the day from which it held, and its location if it is of one."""

    sku: str
    valid_from: date
    location: int | None = None


@dataclass(frozen=True, slots=True)
class PricesWithdrawn(Fact):
    """Prices were withdrawn: whatever held without them holds. Version 1 had no locations."""

    kind: ClassVar[JournalKind] = JournalKind.PRICES_WITHDRAWN
    version: ClassVar[int] = 2
    upgrades = (without_location,)

    prices: tuple[WithdrawnPrice, ...]


@dataclass(frozen=True, slots=True)
class BulkPrice:
    """A price that a bulk change set, and what it replaced: a price that began on the same day, if there was one.

    ``location`` is that of the price; ``None``: it is the whole shop's.
    """

    sku: str
    price: int
    replaced: int | None
    replaced_until: date | None
    location: int | None = None


@dataclass(frozen=True, slots=True)
class BulkPricesSet(Fact):
    """Some prices of a bulk change were set; the facts of all its portions have the same ``change``.

    Version 1 had no locations.
    """

    kind: ClassVar[JournalKind] = JournalKind.BULK_PRICES_SET
    version: ClassVar[int] = 2
    upgrades = (without_location,)

    change: int
    rule: str
    valid_from: date
    valid_until: date | None
    prices: tuple[BulkPrice, ...]


@dataclass(frozen=True, slots=True)
class BulkPricesUndone(Fact):
    """The prices of some products of a bulk change were undone; those that others changed since stay."""

    kind: ClassVar[JournalKind] = JournalKind.BULK_PRICES_UNDONE

    change: int
    skus: tuple[str, ...]
