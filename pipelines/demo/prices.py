"""What the demo shop asks for its goods: ordinary prices, what moves them, and campaigns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.catalogue.product import TaxCategory
from models.jurisdiction.sweden import SWEDEN
from models.money import Money, divide_half_up
from models.pricing.price_list import Price
from models.pricing.tax import PPM
from pipelines.demo.assortment import CURRENCY, Good
from pipelines.demo.seasons import MONDAY

#: Prices were set so long before the history begins.
SET_BEFORE_DAYS = 30
WEEK_DAYS = 7
CAMPAIGNS_PER_WEEK = 6
CAMPAIGN_CUTS = (15, 20, 25, 33)
#: Per cent more customers for each per cent off the price.
LIFT_PER_CUT = 0.055
#: Prices are multiples of one of these, in minor units.
TEN_MINOR, WHOLE_MINOR = 10, 100
#: What the price is printed on does not rise: lottery tickets, stamps.
PRINTED = frozenset({"tickets"})
#: On this day of the year some prices rise, by so much.
RISE_MONTH, RISE_SHARE, RISE_LEAST, RISE_MOST = 2, 0.4, 0.02, 0.05


@dataclass(frozen=True, slots=True)
class PricePlan:
    """Every price of the history.

    ``asked[t, i]``: minor units for good ``i`` on day ``t``; ``lift`` alike: what a campaign does to its demand (1:
    nothing).
    """

    rows: tuple[Price, ...]
    asked: NDArray[np.int64]
    lift: NDArray[np.float64]


def plan_prices(goods: Sequence[Good], first: date, days: int, rng: np.random.Generator) -> PricePlan:
    """Prices of ``goods`` from ``first`` on for ``days`` days.

    Tax cuts and rises are passed on to customers the day they hold; each week some goods are in a campaign.
    """
    rows: list[tuple[int, date, int, date | None]] = []
    rows += [(i, first - timedelta(SET_BEFORE_DAYS), good.price_minor, None) for i, good in enumerate(goods)]
    ordinary = np.repeat([[good.price_minor for good in goods]], days, axis=0)
    for day, factors in _changes(goods, first, days, rng):
        t = (day - first).days
        for i in np.flatnonzero(factors != 1).tolist():
            minor = _rounded(round(float(ordinary[t, i] * factors[i])), _step(goods[i]))
            if minor != ordinary[t, i]:  # a small rise of a whole price is none
                ordinary[t:, i] = minor
                rows.append((i, day, minor, None))
    asked, lift = ordinary.copy(), np.ones(ordinary.shape)
    for monday in _mondays(first, days):
        t = (monday - first).days
        for i, cut in _campaign(goods, rng):
            week = slice(t, min(t + WEEK_DAYS, days))
            if len(set(ordinary[week, i])) > 1:  # the price moves within the week: no campaign then
                continue
            minor = max(_rounded(divide_half_up(int(ordinary[t, i]) * (100 - cut), 100), TEN_MINOR), TEN_MINOR)
            asked[week, i], lift[week, i] = minor, 1 + LIFT_PER_CUT * cut
            rows.append((i, monday, minor, monday + timedelta(WEEK_DAYS)))
    prices = tuple(Price(goods[i].sku, Money(minor, CURRENCY), begins, ends) for i, begins, minor, ends in rows)
    return PricePlan(prices, asked, lift)


def _changes(
    goods: Sequence[Good], first: date, days: int, rng: np.random.Generator
) -> Iterator[tuple[date, NDArray[np.float64]]]:
    """Days on which ordinary prices change, with the factor of each good, oldest first."""
    until = first + timedelta(days)
    moments = [date(year, RISE_MONTH, 1) for year in range(first.year, until.year + 1)]
    food = [rate for rate in SWEDEN.tax_rates if rate.tax_category is TaxCategory.FOOD]
    before = {new.valid_from: old for old, new in pairwise(food)}
    printed = np.array([good.product.category in PRINTED for good in goods])
    for day in sorted({*moments, *before}):
        if not first < day < until:
            continue
        if day in before:
            new = next(rate for rate in food if rate.valid_from == day)
            factor = (PPM + new.rate_ppm) / (PPM + before[day].rate_ppm)
            yield day, np.array([factor if good.product.tax_category is TaxCategory.FOOD else 1.0 for good in goods])
        else:
            rises = RISE_LEAST + (RISE_MOST - RISE_LEAST) * rng.random(len(goods))
            rising = (rng.random(len(goods)) < RISE_SHARE) & ~printed
            yield day, np.where(rising, 1 + rises, 1.0)


def _mondays(first: date, days: int) -> Iterator[date]:
    for t in range(days):
        if (first + timedelta(t)).weekday() == MONDAY:
            yield first + timedelta(t)


def _campaign(goods: Sequence[Good], rng: np.random.Generator) -> Iterator[tuple[int, int]]:
    """The goods of a week's campaign and by how many per cent each is cheaper."""
    weights = np.array([_campaign_weight(good) for good in goods])
    if not weights.any():
        return
    picked = np.searchsorted(np.cumsum(weights), rng.random(CAMPAIGNS_PER_WEEK) * weights.sum(), side="right")
    cuts = (rng.random(CAMPAIGNS_PER_WEEK) * len(CAMPAIGN_CUTS)).astype(int)
    for i, cut in dict(zip(picked.tolist(), cuts.tolist(), strict=True)).items():
        yield i, CAMPAIGN_CUTS[cut]


def _campaign_weight(good: Good) -> float:
    return 0.0 if good.product.category in {"tobacco", "tickets", "papers", "cafe"} else good.weight**0.5


def _step(good: Good) -> int:
    """Prices in whole kronor, as in a café, stay so."""
    price = Money(good.price_minor, CURRENCY).major()
    return WHOLE_MINOR if price == int(price) else TEN_MINOR


def _rounded(minor: int, step: int) -> int:
    return divide_half_up(minor, step) * step
