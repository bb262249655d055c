"""Saving a forecast beside tills that sell: in many short transactions."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from models.access.actor import Actor
from operations.demand.forecasts import begin_forecast, publish_forecast, remove_old_forecast_rows, save_forecast_rows
from store import demand
from store.database.engine import Store
from store.database.pauses import let_others_write
from store.demand import ForecastRun


def save_forecast(store: Store, actor: Actor, made: ForecastRun, parts: Iterable[pl.DataFrame]) -> ForecastRun:
    """Save a run and its forecast, then remove what older runs leave; returns the run with its id.

    Readers see the run when all of it is saved: one that is broken off leaves the forecast before it in force.

    :param parts: frames of one row per location, SKU and day (:data:`store.demand.FORECAST_COLUMNS`)
    """
    run = begin_forecast(store, actor, made)
    for rows in demand.portions(parts):
        save_forecast_rows(store, actor, run, rows)
        let_others_write(store)
    publish_forecast(store, actor, run)
    while remove_old_forecast_rows(store, actor, at=made.made_at):
        let_others_write(store)
    return run
