"""Tax: which rate holds on a day, and how much of a price that includes tax is tax."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from models.catalogue.product import TaxCategory
from models.errors import Broken
from models.jurisdiction.tax_rules import SupplyMode, SupplyRule, TaxRate
from models.money import divide_half_up

__all__ = ["PPM", "NoTaxRate", "TaxCategory", "TaxRate", "rates_on", "tax_within"]

#: Rates are stored in parts per million: 6 % is 60 000.
PPM = 1_000_000


class NoTaxRate(Broken):
    """No rate is known for a tax category on a day."""

    code = "no_tax_rate"
    text = (
        "No tax rate is known for {tax_category!r} on {day}. Nothing was sold or changed; "
        "add the rate to the shop's tax table."
    )

    tax_category: str
    day: date


def rates_on(rates: Iterable[TaxRate], day: date) -> dict[TaxCategory, int]:
    """The rate in parts per million of each tax category on ``day``: the latest that has begun.

    >>> reduced = TaxRate("SE", TaxCategory.FOOD, date(2026, 4, 1), 60_000, "SFS 2026:118")
    >>> again = TaxRate("SE", TaxCategory.FOOD, date(2028, 1, 1), 120_000, "SFS 2026:119")
    >>> [rates_on([again, reduced], date(year, 12, 31))[TaxCategory.FOOD] for year in (2026, 2028)]
    [60000, 120000]
    """
    begun = sorted((rate for rate in rates if rate.valid_from <= day), key=lambda rate: rate.valid_from)
    return {rate.tax_category: rate.rate_ppm for rate in begun}


def rate_of(rates: Mapping[TaxCategory, int], tax_category: TaxCategory, day: date) -> int:
    """The rate of one category, or :class:`NoTaxRate`.

    >>> rate_of({TaxCategory.FOOD: 60_000}, TaxCategory.FOOD, date(2026, 11, 23))
    60000
    """
    try:
        return rates[tax_category]
    except KeyError:
        raise NoTaxRate(tax_category, day) from None


def usual_supply(tax_category: TaxCategory) -> SupplyMode:
    """How goods of a category are handed over unless the operator chooses: a restaurant's dishes are eaten in.

    >>> usual_supply(TaxCategory.RESTAURANT).value, usual_supply(TaxCategory.FOOD).value
    ('eat_in', 'take_away')
    """
    return SupplyMode.EAT_IN if tax_category is TaxCategory.RESTAURANT else SupplyMode.TAKE_AWAY


def taxed_as(rules: Iterable[SupplyRule], tax_category: TaxCategory, supply: SupplyMode, day: date) -> TaxCategory:
    """The category that goods are taxed as on ``day`` when they are handed over in this mode.

    Of the rules that fit and have begun the last one holds; without one the category is that of the goods.

    >>> eaten_in = SupplyRule(TaxCategory.FOOD, SupplyMode.EAT_IN, date(2012, 1, 1), TaxCategory.RESTAURANT, "example")
    >>> [taxed_as([eaten_in], TaxCategory.FOOD, supply, date(2026, 11, 23)).value for supply in SupplyMode]
    ['food', 'restaurant']
    """
    fitting = [
        rule for rule in rules if rule.tax_category is tax_category and rule.supply is supply and rule.valid_from <= day
    ]
    return max(fitting, key=lambda rule: rule.valid_from).taxed_as if fitting else tax_category


def tax_within(gross_minor: int, rate_ppm: int) -> int:
    """The tax in an amount that includes it: gross · r / (1 + r), half away from zero.

    >>> tax_within(1990, 60_000)
    113
    """
    return divide_half_up(gross_minor * rate_ppm, PPM + rate_ppm)
