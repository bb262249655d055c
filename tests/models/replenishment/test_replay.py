"""Replays decide by what was known, give the same again, and show what was lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.demand.baseline import SeasonalSmoothing
from models.demand.panel import DemandPanel
from models.replenishment.frontier import UnitValues, at_fill_rate
from models.replenishment.learnt_levels import CLASSES, LearntLevels, LevelChoice, class_of, learn_levels
from models.replenishment.order_rules import ReviewForecast, quantile_rule, review_days, usual_rules
from models.replenishment.rule_replay import (
    BLEND,
    LEARNT,
    MEAN,
    Replay,
    TooLittleHistory,
    first_review,
    learn_levels_of,
    replay,
    review_forecasts,
    wanted_units,
)
from models.replenishment.shelf_run import SupplyRhythm, run_shelf
from tests.models.demand.panels import seeded_year

RHYTHM = SupplyRhythm(7, 3)


def worth(panel: DemandPanel) -> UnitValues:
    return UnitValues(np.full(panel.size, 100.0), np.full(panel.size, 180.0))


@pytest.fixture(scope="module")
def panel() -> DemandPanel:
    return seeded_year(products=24, days=200, ahead=0)


def test_no_level_looks_at_its_own_day_or_later(panel: DemandPanel) -> None:
    reviews = review_days(150, 171, RHYTHM)
    for planted in (150, 157):
        units = panel.units.copy()
        units[:, planted:] = 5_000
        future = replace(panel, units=units)
        known = sum(review <= planted for review in reviews)
        forecasts = [review_forecasts(each, reviews, RHYTHM, SeasonalSmoothing()) for each in (panel, future)]
        rules = [
            [*usual_rules(each, reviews, RHYTHM), *(quantile_rule(name, made[name]) for name in (BLEND, MEAN))]
            for each, made in zip((panel, future), forecasts, strict=True)
        ]
        for honest, told in zip(*rules, strict=True):
            levels = [rule.levels(rule.nominal).order_up_to for rule in (honest, told)]
            assert np.array_equal(levels[0][:, :known], levels[1][:, :known]), honest.name
            if honest.name != "fixed":  # negative control: the planted days are seen by whoever comes after them
                assert not np.array_equal(levels[0][:, known:], levels[1][:, known:]), honest.name


@pytest.fixture(scope="module")
def honest(panel: DemandPanel) -> Replay:
    return replay(panel, worth(panel), RHYTHM, weeks=6, learner=SeasonalSmoothing())


def test_our_rule_is_replayed_by_what_the_weeks_before_taught(panel: DemandPanel, honest: Replay) -> None:
    """What comes after a replay's first day changes what is learnt for later, and not what it knew on that day."""
    first = panel.day_count - 42
    levels = learn_levels_of(panel.until(first), first_review(first, 6), worth(panel), RHYTHM, SeasonalSmoothing())
    units = panel.units.copy()
    units[:, first:] *= 7
    future = replace(panel, units=units)
    again = learn_levels_of(future.until(first), first_review(first, 6), worth(panel), RHYTHM, SeasonalSmoothing())
    assert again == levels
    assert honest.learnt != levels
    assert [rule.name for rule in honest.rules][-1] == LEARNT


def test_a_frontier_trades_stock_against_lost_sales_and_shows_its_interval(honest: Replay) -> None:
    for rule in honest.rules:
        low, high = rule.points[0], rule.points[-1]
        assert low.stock <= high.stock, rule.name
        assert low.fill_rate <= high.fill_rate, rule.name
        assert all(point.lost_low <= point.lost_a_week + 1e-6 <= point.lost_high + 2e-6 for point in rule.points)
    ours, fixed = honest.rules[-1], honest.rules[0]
    assert (at_fill_rate(ours.points, 0.95) or 0) < (at_fill_rate(fixed.points, 0.95) or 0)


def test_too_short_a_history_is_refused(panel: DemandPanel) -> None:
    with pytest.raises(TooLittleHistory):
        replay(panel.until(100), worth(panel), RHYTHM, weeks=12)


def test_a_class_that_needs_more_is_given_a_higher_chance() -> None:
    """Half of the goods come in bursts of which the forecast knows nothing: they are worth more certainty."""
    rng = np.random.default_rng(4)
    calm = rng.poisson(4, (300, 84)).astype(np.float64)
    bursts = rng.poisson(4, (300, 84)) * rng.choice([0, 0, 0, 4], (300, 84)).astype(np.float64)
    wanted = np.concatenate([calm, bursts])
    told = np.concatenate([np.full(300, 1.0), np.full(300, 4.0)])
    forecast = ReviewForecast(np.full((600, 12), 40.0), np.repeat(told[:, None], 12, axis=1))
    learnt = learn_levels(wanted, {"known": forecast}, UnitValues(np.ones(600), np.ones(600)), RHYTHM, count_from=14)
    calm_class, burst_class = class_of(np.array([40.0, 40.0]), np.array([1.0, 4.0]))
    for goal in (0.93, 0.95, 0.97):
        made = run_shelf(wanted, learnt.levels(goal, {"known": forecast}), RHYTHM, count_from=14)
        assert made.sold.sum() / made.demand.sum() >= goal, "it fills the very past that it was learnt from"
        choices = learnt.by_goal[goal]
        assert choices[calm_class] != choices[burst_class]


def test_levels_learnt_are_applied_by_class() -> None:
    choices = tuple(LevelChoice("known", 0.5 if number % 2 else 0.99) for number in range(CLASSES))
    forecast = ReviewForecast(np.array([[4.0], [4.0]]), np.array([[1.0], [2.0]]))
    levels = LearntLevels({0.95: choices}).levels(0.95, {"known": forecast}).order_up_to
    assert levels[:, 0].tolist() == [9, 3]


def test_what_was_wanted_is_more_than_what_an_empty_shelf_sold(panel: DemandPanel) -> None:
    censored = panel.censored.copy()
    censored[:, 180] = True
    hidden = replace(panel, censored=censored)
    assert wanted_units(hidden, 170).sum() > wanted_units(panel, 170).sum()
