import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from models.demand.intervals import demand_quantile, dispersions, shrink_dispersion
from tests.doc_tables import table
from tests.models.demand.panels import CLOSED, panel_of

means = st.floats(0, 1e4)
spreads = st.floats(0.1, 200)


@pytest.mark.parametrize(("mean", "dispersion", "level", "units", "check"), table("forecasting.md", "Quantiles"))
def test_a_quantile_is_what_the_page_says(mean: str, dispersion: str, level: str, units: str, check: str) -> None:
    assert float(demand_quantile(float(mean), float(dispersion), float(level))) == float(units), check


@given(means, spreads, st.floats(0.02, 0.999), st.floats(0.02, 0.999))
def test_quantiles_do_not_cross(mean: float, spread: float, one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert demand_quantile(mean, spread, low) <= demand_quantile(mean, spread, high)


@given(means, means, spreads, st.floats(0.02, 0.999))
def test_more_demand_needs_at_least_as_much(one: float, other: float, spread: float, level: float) -> None:
    low, high = sorted((one, other))

    assert demand_quantile(low, spread, level) <= demand_quantile(high, spread, level)


@given(means, spreads, st.floats(0.02, 0.999))
def test_a_quantile_is_a_finite_whole_number(mean: float, spread: float, level: float) -> None:
    found = float(demand_quantile(mean, spread, level))

    assert np.isfinite(found)
    assert found >= 0
    assert found == int(found)


def test_the_variance_is_dispersion_times_mean() -> None:
    drawn = demand_quantile(np.full(99_999, 7.0), 2.5, 0.5)
    levels = (np.arange(1, 2000) / 2000).tolist()

    units = np.array([float(demand_quantile(7, 2.5, level)) for level in levels])

    assert drawn[0] == np.median(units)
    assert units.mean() == pytest.approx(7, rel=0.01)
    assert units.var() == pytest.approx(2.5 * 7, rel=0.03)


def test_a_level_must_lie_between_nothing_and_certainty() -> None:
    for level in (0.0, 1.0, -0.5, 95):
        with pytest.raises(ValueError, match="between"):
            demand_quantile(1, 1, level)


@pytest.mark.parametrize(
    ("own", "weeks", "median", "expected"), table("forecasting.md", "Dispersion drawn to the median")
)
def test_dispersion_is_drawn_to_the_median_as_the_page_says(own: str, weeks: str, median: str, expected: str) -> None:
    value = np.array([float("nan") if own == "none" else float(own)])

    found = shrink_dispersion(value, np.array([float(weeks)]), float(median))

    assert float(found[0]) == pytest.approx(float(expected.rpartition("=")[2]), abs=5e-5)


def test_dispersion_of_poisson_demand_is_about_one_and_of_lumpy_demand_more() -> None:
    rng = np.random.default_rng(4)
    poisson = rng.poisson(6, (300, 112))
    lumpy = stats.nbinom.rvs(6 / 3, 1 / 4, size=(300, 112), random_state=rng)

    found = [float(np.median(dispersions(panel_of(*units.tolist())))) for units in (poisson, lumpy)]

    assert found[0] == pytest.approx(1.0, abs=0.15)
    assert found[1] == pytest.approx(4.0, rel=0.25)


def test_a_weekday_pattern_and_closed_days_are_not_taken_for_uncertainty() -> None:
    week = [1.0, 1, 1, 1, 1, 9, CLOSED]

    found = dispersions(panel_of(week * 16, (week * 8 + [1.0, CLOSED, 1, 1, 1, 9, CLOSED] * 8)))

    assert found.tolist() == pytest.approx([1, 1], abs=0.2)


def test_a_product_without_history_gets_the_median() -> None:
    rng = np.random.default_rng(4)
    known = stats.nbinom.rvs(2, 1 / 4, size=(40, 112), random_state=rng).tolist()

    found = dispersions(panel_of(*known, [CLOSED] * 112))

    assert found[-1] == pytest.approx(np.median(found[:-1]), rel=0.2)
