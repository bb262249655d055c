"""Changing many prices by one rule, and taking such a change back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from models.errors import Refused
from models.facts.price import BulkPrice
from models.money import Money, divide_half_up
from models.pricing.price_change import PRICE_MINOR_MAX, holder_on
from models.pricing.price_list import Price

#: Endings are counted within this many minor units: ,90 of each krona.
ENDING_STEP = 100
_PERCENT_LEAST, _PERCENT_MOST = Decimal(-99), Decimal(1000)


class WrongRule(Refused):
    """A rule that cannot change prices."""

    code = "wrong_price_rule"
    text = "Prices cannot be changed by {percent} % with the ending {ending}. Nothing was changed; correct it."

    percent: Decimal
    ending: int | None


@dataclass(frozen=True, slots=True)
class PriceRule:
    """``percent`` more (or less, below zero); then the nearest price that ends in ``ending`` minor units, if given."""

    percent: Decimal
    ending: int | None = None

    def __post_init__(self) -> None:
        sound = self.percent.is_finite() and _PERCENT_LEAST <= self.percent <= _PERCENT_MOST
        if not sound or (self.ending is not None and self.ending not in range(ENDING_STEP)):
            raise WrongRule(self.percent, self.ending)

    def __str__(self) -> str:
        ending = "" if self.ending is None else f", ending in .{self.ending:02d}"
        return f"{self.percent:+f} %{ending}"


def price_by_rule(rule: PriceRule, minor: int) -> int:
    """The new price in minor units; half goes up, and never below the least price with that ending.

    >>> price_by_rule(PriceRule(Decimal(5), 90), 1990), price_by_rule(PriceRule(Decimal(5)), 1990)
    (2090, 2090)
    >>> [price_by_rule(PriceRule(Decimal(0), 90), minor) for minor in (1940, 1939, 20)]
    [1990, 1890, 90]
    """
    exact = Decimal(minor) * (100 + rule.percent) / 100
    if rule.ending is None:
        whole = exact.as_integer_ratio()
        return divide_half_up(*whole)
    # The nearest number of whole steps above the ending; half a step goes up.
    steps = ((exact - rule.ending) / ENDING_STEP + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
    return max(int(steps), 0) * ENDING_STEP + rule.ending


@dataclass(frozen=True, slots=True)
class PlannedPrice:
    """What a rule makes of the price of one product, in minor units."""

    sku: str
    before: int
    after: int


def plan_prices(prices: Iterable[tuple[str, list[Price]]], rule: PriceRule, first: date) -> list[PlannedPrice]:
    """What a rule changes from ``first`` on; products without a price then, and prices that stay, are left out."""
    planned = []
    for sku, of_product in prices:
        holder = holder_on(of_product, sku, first)
        after = price_by_rule(rule, holder.amount.minor) if holder else 0
        if holder and after != holder.amount.minor and 0 < after <= PRICE_MINOR_MAX:
            planned.append(PlannedPrice(sku, holder.amount.minor, after))
    return planned


def undoing(prices: list[Price], line: BulkPrice, span: tuple[date, date | None], today: date) -> Price | None:
    """The price that puts back what held without a bulk change; ``None`` to withdraw the changed one.

    ``prices`` are those of the product, ``span`` the first day of the change and its end. A change that has begun is
    not struck out of the past: from today on holds what would have held without it.
    """
    first, until = span
    currency = prices[0].amount.currency
    if line.replaced is not None and first >= today:
        return Price(line.sku, Money(line.replaced, currency), first, line.replaced_until)
    if first > today:
        return None
    others = [each for each in prices if each.valid_from != first]
    if line.replaced is not None:
        others.append(Price(line.sku, Money(line.replaced, currency), first, line.replaced_until))
    holder = holder_on(others, line.sku, today)
    return None if holder is None else Price(line.sku, holder.amount, today, until)
