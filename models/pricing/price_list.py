"""Prices over time: which one holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias, TypeVar

from models.errors import Refused
from models.money import Money

#: The number of a location: it names one, and nothing is counted by it.
LocationId: TypeAlias = int


class NotPriced(Refused):
    """A product that has no price on the day."""

    code = "not_priced"
    text = "{sku} has no price on {day}. Nothing was added; give the product a price first."

    sku: str
    day: date


@dataclass(frozen=True, slots=True)
class Price:
    """Amount per unit including tax, from ``valid_from`` until ``valid_until`` (excluded; ``None``: no end).

    With a ``location_id`` it sells at that location alone; without one, wherever the location has no price of its own.
    """

    sku: str
    amount: Money
    valid_from: date
    valid_until: date | None = None
    location_id: int | None = None

    def __post_init__(self) -> None:
        if self.amount.minor < 0:
            raise ValueError("a price is not negative")
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError("a price ends after it starts")


class DatedPrice(Protocol):
    """Anything that gives a product's price from a day on: a price, or a row of the store."""

    @property
    def sku(self) -> str:
        """The product."""

    @property
    def valid_from(self) -> date:
        """The first day."""

    @property
    def valid_until(self) -> date | None:
        """The first day on which it no longer holds, if there is one."""

    @property
    def location_id(self) -> LocationId | None:
        """The only location at which it sells; ``None``: the price is the whole shop's."""


_Priced = TypeVar("_Priced", bound=DatedPrice)


def price_on(prices: Iterable[_Priced], sku: str, day: date, location_id: int | None = None) -> _Priced:
    """The price that sells a product at a location on ``day``: of those that cover it, the one that began last.

    A price of the location wins over the shop's, whichever began last; without a location only the shop's count. Raises
    :class:`NotPriced` when none holds. See docs/algorithms/pricing.md, step 1.

    >>> ordinary = Price("MILK", Money(1990, "SEK"), date(2026, 1, 1))
    >>> campaign = Price("MILK", Money(1490, "SEK"), date(2026, 3, 1), date(2026, 3, 8))
    >>> [price_on([ordinary, campaign], "MILK", date(2026, 3, day)).amount.minor for day in (7, 8)]
    [1490, 1990]
    >>> dearer = Price("MILK", Money(2290, "SEK"), date(2026, 2, 1), location_id=2)
    >>> [price_on([ordinary, campaign, dearer], "MILK", date(2026, 3, 7), place).amount.minor for place in (1, 2)]
    [1490, 2290]
    """
    covering = [
        price
        for price in prices
        if price.sku == sku
        and price.location_id in {None, location_id}
        and price.valid_from <= day
        and (price.valid_until is None or day < price.valid_until)
    ]
    if not covering:
        raise NotPriced(sku, day)
    return max(covering, key=lambda price: (price.location_id is not None, price.valid_from))
