"""Saving a forecast: begun, saved in portions, published, and older ones removed, each in a short transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import polars as pl

from models.access.actor import Actor
from models.access.permission import Permission
from operations.access.permissions import check
from store import demand, shop
from store.database.engine import Store
from store.demand import ForecastRun


def begin_forecast(store: Store, actor: Actor, made: ForecastRun) -> ForecastRun:
    """Store the run with its figures and return it with its id; readers do not see it until it is published."""
    check(actor, Permission.PROPOSE_ORDERS)
    with store.transaction() as tx:
        (run_id,) = shop.take_ids(tx, shop.office_id(tx))
        begun = replace(made, id=run_id)
        demand.begin_run(tx, begun)
    return begun


def save_forecast_rows(store: Store, actor: Actor, run: ForecastRun, rows: pl.DataFrame) -> None:
    """Append rows to the forecast of a run that was begun.

    :param rows: one row per location, SKU and day (:data:`store.demand.FORECAST_COLUMNS`)
    """
    check(actor, Permission.PROPOSE_ORDERS)
    with store.transaction() as tx:
        demand.record_forecast(tx, run.id, rows)


def publish_forecast(store: Store, actor: Actor, run: ForecastRun) -> None:
    """Publish a run whose rows are all saved; from now on it is the newest."""
    check(actor, Permission.PROPOSE_ORDERS)
    with store.transaction() as tx:
        demand.finish_run(tx, run)


def remove_old_forecast_rows(store: Store, actor: Actor, *, at: datetime) -> bool:
    """Remove a portion of the rows that nobody needs at the instant ``at``; returns whether there were any."""
    check(actor, Permission.PROPOSE_ORDERS)
    with store.transaction() as tx:
        return demand.remove_old_rows(tx, at)
