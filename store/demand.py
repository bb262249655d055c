"""Forecast runs and their forecasts: stored, published, read and cleared away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
import sqlalchemy as sa

from store import schema

run, forecast = schema.forecast_run, schema.forecast

#: Forecasts of older runs are removed; their rows in ``forecast_run`` stay.
RUNS_STORED = 3
#: Rows of a forecast that are read at a time.
PORTION = 20_000
#: Rows of a forecast that are written or removed in one transaction: tills wait that long, some hundredths of a second.
WRITTEN_AT_ONCE = 2_000
#: A run that is being written has no horizon yet: nobody reads it. One that was broken off is removed after so long.
UNFINISHED_DAYS = 0
BROKEN_OFF_AFTER = timedelta(days=1)

FORECAST_COLUMNS = ("location_id", "sku", "day", "mean", "dispersion", "p50", "p80", "p95")


@dataclass(frozen=True, slots=True)
class ForecastRun:
    """One run of the forecaster: it saw the days ``first_day`` to ``cutoff`` and looked ``horizon_days`` ahead.

    ``figures`` are its accuracy and its cost, by name.
    """

    id: int
    made_at: datetime
    forecaster: str
    code_version: str
    first_day: date
    cutoff: date
    horizon_days: int
    figures: dict[str, object]


def begin_run(tx: sa.Connection, made: ForecastRun) -> None:
    """Store the row of a run before its forecast; readers see it from :func:`finish_run` on."""
    row = {
        "id": made.id,
        "made_at": made.made_at,
        "forecaster": made.forecaster,
        "code_version": made.code_version,
        "first_day": made.first_day,
        "cutoff": made.cutoff,
        "horizon_days": UNFINISHED_DAYS,
        "figures": json.dumps(made.figures, ensure_ascii=False),
    }
    tx.execute(run.insert(), [row])


def portions(parts: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Parts of a forecast, cut into what goes into one transaction."""
    for part in parts:
        yield from part.select(FORECAST_COLUMNS).iter_slices(WRITTEN_AT_ONCE)


def record_forecast(tx: sa.Connection, run_id: int, portion: pl.DataFrame) -> None:
    """Append a portion of a run's forecast: one row per location, SKU and day, :data:`FORECAST_COLUMNS`."""
    rows = [{"run_id": run_id, **row} for row in portion.iter_rows(named=True)]
    tx.execute(forecast.insert(), rows)


def finish_run(tx: sa.Connection, made: ForecastRun) -> None:
    """Publish a run: until its forecast is complete, readers do not see it."""
    tx.execute(run.update().where(run.c.id == made.id).values(horizon_days=made.horizon_days))


def remove_old_rows(tx: sa.Connection, at: datetime) -> bool:
    """Remove some rows of a forecast that nobody needs any more at the instant ``at``; whether there were any.

    Needed are those of the newest runs, and of one that may still be written.
    """
    newest = _FINISHED.with_only_columns(run.c.id).limit(RUNS_STORED)
    being_written = sa.select(run.c.id).where(
        run.c.horizon_days == UNFINISHED_DAYS, run.c.made_at > at - BROKEN_OFF_AFTER
    )
    needed = [*tx.scalars(newest), *tx.scalars(being_written)]
    old = tx.scalar(sa.select(forecast.c.run_id).where(forecast.c.run_id.not_in(needed)).limit(1))
    if old is None:
        return False
    of_old, key = forecast.c.run_id == old, (forecast.c.location_id, forecast.c.sku)
    last = tx.execute(sa.select(*key).where(of_old).order_by(*key).offset(WRITTEN_AT_ONCE).limit(1)).one_or_none()
    until = sa.true() if last is None else sa.tuple_(*key) <= sa.tuple_(*last)
    tx.execute(forecast.delete().where(of_old, until))
    return True


_FINISHED = sa.select(run).where(run.c.horizon_days != UNFINISHED_DAYS).order_by(run.c.made_at.desc(), run.c.id.desc())


def newest_run(view: sa.Connection, until: datetime | None = None) -> ForecastRun | None:
    """The run that was made last, if one was finished; with ``until``, of those that were made by then."""
    query = _FINISHED if until is None else _FINISHED.where(run.c.made_at <= until)
    row = view.execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    return ForecastRun(
        id=row.id,
        made_at=row.made_at,
        forecaster=row.forecaster,
        code_version=row.code_version,
        first_day=row.first_day,
        cutoff=row.cutoff,
        horizon_days=row.horizon_days,
        figures=json.loads(row.figures),
    )


def forecast_of(view: sa.Connection, run_id: int) -> pl.DataFrame:
    """A run's forecast, one row per location, SKU and day, in that order.

    Columns location_id (i32), sku (str), day (date), mean and dispersion (f64).
    """
    table = forecast.c
    names = ("location_id", "sku", "day", "mean", "dispersion")
    query = (
        sa.select(*(table[name] for name in names))
        .where(table.run_id == run_id)
        .order_by(table.location_id, table.sku, table.day)
    )
    types = dict(zip(names, (pl.Int32, pl.String, pl.Date, pl.Float64, pl.Float64), strict=True))
    parts: list[pl.DataFrame] = []
    with view.execute(query, execution_options={"yield_per": PORTION}) as rows:
        parts.extend(
            pl.DataFrame([tuple(row) for row in portion], schema=types, orient="row") for portion in rows.partitions()
        )
    return pl.concat(parts) if parts else pl.DataFrame(schema=types)
