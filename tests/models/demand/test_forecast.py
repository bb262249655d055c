from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from models.demand.boosting import Boosting
from models.demand.forecast import forecast_panel, inactive, sells
from models.demand.panel import DemandPanel
from tests.models.demand.panels import panel_of, seeded_year

LEARNER = Boosting(rows_max=8_000, trees=30, origins=8)


@pytest.fixture(scope="module")
def shop() -> DemandPanel:
    """150 products that sell, one that sells every six weeks, one that never does, one that is out of stock."""
    year = seeded_year()
    slow = np.zeros((3, year.day_count), np.float32)
    slow[0, 9::45] = 1
    slow[2, :100] = 3
    made = panel_of(*year.units.tolist(), *slow.tolist(), first=year.first_day)
    made.censored[152, 100:] = True
    return made


def test_each_active_product_has_a_row_for_each_day_ahead(shop: DemandPanel) -> None:
    made = forecast_panel(shop, horizon_days=28, window_days=10, learner=LEARNER)
    frame = pl.concat(made.frames(size=40))

    assert made.inactive == 1
    assert frame.height == 152 * 28
    assert frame.select("location_id", "sku", "day").is_unique().all()
    assert frame["day"].min() == shop.cutoff + timedelta(1)
    assert frame["day"].max() == shop.cutoff + timedelta(28)
    assert "SKU151" not in frame["sku"]
    assert "SKU152" in frame["sku"]


def test_the_frame_is_finite_and_its_quantiles_do_not_cross(shop: DemandPanel) -> None:
    frame = pl.concat(forecast_panel(shop, horizon_days=14, window_days=10, learner=LEARNER).frames())

    numbers = frame.select("mean", "dispersion", "p50", "p80", "p95")
    assert numbers.select(pl.all().is_finite().all()).row(0) == (True,) * 5
    assert frame.select((pl.col("p50") <= pl.col("p80")) & (pl.col("p80") <= pl.col("p95"))).to_series().all()
    assert frame.filter(pl.col("mean") < 0).is_empty()


def test_the_frame_says_of_a_product_what_the_arrays_say(shop: DemandPanel) -> None:
    made = forecast_panel(shop, horizon_days=5, window_days=10, learner=LEARNER)
    frame = pl.concat(made.frames(size=7)).filter(sku="SKU17")

    assert frame["mean"].to_list() == pytest.approx(made.means[17].tolist())
    assert frame["day"].to_list() == [shop.cutoff + timedelta(1 + ahead) for ahead in range(5)]


def test_what_sells_rarely_is_the_long_tail(shop: DemandPanel) -> None:
    assert sells(shop)[:150].mean() > 0.9
    assert not sells(shop)[150:].any()
    assert inactive(shop).tolist() == [False] * 151 + [True, False]


def test_a_slow_seller_is_expected_to_sell_now_and_then(shop: DemandPanel) -> None:
    made = forecast_panel(shop, horizon_days=28, window_days=10, learner=LEARNER)

    assert 0.2 < float(made.means[150].sum()) < 1.5


def test_nothing_to_forecast_is_an_empty_forecast() -> None:
    nobody = seeded_year(2).take(np.array([], np.int64))

    made = forecast_panel(nobody, horizon_days=7, window_days=10)

    assert made.keys.height == 0
    assert list(made.frames()) == []


def test_two_runs_are_the_same(shop: DemandPanel) -> None:
    one, again = (forecast_panel(replace(shop), horizon_days=7, window_days=10, learner=LEARNER) for _ in range(2))

    assert np.array_equal(one.means, again.means)
    assert one.choice.scores == again.choice.scores
