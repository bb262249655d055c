"""Changing many prices by one rule, and taking such a change back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from models.errors import Refused
from models.facts.price import BulkPrice
from models.money import Money, divide_half_up
from models.pricing.price_change import PRICE_MINOR_MAX, holder_on, rows_to_save
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
    return nearest_price(Decimal(minor) * (100 + rule.percent) / 100, rule.ending)


def nearest_price(exact: Decimal, ending: int | None) -> int:
    """The price in minor units nearest to an exact one, of those with the ``ending`` if there is one; half goes up.

    >>> nearest_price(Decimal("1940.2"), 90), nearest_price(Decimal("1940.5"), None)
    (1990, 1941)
    """
    if ending is None:
        return divide_half_up(*exact.as_integer_ratio())
    # The nearest number of whole steps above the ending; half a step goes up.
    steps = ((exact - ending) / ENDING_STEP + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
    return max(int(steps), 0) * ENDING_STEP + ending


@dataclass(frozen=True, slots=True)
class PlannedPrice:
    """What a rule makes of the price of one product, in minor units."""

    sku: str
    before: int
    after: int


def plan_prices(
    prices: Iterable[tuple[str, list[Price]]], rule: PriceRule, first: date, location_id: int | None = None
) -> list[PlannedPrice]:
    """What a rule changes from ``first`` on, at a location or in the whole shop.

    Products without a price then, and prices that stay, are left out.
    """
    planned = []
    for sku, of_product in prices:
        holder = holder_on(of_product, sku, first, location_id)
        after = price_by_rule(rule, holder.amount.minor) if holder else 0
        if holder and after != holder.amount.minor and 0 < after <= PRICE_MINOR_MAX:
            planned.append(PlannedPrice(sku, holder.amount.minor, after))
    return planned


def recorded_price(price: Price, stored: Iterable[Price]) -> BulkPrice:
    """What the journal records of a price that many are set with: beside it, the price that it replaces.

    ``stored`` are the prices of its product; one of the same location that begins on the same day is replaced.
    """
    key = price.location_id, price.valid_from
    replaced = next((each for each in stored if (each.location_id, each.valid_from) == key), None)
    return BulkPrice(
        sku=price.sku,
        price=price.amount.minor,
        replaced=replaced.amount.minor if replaced else None,
        replaced_until=replaced.valid_until if replaced else None,
        location=price.location_id,
    )


@dataclass(frozen=True, slots=True)
class PricesBack:
    """What takes prices back: ``rows`` to store, prices ``withdrawn``, and the SKUs of all that are ``undone``."""

    rows: tuple[Price, ...]
    withdrawn: tuple[Price, ...]
    undone: tuple[str, ...]


def prices_back(
    stored: Mapping[str, list[Price]], lines: Iterable[BulkPrice], span: tuple[date, date | None], today: date
) -> PricesBack:
    """What takes back the prices of ``lines``, which held for ``span``; a price that was set since stays.

    ``stored`` are all prices of the products, by SKU. A price that began before ``today`` is not struck out of the
    past: it ends today, and what would have held without it holds from then on.
    """
    rows: list[Price] = []
    withdrawn: list[Price] = []
    undone: list[str] = []
    for each in lines:
        prices = stored.get(each.sku, [])
        key = (each.location, each.price, *span)
        changed = next((one for one in prices if (one.location_id, one.amount.minor, *_span(one)) == key), None)
        if changed is None:
            continue
        undone.append(each.sku)
        if changed.valid_from < today:
            rows += _ended(prices, changed, each, today)
        elif each.replaced is None:
            withdrawn.append(changed)
        else:
            rows.append(_replaced(changed, each, each.replaced))
    return PricesBack(tuple(rows), tuple(withdrawn), tuple(undone))


def _ended(prices: list[Price], changed: Price, line: BulkPrice, today: date) -> list[Price]:
    """A changed price that ends today, and the price that it replaced from the day on which that sells again."""
    if changed.valid_until is not None and changed.valid_until <= today:
        return []
    without = [each for each in prices if each != changed]
    if line.replaced is not None:
        without.append(_replaced(changed, line, line.replaced))
    return rows_to_save(without, replace(changed, valid_until=today))


def _replaced(changed: Price, line: BulkPrice, minor: int) -> Price:
    """The price that a changed one replaced, for it began on the same day."""
    return replace(changed, amount=Money(minor, changed.amount.currency), valid_until=line.replaced_until)


def _span(price: Price) -> tuple[date, date | None]:
    return price.valid_from, price.valid_until
