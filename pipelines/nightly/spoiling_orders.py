"""What is known of goods that spoil on the day of an order, and the levels that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from models.demand.intervals import block_dispersions
from models.demand.panel import DemandPanel
from models.order_settings import LAST_DAY_PERCENT
from models.replenishment.protection import demand_over
from models.replenishment.shelf_run import SpoilingTerms
from models.replenishment.spoiling import spoiling_costs
from models.replenishment.spoiling_replay import SPOILS_WITHIN_DAYS
from models.replenishment.spoiling_target import SpoilingDemand, SpoilingLevel, by_days_left, spoiling_plan
from models.shop import Shop
from store import setting_rows
from store.analysis import demand_frames
from store.database.engine import Connection

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Key = tuple[int, str]

#: What a unit brings is judged by the sales of so many days.
PRICE_DAYS = 91


@dataclass(frozen=True, slots=True)
class SpoilingGoods:
    """Days on which goods may be sold, and what a unit brought (minor units without tax), by SKU.

    ``had_back``: share of the cost that comes back on the last day; ``arrivals``: (days ago, units) by location and
    SKU.
    """

    lives: Mapping[str, int]
    prices: Mapping[str, float]
    had_back: float
    arrivals: Mapping[Key, Sequence[tuple[int, float]]]

    def terms_of(self, skus: Iterable[str]) -> SpoilingTerms:
        """How long each of the products may be sold."""
        return SpoilingTerms(np.array([self.lives[sku] for sku in skus], np.int64), self.had_back)


@dataclass(frozen=True, slots=True)
class OfferedGoods:
    """Products per location [n] that a supplier offers: expected units and dispersion of each day [n, horizon].

    ``days``: those of the protection interval, ``lead_days`` of them until the goods are there, with their variance.
    """

    keys: Sequence[Key]
    means: Floats
    spreads: Floats
    days: Ints
    lead_days: Ints
    lead_variance: Floats
    cost: Floats
    on_hand: Floats

    def take(self, rows: Ints) -> OfferedGoods:
        """Some of the products."""
        keys = [self.keys[row] for row in rows]
        return OfferedGoods(
            keys, self.means[rows], self.spreads[rows], self.days[rows], self.lead_days[rows],
            self.lead_variance[rows], self.cost[rows], self.on_hand[rows],
        )  # fmt: skip


def spoiling_goods(view: Connection, company: Shop, at: datetime) -> SpoilingGoods:
    """What is known of them at an instant."""
    lives = demand_frames.shelf_lives(view, SPOILS_WITHIN_DAYS)
    had_back = int(setting_rows.get_value(view, LAST_DAY_PERCENT)) / 100
    if not lives:
        return SpoilingGoods({}, {}, had_back, {})
    today = company.business_day(at)
    prices = demand_frames.net_prices(view, today - timedelta(days=PRICE_DAYS), today)
    arrivals: dict[Key, list[tuple[int, float]]] = {}
    rows = demand_frames.spoiling_arrivals(view, SPOILS_WITHIN_DAYS, today - timedelta(days=SPOILS_WITHIN_DAYS))
    for location_id, sku, day, units in rows.iter_rows():
        arrivals.setdefault((location_id, sku), []).append(((today - day).days, units))
    return SpoilingGoods(lives, dict(prices.iter_rows()), had_back, arrivals)


def levels_of_spoiling(
    goods: SpoilingGoods, offered: OfferedGoods, history: DemandPanel | None
) -> dict[Key, SpoilingLevel]:
    """The level of each product that spoils; ``history``: the days before the order."""
    rows = np.array([row for row, (_, sku) in enumerate(offered.keys) if sku in goods.lives], np.int64)
    if not len(rows):
        return {}
    some = offered.take(rows)
    lives = np.array([goods.lives[sku] for _, sku in some.keys], np.int64)
    expected, spread = demand_over(some.means, some.spreads, some.days)
    until = np.maximum(some.lead_days, 0) + lives
    demand = SpoilingDemand(
        expected=expected,
        life_expected=demand_over(some.means, some.spreads, until)[0],
        dispersion=_spread(some, history, spread),
        days=some.days,
        review_days=np.maximum(some.days - some.lead_days, 1),
        lives=lives,
        lead_variance=some.lead_variance,
        ahead=some.means,
    )
    price = np.array([goods.prices.get(sku, cost) for (_, sku), cost in zip(some.keys, some.cost, strict=True)])
    costs = spoiling_costs(some.cost, price, goods.had_back)
    shelf = np.zeros((len(rows), int(lives.max())))
    for row, key in enumerate(some.keys):
        shelf[row, : lives[row]] = by_days_left(some.on_hand[row], goods.arrivals.get(key, ()), int(lives[row]))
    return dict(zip(some.keys, spoiling_plan(demand, costs, shelf), strict=True))


def _spread(some: OfferedGoods, history: DemandPanel | None, plain: Floats) -> Floats:
    """[n] dispersion of totals as long as the protection interval, as a replay has it; without a history ``plain``."""
    out = plain.copy()
    if history is None:
        return out
    places = {key: row for row, key in enumerate(history.keys.iter_rows())}
    rows = np.array([places.get(key, -1) for key in some.keys], np.int64)
    for length in np.unique(some.days[rows >= 0]):
        here = (some.days == length) & (rows >= 0)
        out[here] = block_dispersions(history, int(length))[rows[here]]
    return out
