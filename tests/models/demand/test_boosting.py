import numpy as np
import pytest

from models.demand.baseline import SeasonalSmoothing
from models.demand.boosting import Boosting, FittedBoosting, training_rows
from models.demand.panel import DemandPanel
from tests.models.demand.panels import CLOSED, panel_of, seeded_year

SMALL = Boosting(rows_max=12_000, trees=30, origins=8)


def test_training_takes_no_more_rows_than_allowed() -> None:
    rows = training_rows(seeded_year(200), 28, Boosting(rows_max=9_000))

    assert rows is not None
    assert 7_000 <= len(rows.target) <= 9_000
    assert rows.values.shape[0] == len(rows.level) == len(rows.target)


def test_no_target_lies_above_sixty_levels() -> None:
    panel = seeded_year(100)
    panel.units[:, 340] = 1e5

    rows = training_rows(panel, 28, SMALL)

    assert rows is not None
    assert np.all(rows.target <= 60 * rows.level * 1.0001)
    assert rows.level.min() >= 0.1 - 1e-6


def test_a_small_set_falls_to_the_smoothing() -> None:
    assert isinstance(SMALL.fit(seeded_year(5, days=120), 28), SeasonalSmoothing)
    assert isinstance(SMALL.fit(seeded_year(200, days=60), 28), SeasonalSmoothing)
    assert isinstance(SMALL.fit(seeded_year(100), 28), FittedBoosting)


def test_a_feature_that_is_never_known_does_not_stop_the_learner() -> None:
    # Open on Mondays only: what other weekdays sold is NaN in every row.
    units = np.full((400, 250), np.nan, np.float32)
    units[:, ::7] = np.random.default_rng(1).poisson(5, units[:, ::7].shape)
    panel = panel_of(*units.tolist())

    fitted = Boosting(rows_max=20_000, trees=5, origins=20).fit(panel, 28)

    assert isinstance(fitted, FittedBoosting)
    assert np.isfinite(fitted.predict(panel, 28)).all()


@pytest.fixture(scope="module")
def waking_up() -> DemandPanel:
    """The case that made Poisson boosting explode: items at rest for months that come back with a rush."""
    rng = np.random.default_rng(8)
    units = rng.poisson(0.004, (300, 380)).astype(np.float32)
    back = rng.integers(150, 378, 300)
    for product, day in enumerate(back):
        units[product, day : day + 2] = rng.integers(20, 400)
    units[:40, :300] = CLOSED
    return panel_of(*units.tolist(), groups=4)


def test_items_that_come_back_after_months_do_not_make_the_forecast_explode(waking_up: DemandPanel) -> None:
    fitted = SMALL.fit(waking_up, 28)
    assert isinstance(fitted, FittedBoosting)

    means = fitted.predict(waking_up, 28)

    assert np.isfinite(means).all()
    assert means.max() <= np.nanmax(waking_up.units)
    assert means.sum() < 20 * np.nansum(waking_up.units[:, -28:])


def test_a_deeper_campaign_never_sells_less() -> None:
    panel = seeded_year(150)
    fitted = SMALL.fit(panel, 28)
    assert panel.depth is not None
    cutoff = panel.day_count

    forecasts = []
    for depth in (0.0, 0.2, 0.4):
        panel.depth[:, cutoff:] = depth
        forecasts.append(fitted.predict(panel, 28))

    assert np.all(forecasts[0] <= forecasts[1] + 1e-4)
    assert np.all(forecasts[1] <= forecasts[2] + 1e-4)
    assert forecasts[2].sum() > 1.3 * forecasts[0].sum()
