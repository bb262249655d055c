"""Prices over time: which one holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.errors import Refused
from models.money import Money


class NotPriced(Refused):
    """A product that has no price on the day."""

    code = "not_priced"

    def __init__(self, sku: str, day: date) -> None:
        self.sku, self.day = sku, day
        super().__init__(f"{sku} has no price on {day}. Nothing was added; give the product a price first.")


@dataclass(frozen=True, slots=True)
class Price:
    """Amount per unit including tax, from ``valid_from`` until ``valid_until`` (excluded; ``None``: no end)."""

    sku: str
    amount: Money
    valid_from: date
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if self.amount.minor < 0:
            raise ValueError("a price is not negative")
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError("a price ends after it starts")

    def covers(self, day: date) -> bool:
        """Whether the price can hold on ``day``."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def price_on(prices: Iterable[Price], sku: str, day: date) -> Price:
    """The price that holds for a product on ``day``: of those that cover it, the one that began last.

    Raises :class:`NotPriced` when none does.
    """
    covering = [price for price in prices if price.sku == sku and price.covers(day)]
    if not covering:
        raise NotPriced(sku, day)
    return max(covering, key=lambda price: price.valid_from)
