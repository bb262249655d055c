"""Replay: every order rule against the shop's own demand, each decision from what was known on its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.demand.baseline import SeasonalSmoothing
from models.demand.boosting import Boosting
from models.demand.censoring import clean, uncensor
from models.demand.forecaster import FittedForecaster, Forecaster
from models.demand.guard import limited
from models.demand.panel import DemandPanel
from models.demand.selection import blended
from models.errors import Refused
from models.replenishment.frontier import FrontierPoint, UnitValues, frontier_point
from models.replenishment.learnt_levels import LearntLevels, learn_levels
from models.replenishment.order_rules import (
    OrderRule,
    ReviewForecast,
    mean_forecast,
    quantile_rule,
    review_days,
    spread_at,
    usual_rules,
)
from models.replenishment.shelf_run import OrderLevels, SpoilingTerms, SupplyRhythm, run_shelf

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]

#: Our own rule, and the forecasts that it chooses among.
LEARNT, MEAN, BLEND, THIRDS = "learnt", "mean_binomial", "blend_binomial", "thirds"
#: The model is fitted anew after so many days.
FIT_DAYS = 28
#: Days at the start of a replay that do not count: the first stock is nobody's decision.
SETTLE_DAYS = 14
#: Days of history that must lie before the first review.
HISTORY_DAYS_MIN = 63
WEEKS = 12
#: The fill rate that is aimed at where nobody wishes another.
GOAL = 0.95


class TooLittleHistory(Refused):
    """A history that is too short to replay."""

    code = "too_little_history"
    text = (
        "There are {history} days of sales to learn from, and a replay needs {needed} of goods that a supplier offers. "
        "Nothing was changed; choose fewer weeks, or take over past sales with 'kassa import sales FILE'."
    )

    history: int
    needed: int


@dataclass(frozen=True, slots=True)
class RuleReplay:
    """The frontier of one rule; ``nominal`` is the strength that a shop would begin with."""

    name: str
    nominal: float
    points: tuple[FrontierPoint, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of each rule over the days from number ``first`` on, and the levels that these days teach.

    The levels are for orders from now on; our own rule was replayed by what the weeks before had taught.
    """

    first: int
    rules: tuple[RuleReplay, ...]
    learnt: LearntLevels


def first_review(day_count: int, weeks: int) -> int:
    """The number of the day on which a replay of so many weeks begins; 0 or less: there is too little history.

    >>> first_review(364, 12), first_review(100, 12)
    (280, 0)
    """
    first = day_count - 7 * weeks
    return first if first >= HISTORY_DAYS_MIN else 0


def replay(
    panel: DemandPanel,
    values: UnitValues,
    rhythm: SupplyRhythm,
    *,
    weeks: int = WEEKS,
    learner: Forecaster | None = None,
    seed: int = 0,
) -> Replay:
    """Run every rule through the last ``weeks`` weeks, with lost sales; figures begin after two weeks.

    Our own rule learns its levels from as many weeks before, if there are that many, and forecasts at each review.
    Raises :class:`TooLittleHistory`.
    What customers demand is what was sold, and on days on which the shelf ran empty what was probably demand.
    """
    first = first_review(panel.day_count, weeks)
    if not first or not panel.size:
        raise TooLittleHistory(panel.day_count, weeks * 7 + HISTORY_DAYS_MIN)
    reviews = review_days(first, panel.day_count, rhythm)
    rules = list(usual_rules(panel, reviews, rhythm))
    forecasts = review_forecasts(panel, reviews, rhythm, learner or Boosting(seed=seed))
    rules += [quantile_rule(name, forecasts[name]) for name in (MEAN, BLEND)]
    demand = wanted_units(panel, first)
    before = first_review(first, weeks)
    if before:
        past = learn_levels_of(panel.until(first), before, values, rhythm, learner or Boosting(seed=seed))
        rules.append(OrderRule(LEARNT, tuple(past.by_goal), GOAL, lambda goal: past.levels(goal, forecasts)))
    results = [frontier_of(rule, demand, values, rhythm, seed=seed) for rule in rules]
    return Replay(first, tuple(results), learn_levels(demand, forecasts, values, rhythm, count_from=SETTLE_DAYS))


def learn_levels_of(
    panel: DemandPanel, first: int, values: UnitValues, rhythm: SupplyRhythm, learner: Forecaster
) -> LearntLevels:
    """The levels that the days of a history from number ``first`` on teach."""
    reviews = review_days(first, panel.day_count, rhythm)
    forecasts = review_forecasts(panel, reviews, rhythm, learner)
    return learn_levels(wanted_units(panel, first), forecasts, values, rhythm, count_from=SETTLE_DAYS)


def wanted_units(panel: DemandPanel, first: int) -> Floats:
    """[n, D] units wanted on the days from number ``first`` on; 0 on closed days.

    >>> from datetime import date
    >>> import polars as pl
    >>> units = np.array([[2, np.nan, 3]], np.float32)
    >>> keys = pl.DataFrame({"location_id": [1], "sku": ["A"]})
    >>> nothing, group = np.zeros_like(units, np.bool_), np.zeros(1, np.int64)
    >>> wanted_units(DemandPanel(keys, date(2026, 11, 2), units, nothing, group), 1).tolist()
    [[0.0, 3.0]]
    """
    return np.nan_to_num(uncensor(panel).units[:, first:]).astype(np.float64)


def review_forecasts(
    panel: DemandPanel, reviews: Sequence[int], rhythm: SupplyRhythm, learner: Forecaster
) -> Mapping[str, ReviewForecast]:
    """What each forecast expects at each review, from the days before it and planned campaigns alone."""
    mean = mean_forecast(panel, reviews, rhythm)
    blend = blend_by_day(panel, reviews, rhythm.protection_days, learner).sum(axis=2, dtype=np.float64)
    spread = spread_at(panel, reviews, rhythm.protection_days)
    return {
        BLEND: ReviewForecast(blend, spread),
        MEAN: mean,
        THIRDS: ReviewForecast((2 * blend + mean.expected) / 3, spread),
    }


def blend_by_day(panel: DemandPanel, reviews: Sequence[int], days: int, learner: Forecaster) -> Floats32:
    """[n, reviews, days] what the blend of a learner and the smoothing expects of each day from each review on."""
    out, fitted, fitted_on = [], None, 0
    for review in reviews:
        history = clean(panel.until(review))
        if fitted is None or review - fitted_on >= FIT_DAYS:
            fitted, fitted_on = learner.fit(history, days), review
        out.append(_ahead(history, fitted, days))
    return np.stack(out, axis=1)


def _ahead(history: DemandPanel, fitted: FittedForecaster, days: int) -> Floats32:
    """[n, days] units of each day, by the blend of a learner and the smoothing."""
    smooth = SeasonalSmoothing().predict(history, days)
    return limited(blended(fitted.predict(history, days), smooth), history)


def frontier_of(
    rule: OrderRule,
    demand: Floats,
    values: UnitValues,
    rhythm: SupplyRhythm,
    *,
    terms: SpoilingTerms | None = None,
    seed: int = 0,
) -> RuleReplay:
    """Every strength of a rule through the days of ``demand``; the first two weeks do not count."""
    points = []
    for strength in rule.strengths:
        levels: OrderLevels = rule.levels(strength)
        lives, packs = (None, None) if terms is None else (terms.lives, terms.packs)
        settled = min(SETTLE_DAYS, demand.shape[1])
        run = run_shelf(demand, levels, rhythm, case_pack=packs, lives=lives, count_from=settled)
        points.append(frontier_point(strength, run, values, np.random.default_rng(seed)))
    return RuleReplay(rule.name, rule.nominal, tuple(points))
