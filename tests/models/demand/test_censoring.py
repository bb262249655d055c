from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from models.demand.censoring import clean, cut_bulk_orders, expected_demand, uncensor
from tests.doc_tables import table
from tests.models.demand.panels import CLOSED, panel_of, seeded_year

PAGE = "forecasting.md"


@pytest.mark.parametrize(("mean", "dispersion", "sold", "expected"), table(PAGE, "What an empty shelf hid"))
def test_an_empty_shelf_hid_what_the_page_says(mean: str, dispersion: str, sold: str, expected: str) -> None:
    found = expected_demand(float(mean), float(dispersion), float(sold))

    assert float(found) == pytest.approx(float(expected), abs=5e-5)


def test_the_formula_is_the_mean_of_a_truncated_sample() -> None:
    drawn = stats.nbinom.rvs(3, 1 / 2.5, size=200_000, random_state=1)

    found = float(expected_demand(4.5, 2.5, 6))

    assert found == pytest.approx(drawn[drawn >= 6].mean(), rel=0.01)


def test_a_bulk_order_counts_for_at_most_sixty_usual_days() -> None:
    units = np.array([[1.0] * 50 + [10_000]], np.float32)

    cut = cut_bulk_orders(units)

    assert cut[0, -1] == 60
    assert cut[0, :-1].tolist() == [1.0] * 50


def test_an_ordinary_busy_day_is_not_cut_and_neither_is_an_only_day() -> None:
    units = np.array([[2, 3, 40, 2, 3], [CLOSED, CLOSED, CLOSED, CLOSED, 500], [CLOSED] * 5], np.float32)

    assert np.array_equal(cut_bulk_orders(units), units, equal_nan=True)


def test_stock_out_days_hold_what_was_probably_wanted_and_other_days_what_was_sold() -> None:
    rng = np.random.default_rng(5)
    sold = rng.poisson(6, 70).astype(np.float32)
    sold[60], sold[61] = 2, 0
    panel = panel_of(sold.tolist())
    panel.censored[0, [60, 61]] = True

    found = uncensor(panel).units[0]

    assert found[[60, 61]] == pytest.approx([6, 6], abs=2)
    untouched = np.delete(np.arange(70), [60, 61])
    assert np.array_equal(found[untouched], sold[untouched])


def test_an_imputed_day_is_never_below_what_was_sold() -> None:
    panel = seeded_year(40)
    panel.censored[:] = np.random.default_rng(2).random(panel.units.shape) < 0.2
    panel.censored[:] &= panel.open

    found = uncensor(panel).units

    assert np.all(found[panel.censored] >= panel.units[panel.censored] - 1e-5)
    assert np.array_equal(found[~panel.censored], panel.units[~panel.censored], equal_nan=True)


def test_a_long_stock_out_is_left_out_after_four_weeks() -> None:
    panel = panel_of([4.0] * 60 + [0.0] * 90)
    panel.censored[0, 60:] = True

    found = uncensor(panel).units[0]

    assert found[60:88] == pytest.approx(np.full(28, 4.0), rel=0.1)
    assert np.isnan(found[88:]).all()


def test_imputing_removes_most_of_the_bias_that_empty_shelves_make() -> None:
    # Lost sales on one day in five: the true demand is known, the forecaster's history is what the shelf let through.
    truth = seeded_year(150)
    rng = np.random.default_rng(11)
    shelf = np.where(rng.random(truth.units.shape) < 0.25, rng.random(truth.units.shape) * 0.8, np.inf)
    usual = np.nanmean(truth.units, axis=1, keepdims=True)
    sold = np.minimum(truth.units, np.floor(shelf * usual)).astype(np.float32)
    hidden = replace(truth, units=sold, censored=(sold <= np.floor(shelf * usual)) & (shelf < np.inf) & (sold < np.inf))
    hidden.censored[:] &= sold >= np.floor(shelf * usual)

    raw_bias, imputed_bias = (
        float(np.nansum(units) / np.nansum(truth.units) - 1) for units in (sold, uncensor(hidden).units)
    )

    assert raw_bias < -0.12
    assert abs(imputed_bias) < abs(raw_bias) / 3


def test_cleaning_changes_neither_the_panel_that_was_given_nor_a_quiet_one() -> None:
    panel = seeded_year(20)
    before = panel.units.copy()

    found = clean(panel)

    assert np.array_equal(panel.units, before, equal_nan=True)
    assert np.array_equal(found.units, before, equal_nan=True)


def test_a_lean_shelf_that_is_empty_on_a_day_in_five_hides_less_than_a_twentieth_of_the_demand() -> None:
    """Goods come every third day, two days after the order; the shelf empties on the busy days, not by lot."""
    truth = seeded_year(150)
    wanted = np.nan_to_num(truth.units).astype(float)
    level = np.maximum(np.ceil(5.2 * wanted.mean(axis=1)), 1)
    on_hand, coming = level.copy(), np.zeros((3, len(level)))
    sold, empty = np.zeros_like(wanted), np.zeros(wanted.shape, np.bool_)
    for day in range(truth.day_count):
        on_hand += coming[day % 3]
        coming[day % 3] = 0
        if day % 3 == 0:
            coming[(day + 2) % 3] = np.maximum(level - on_hand - coming.sum(axis=0), 0)
        sold[:, day] = np.minimum(on_hand, wanted[:, day])
        on_hand -= sold[:, day]
        empty[:, day] = (on_hand <= 0) & truth.open[:, day]
    units = np.where(truth.open, sold, np.nan).astype(np.float32)
    hidden = replace(truth, units=units, censored=empty)

    def bias(found: np.ndarray) -> float:
        return float(np.nansum(found) / np.nansum(truth.units) - 1)

    assert 0.18 < empty.sum() / truth.open.sum() < 0.22
    assert bias(units) < -0.15, "the control: what was sold"
    assert abs(bias(uncensor(hidden).units)) < 0.05
