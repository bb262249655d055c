"""One suite for every forecaster: what a forecast must be, whoever makes it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.demand.baseline import RecentMean, SeasonalSmoothing, WeekdayMean
from models.demand.boosting import Boosting, FittedBoosting
from models.demand.censoring import clean
from models.demand.evaluation import pinball
from models.demand.features import usual_level
from models.demand.forecast import forecast_by
from models.demand.forecaster import Forecaster
from models.demand.guard import limited
from models.demand.intervals import demand_quantile
from models.demand.panel import DemandPanel, Floats
from models.demand.selection import Blend
from tests.models.demand.panels import CLOSED, panel_of, seeded_year, totals

HORIZON = 28
LEARNER = Boosting(rows_max=8_000, trees=30, origins=8)
FORECASTERS = (RecentMean(), WeekdayMean(), SeasonalSmoothing(), LEARNER, Blend(LEARNER, SeasonalSmoothing()))
each_forecaster = pytest.mark.parametrize("forecaster", FORECASTERS, ids=lambda each: each.name)


@pytest.fixture(scope="module")
def year() -> DemandPanel:
    """A year and four more weeks."""
    return seeded_year()


def with_history(history: list[float], neighbours: DemandPanel) -> DemandPanel:
    """One product with this history at the end of its days, beside 100 ordinary ones that a learner can learn from."""
    some = neighbours.take(np.arange(100))
    odd = [CLOSED] * (some.day_count - len(history)) + history
    return replace(panel_of(*some.units.tolist(), odd, first=some.first_day), depth=None)


def of_the_odd_one(forecaster: Forecaster, history: list[float], neighbours: DemandPanel) -> Floats:
    means, spread = forecast_by(forecaster, with_history(history, neighbours), HORIZON)
    assert np.isfinite(means).all()
    assert np.isfinite(spread).all()
    assert means.min() >= 0
    return np.asarray(means[-1])


@each_forecaster
def test_the_same_history_gives_the_same_forecast(forecaster: Forecaster, year: DemandPanel) -> None:
    one, again = (forecast_by(forecaster, year, HORIZON) for _ in range(2))

    assert np.array_equal(one[0], again[0])
    assert np.array_equal(one[1], again[1])


@each_forecaster
def test_what_comes_after_the_cutoff_changes_nothing(forecaster: Forecaster, year: DemandPanel) -> None:
    other = replace(year, units=year.units.copy())
    other.units[:, 372:] = 99

    one, same = (forecast_by(forecaster, each.until(372), HORIZON)[0] for each in (year, other))

    assert np.array_equal(one, same)


@each_forecaster
def test_what_comes_before_the_cutoff_does_change_something(forecaster: Forecaster, year: DemandPanel) -> None:
    other = replace(year, units=year.units * 2)

    one, doubled = (forecast_by(forecaster, each.until(372), HORIZON)[0] for each in (year, other))

    assert doubled.sum() == pytest.approx(2 * one.sum(), rel=0.1)


@each_forecaster
def test_a_history_with_gaps_is_forecast_as_if_they_were_closed_days(forecaster: Forecaster, year: DemandPanel) -> None:
    gaps = replace(year, units=year.units.copy())
    gaps.units[np.random.default_rng(3).random(gaps.units.shape) < 0.2] = np.nan

    one, other = (forecast_by(forecaster, each, HORIZON)[0] for each in (year, gaps))

    assert np.isfinite(other).all()
    assert other.sum() == pytest.approx(one.sum(), rel=0.1)


@each_forecaster
def test_what_never_sold_is_forecast_to_sell_nothing(forecaster: Forecaster, year: DemandPanel) -> None:
    assert of_the_odd_one(forecaster, [0.0] * 300, year).tolist() == [0] * HORIZON
    assert of_the_odd_one(forecaster, [], year).tolist() == [0] * HORIZON


@each_forecaster
def test_one_sale_ever_is_not_many(forecaster: Forecaster, year: DemandPanel) -> None:
    assert of_the_odd_one(forecaster, [0.0] * 200 + [1] + [0.0] * 99, year).sum() <= 4
    assert of_the_odd_one(forecaster, [0.0] * 299 + [1], year).sum() <= 4


@each_forecaster
def test_one_day_of_history_is_enough_to_say_something(forecaster: Forecaster, year: DemandPanel) -> None:
    assert 0 <= of_the_odd_one(forecaster, [5.0], year).sum() <= 4 * HORIZON * 5


@each_forecaster
def test_a_bulk_order_is_not_taken_for_the_rule(forecaster: Forecaster, year: DemandPanel) -> None:
    usual = [1.0] * 300
    bulk = [1.0] * 290 + [10_000.0] + [1.0] * 9

    one, other = (of_the_odd_one(forecaster, history, year).sum() for history in (usual, bulk))

    assert other < 5 * one


@each_forecaster
def test_back_after_a_long_stock_out_it_is_expected_to_sell_again(forecaster: Forecaster, year: DemandPanel) -> None:
    panel = with_history([6.0] * 200 + [0.0] * 120, year)
    panel.censored[-1, -120:] = True

    means, _ = forecast_by(forecaster, panel, HORIZON)

    assert 3 < means[-1].mean() < 9


@each_forecaster
def test_quantiles_do_not_cross_and_lie_around_the_mean(forecaster: Forecaster, year: DemandPanel) -> None:
    means, spread = forecast_by(forecaster, year, HORIZON)

    p50, p80, p95 = (demand_quantile(means, spread[:, None], level) for level in (0.5, 0.8, 0.95))

    assert np.all(p50 <= p80)
    assert np.all(p80 <= p95)
    assert np.all(p95 >= np.floor(means))


@each_forecaster
def test_very_short_panels_are_forecast_too(forecaster: Forecaster) -> None:
    for days in (1, 2, 8):
        means, spread = forecast_by(forecaster, panel_of([2.0] * days, [0.0] * days), HORIZON)

        assert means.shape == (2, HORIZON)
        assert np.isfinite(means).all()
        assert np.isfinite(spread).all()


NASTY = (0.0, 0.0, 0.0, 1.0, 2.0, 0.001, 7.0, 300.0, 10_000.0, CLOSED)


@pytest.fixture(scope="module")
def learned(year: DemandPanel) -> FittedBoosting:
    """A learner that has only ever seen an ordinary shop."""
    fitted = LEARNER.fit(year, HORIZON)
    assert isinstance(fitted, FittedBoosting)
    return fitted


@given(st.integers(0, 2**32 - 1), st.integers(1, 90))
def test_no_history_however_odd_makes_an_impossible_forecast(learned: FittedBoosting, seed: int, days: int) -> None:
    rng = np.random.default_rng(seed)
    histories = rng.choice(NASTY, (20, days), p=rng.dirichlet(np.full(len(NASTY), 0.3)))
    plans = np.where(rng.random((20, days + HORIZON)) < 0.1, 0.3, 0).astype(np.float32)
    panel = replace(panel_of(*histories.tolist(), groups=6), depth=plans)
    panel.censored[:] = (rng.random(panel.units.shape) < rng.random()) & panel.open
    largest = np.nansum(panel.units, axis=1)

    for fitted in (RecentMean(), SeasonalSmoothing(), learned):
        history = clean(panel)
        means = limited(fitted.predict(history, HORIZON), history)

        assert np.isfinite(means).all()
        assert means.min() >= 0
        assert np.all(means <= 60 * usual_level(history.units)[:, None] * 1.0001)
        assert means[largest == 0].sum() == 0 or panel.censored[largest == 0].any()


@pytest.mark.parametrize("forecaster", FORECASTERS[2:], ids=lambda each: each.name)
def test_it_beats_the_weekday_mean_on_the_seeded_year(forecaster: Forecaster, year: DemandPanel) -> None:
    loss, rival = (_loss(each, year) for each in (forecaster, WeekdayMean()))

    assert loss < rival


def test_the_learner_earns_its_place_on_the_seeded_year(year: DemandPanel) -> None:
    assert isinstance(LEARNER.fit(year, HORIZON), FittedBoosting)
    assert _loss(LEARNER, year) < 0.9 * _loss(WeekdayMean(), year)


def _loss(forecaster: Forecaster, year: DemandPanel, window: int = 10) -> float:
    """Pinball loss of ten-day totals at 0.5 and 0.95 from five origins, per unit demanded."""
    lost = demanded = 0.0
    for seen in (334, 348, 362, 376, 390):
        means, spread = forecast_by(forecaster, year.until(seen), window)
        came = year.units[:, seen : seen + window]
        expected = np.where(np.isnan(came), 0, means).sum(axis=1)
        for level in (0.5, 0.95):
            lost += float(pinball(totals(came), demand_quantile(expected, spread, level), level).sum())
        demanded += float(totals(came).sum())
    return lost / demanded
