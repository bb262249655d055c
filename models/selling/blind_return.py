"""A return without any receipt: for how much, at which price, and what a shop permits of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from msgspec import structs

from models.errors import Refused
from models.money import Money
from models.pricing.price_change import REDUCTION_DAYS, lowest_before
from models.pricing.price_list import Price
from models.selling.basket import Basket


class NoBlindReturns(Refused):
    """A return without a receipt in a shop that takes none."""

    code = "no_blind_returns"
    text = "The shop takes nothing back without its receipt. Nothing was changed; find the receipt of the purchase."


class BlindReturnLimit(Refused):
    """More than the shop gives back without a receipt to one customer, or in a day."""

    code = "blind_return_limit"
    text = (
        "{amount} {amount.currency} is more than may be given back without a receipt: {left} is left today. Nothing "
        "was changed; find the receipt, or take less back."
    )

    amount: Money
    left: Money


class UnknownBuyer(Refused):
    """Goods come back for a customer number that the shop does not have."""

    code = "unknown_buyer"
    text = "There is no customer {number!r}. Nothing was changed; leave the number out, or correct it."

    number: str


class NoPriceToReturn(Refused):
    """Goods without a fixed price: nobody knows what was paid for them."""

    code = "no_price_to_return"
    text = "{name} has no fixed price. Nothing was changed; it comes back only with its receipt."

    name: str


@dataclass(frozen=True, slots=True)
class BlindGoods:
    """Goods that come back without a receipt: their ``code`` is a barcode or a SKU."""

    code: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class BlindLimits:
    """What may be given back without a receipt in cash: to one customer in a day, and at a location in a day.

    >>> limits = BlindLimits(Money(30000, "SEK"), Money(100000, "SEK"))
    >>> nothing = Money(0, "SEK")
    >>> [str(limits.left(Money(of, "SEK"), Money(all, "SEK"))) for of, all in ((0, 0), (20000, 20000), (0, 95000))]
    ['300.00', '100.00', '50.00']
    """

    customer_max: Money
    day_max: Money

    @property
    def is_off(self) -> bool:
        """Whether the shop takes nothing back without a receipt."""
        return self.customer_max.minor == 0 or self.day_max.minor == 0

    def left(self, to_customer: Money, in_all: Money) -> Money:
        """What may still be given back after so much was given to the customer, and in all, that day."""
        left = min(self.customer_max.minor - to_customer.minor, self.day_max.minor - in_all.minor)
        return Money(max(0, left), self.day_max.currency)

    def check(self, amount: Money, to_customer: Money, in_all: Money) -> None:
        """Raise :class:`NoBlindReturns` or :class:`BlindReturnLimit` unless ``amount`` may be given back."""
        if self.is_off:
            raise NoBlindReturns
        left = self.left(to_customer, in_all)
        if amount.minor > left.minor:
            raise BlindReturnLimit(amount, left)


def with_cost(basket: Basket, sku: str, cost: Money | None) -> Basket:
    """The basket in which the lines of a product have its cost without tax, as a stored basket has it."""
    lines = (structs.replace(each, cost=cost) if each.sku == sku else each for each in basket.lines)
    return replace(basket, lines=tuple(lines))


def lowest_price(prices: Sequence[Price], sku: str, day: date, *, location_id: int, today_minor: int) -> int:
    """The price at which goods come back whose receipt is missing, in minor units: nobody gains by a dearer day.

    It is the lowest at which they sold at the location on ``day`` (``today_minor``) or in the 30 days before.

    >>> ordinary = Price("MILK", Money(1990, "SEK"), date(2026, 1, 1))
    >>> campaign = Price("MILK", Money(1490, "SEK"), date(2026, 3, 1), date(2026, 3, 8))
    >>> [
    ...     lowest_price([ordinary, campaign], "MILK", day, location_id=1, today_minor=1990)
    ...     for day in (date(2026, 4, 6), date(2026, 4, 7))
    ... ]
    [1490, 1990]
    """
    lowest = lowest_before(prices, sku, day + timedelta(days=1), REDUCTION_DAYS + 1, location_id=location_id)
    return today_minor if lowest is None else min(today_minor, lowest.amount.minor)
