"""Saving a forecast in many short transactions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from time import sleep

import polars as pl

from models.access.actor import Actor
from models.access.permission import Permission
from operations.access import check
from store import demand, shop
from store.database.engine import Store
from store.demand import ForecastRun

#: About as long as a portion of a forecast takes to be written.
GIVE_WAY_S = 0.04


def keep_forecast(store: Store, actor: Actor, made: ForecastRun, parts: Iterable[pl.DataFrame]) -> ForecastRun:
    """Keep a run and its forecast; returns the run with its id.

    Many short transactions, between which tills sell. The run is found when all of it is kept: one that is broken off
    leaves the forecast before it in force.

    :param parts: frames of one row per location, SKU and day (:data:`store.demand.FORECAST_COLUMNS`)
    """
    check(actor, Permission.PROPOSE_ORDERS)
    with store.transaction() as tx:
        (run_id,) = shop.take_ids(tx, shop.office_id(tx))
        kept = replace(made, id=run_id)
        demand.begin_run(tx, kept)
    for portion in demand.portions(parts):
        with store.transaction() as tx:
            demand.record_forecast(tx, run_id, portion)
        _give_way(store)
    with store.transaction() as tx:
        demand.finish_run(tx, kept)
    while _forget_a_portion(store, made.made_at):
        _give_way(store)
    return kept


def _give_way(store: Store) -> None:
    # Another process that waits for SQLite's file looks now and then whether it is free, and would hardly ever meet the
    # moment between two transactions that follow each other at once.
    if store.is_sqlite:
        sleep(GIVE_WAY_S)


def _forget_a_portion(store: Store, at: datetime) -> bool:
    with store.transaction() as tx:
        return demand.forget_a_portion(tx, at)
