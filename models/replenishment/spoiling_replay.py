"""Replay of goods that spoil: how much is thrown away for the share of customers who find them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.demand.baseline import WeekdayMean
from models.demand.boosting import Boosting
from models.demand.forecaster import Forecaster
from models.demand.panel import DemandPanel
from models.replenishment.frontier import FrontierPoint, UnitValues
from models.replenishment.order_rules import (
    FACTORS,
    OrderRule,
    ReviewForecast,
    mean_forecast,
    quantile_rule,
    review_days,
    spread_at,
)
from models.replenishment.rule_replay import (
    HISTORY_DAYS_MIN,
    MEAN,
    WEEKS,
    RuleReplay,
    TooLittleHistory,
    blend_by_day,
    first_review,
    frontier_of,
    wanted_units,
)
from models.replenishment.shelf_run import OrderLevels, SpoilingTerms, SupplyRhythm
from models.replenishment.spoiling import SpoilingCosts, spoiling_costs, spoiling_levels
from models.replenishment.spoiling_cases import LevelFigures

Floats = NDArray[np.float64]

#: Goods that may be sold for longer are ordered as if they did not spoil.
SPOILS_WITHIN_DAYS = 28
#: The rule for goods that spoil, and what a shop does with a spreadsheet.
SPOILING, WEEKDAY, WEEKDAY_BINOMIAL = "spoiling", "weekday", "weekday_binomial"
#: What a lost sale is made to cost, as a multiple of what it costs: from carefree to dear.
COST_FACTORS = tuple(float(each) for each in np.geomspace(0.1, 60, 20))


@dataclass(frozen=True, slots=True)
class SpoilingReplay:
    """The frontiers of each rule over so many ``goods`` that spoil, and the rhythm that they were ordered in."""

    goods: int
    rhythm: SupplyRhythm
    rules: tuple[RuleReplay, ...]

    @property
    def ours(self) -> FrontierPoint:
        """What comes of our own rule at the costs as they are."""
        own = next(rule for rule in self.rules if rule.name == SPOILING)
        return min(own.points, key=lambda point: abs(point.strength - own.nominal))


def replay_spoiling(
    panel: DemandPanel,
    values: UnitValues,
    rhythm: SupplyRhythm,
    terms: SpoilingTerms,
    *,
    weeks: int = WEEKS,
    learner: Forecaster | None = None,
) -> SpoilingReplay:
    """Run each rule through the last ``weeks`` weeks of goods that spoil.

    Levels are made from the days before each review. Raises
    :class:`models.replenishment.rule_replay.TooLittleHistory`.
    """
    lives, first = terms.lives, first_review(panel.day_count, weeks)
    if not first or not panel.size:
        raise TooLittleHistory(panel.day_count, weeks * 7 + HISTORY_DAYS_MIN)
    reviews = review_days(first, panel.day_count, rhythm)
    demand = wanted_units(panel, first)
    costs, longest = spoiling_costs(values.cost, values.price, terms.had_back), rhythm.lead_days + int(lives.max())
    days = max(rhythm.protection_days, longest)
    by_day = blend_by_day(panel, reviews, days, learner or Boosting()).astype(np.float64)
    spread = spread_at(panel, reviews, rhythm.protection_days)
    rules = (*_usual_rules(panel, reviews, rhythm), _own_rule(by_day, spread, costs, terms=terms, rhythm=rhythm))
    frontiers = tuple(frontier_of(rule, demand, values, rhythm, terms=terms) for rule in rules)
    return SpoilingReplay(panel.size, rhythm, frontiers)


def _usual_rules(panel: DemandPanel, reviews: Sequence[int], rhythm: SupplyRhythm) -> tuple[OrderRule, ...]:
    """``weekday``: mean of eight same weekdays times a factor, as in a spreadsheet; and quantiles around means."""
    days = rhythm.protection_days
    means = [WeekdayMean().predict(panel.until(review), days).sum(axis=1, dtype=np.float64) for review in reviews]
    weekday = ReviewForecast(np.stack(means, axis=1), spread_at(panel, reviews, days))
    return (
        OrderRule(WEEKDAY, FACTORS, 1.5, lambda factor: OrderLevels(factor * weekday.expected)),
        quantile_rule(MEAN, mean_forecast(panel, reviews, rhythm)),
        quantile_rule(WEEKDAY_BINOMIAL, weekday),
    )


def _own_rule(
    by_day: Floats, spread: Floats, costs: SpoilingCosts, *, terms: SpoilingTerms, rhythm: SupplyRhythm
) -> OrderRule:
    """The newsvendor around expected units ``by_day`` [n, reviews, days], with their dispersion [n, reviews]."""
    protection, lives = rhythm.protection_days, terms.lives
    in_life = (np.arange(by_day.shape[2]) < rhythm.lead_days + lives[:, None])[:, None, :]
    expected, life_expected = by_day[:, :, :protection].sum(axis=2), (by_day * in_life).sum(axis=2)
    ratio = (costs.lost / costs.waste * lives / rhythm.review_days)[:, None]
    ahead = by_day[:, :, : protection - 1]

    def levels(factor: float) -> OrderLevels:
        ratios = np.broadcast_to(factor * ratio, expected.shape)
        figures = None if terms.rounds_up else LevelFigures(expected, life_expected, spread, ratios)
        return OrderLevels(spoiling_levels(expected, life_expected, spread, ratios), ahead=ahead, figures=figures)

    return OrderRule(SPOILING, COST_FACTORS, 1.0, levels)
