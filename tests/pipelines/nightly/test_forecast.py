"""From a store with sales to a stored forecast, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest

from models.catalogue.product import Product, TaxCategory
from models.demand.boosting import Boosting
from models.quantity import Unit
from operations.installation.opening import Range, register_range
from pipelines.nightly.demand_history import NothingSold
from pipelines.nightly.forecast import ForecastOutcome, WrongHorizon, forecast_demand
from pipelines.nightly.reorder import reorder
from store import demand, replenishment
from store.database.engine import Store
from store.demand import ForecastRun
from tests.builders import AT, DAY, MILK, OFFICE_ACTOR, Operator, small_shop
from tests.trade import trading_shop

LEARNER = Boosting(rows_max=8_000, trees=20, origins=6)


def run(store: Store, *, horizon_days: int = 28) -> ForecastOutcome:
    return forecast_demand(store, at=AT, learner=LEARNER, horizon_days=horizon_days)


def newest_forecast(store: Store) -> tuple[ForecastRun, pl.DataFrame]:
    with store.view() as view:
        found = demand.newest_run(view)
        assert found is not None
        return found, demand.forecast_of(view, found.id)


def test_a_forecast_is_kept_for_each_product_location_and_day_ahead(store: Store) -> None:
    trading_shop(store)

    outcome = run(store, horizon_days=14)
    made, frame = newest_forecast(store)

    assert outcome.run_id == made.id
    assert outcome.cutoff == made.cutoff == DAY - timedelta(days=1)
    assert frame.height == outcome.rows == outcome.products * 14
    assert outcome.products == 12  # six products at two locations
    assert frame["day"].min() == DAY
    assert frame["day"].max() == DAY + timedelta(days=13)


def test_a_forecast_expects_about_what_was_sold(store: Store) -> None:
    sales = trading_shop(store)
    sold = sum(line.quantity for sale in sales for line in sale.lines if line.sku == "PAPER")

    run(store, horizon_days=28)

    expected = newest_forecast(store)[1].filter(sku="PAPER")["mean"].sum()
    assert expected == pytest.approx(float(sold) / 35 * 28, rel=0.25)


def test_what_was_sold_out_is_expected_to_sell_more_than_it_did(store: Store) -> None:
    # The napkins ran out within days; the milk did not. Both are asked for alike.
    trading_shop(store)

    run(store, horizon_days=7)

    means = dict(newest_forecast(store)[1].filter(location_id=1).group_by("sku").agg(pl.col("mean").sum()).iter_rows())
    assert means["NAPKINS"] > 0.5 * means["MILK"]


def test_a_run_tells_what_it_saw_and_how_good_it_was(store: Store) -> None:
    trading_shop(store)
    steps: list[tuple[str, int, int]] = []

    outcome = forecast_demand(store, at=AT, learner=LEARNER, progress=lambda *each: steps.append(each))
    made, _ = newest_forecast(store)

    assert made.forecaster == outcome.forecaster
    assert made.figures["products"] == outcome.products
    assert made.figures["window_days"] == 9  # two days of lead time and a week of review
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)
    assert steps[-1][1] == steps[-1][2]
    assert outcome.seconds > 0


def test_today_is_not_learned_from(store: Store) -> None:
    trading_shop(store)
    run(store)
    before = newest_forecast(store)[1]
    operator = Operator(store)
    operator.scan("MILK", 99)
    operator.pay_cash()

    run(store)

    assert newest_forecast(store)[1].equals(before)


def test_the_same_sales_give_the_same_forecast(store: Store) -> None:
    trading_shop(store)

    run(store)
    one = newest_forecast(store)[1]
    run(store)

    assert newest_forecast(store)[1].equals(one)


def test_without_a_finished_day_of_sales_there_is_nothing_to_learn_from(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    operator.pay_cash()

    with pytest.raises(NothingSold, match="Nothing was changed"):
        run(store)
    assert forecast_demand(store, at=AT + timedelta(days=1), learner=LEARNER).products == 1


@pytest.mark.parametrize("days", [0, -1, 92])
def test_a_horizon_that_makes_no_sense_is_refused(sqlite_store: Store, days: int) -> None:
    trading_shop(sqlite_store)

    with pytest.raises(WrongHorizon, match="Nothing was changed"):
        run(sqlite_store, horizon_days=days)


def test_a_product_that_is_no_longer_sold_is_not_forecast(sqlite_store: Store) -> None:
    trading_shop(sqlite_store)
    register_range(sqlite_store, OFFICE_ACTOR, Range(products=(replace(MILK, active=False),)), at=AT)

    run(sqlite_store)

    assert "MILK" not in newest_forecast(sqlite_store)[1]["sku"]


def test_a_shop_that_paused_is_forecast_from_today_and_a_history_from_its_end(sqlite_store: Store) -> None:
    trading_shop(sqlite_store)

    paused = forecast_demand(sqlite_store, at=AT + timedelta(days=10), learner=LEARNER)
    ended = forecast_demand(sqlite_store, at=AT + timedelta(days=3000), learner=LEARNER)

    assert paused.cutoff == DAY + timedelta(days=9)
    assert ended.cutoff == DAY


def test_a_history_that_ended_long_ago_is_reordered_as_if_it_were_yesterday(sqlite_store: Store) -> None:
    trading_shop(sqlite_store)
    later = AT + timedelta(days=3000)

    forecast_demand(sqlite_store, at=later, learner=LEARNER)
    outcome = reorder(sqlite_store, at=later)

    assert outcome.begins == DAY + timedelta(days=1)
    assert outcome.lines > 0


def test_from_sales_to_proposals(store: Store) -> None:
    trading_shop(store)
    nobody = Product("NOBODY", "Utan leverantör", Unit.PIECE, "press", TaxCategory.CULTURE)
    register_range(store, OFFICE_ACTOR, Range(products=(nobody,)), at=AT)

    run(store)
    outcome = reorder(store, at=AT)

    with store.view() as view:
        lines = [line for each in replenishment.open_proposals(view) for line in each.lines]
    assert outcome.lines == len(lines) > 0
    assert "NAPKINS" in {line.sku for line in lines}
    assert all(line.quantity % 6 == 0 and line.quantity >= 12 for line in lines)
    assert all(line.reasons.on_hand + line.reasons.on_order + line.quantity >= Decimal(0) for line in lines)
