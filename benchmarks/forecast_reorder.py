"""Forecast and reorder of the whole demo shop, per product and location; against the same jobs without learning.

The forecast reads the store, judges the forecasters against each other, forecasts and stores the result; the reorder
proposes orders from it. Without learning, seasonal smoothing takes the place of boosting, so that the ratio is
what the learning costs. The demo shop has 400 products in two locations and 400 days of trade.
"""

from __future__ import annotations

import tempfile
from datetime import datetime, time
from pathlib import Path
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from benchmarks.harness import Row
from models.demand.baseline import SeasonalSmoothing
from models.demand.forecaster import Forecaster
from operations.installation.opening import open_store
from pipelines.demo.demo_shop import DemoPlan, build_demo
from pipelines.nightly.forecast import forecast_demand
from pipelines.nightly.reorder import reorder
from store.database.engine import Store
from tests.builders import COMPANY, DAY

NAME = "forecast_reorder"
AT = datetime.combine(DAY, time(5), ZoneInfo(COMPANY.zone))


def run() -> list[Row]:
    """Rows for wall time and CPU of both jobs together, in milliseconds per product and location."""
    with tempfile.TemporaryDirectory() as place:
        store = open_store(f"sqlite:///{Path(place) / 'shop.db'}")
        build_demo(store, DemoPlan(DAY))
        plain = _night(store, SeasonalSmoothing())
        learned = _night(store, None)
        store.close()
    names = ("wall time per product and location", "CPU per product and location")
    return [_row(metric, *figures) for metric, *figures in zip(names, learned, plain, strict=True)]


def _night(store: Store, learner: Forecaster | None) -> tuple[float, float]:
    """Seconds on the wall and of CPU, per product and location, of a forecast and the reorder after it."""
    wall, cpu = perf_counter(), process_time()
    outcome = forecast_demand(store, at=AT, learner=learner)
    reorder(store, at=AT)
    return (perf_counter() - wall) / outcome.products, (process_time() - cpu) / outcome.products


def _row(metric: str, learned_s: float, plain_s: float) -> Row:
    against = f"the same jobs without learning ({plain_s * 1000:.2f} ms)"
    return Row(NAME, metric, learned_s * 1000, "ms", against, learned_s / plain_s)
