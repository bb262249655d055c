"""Forecast runs and their forecasts."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: One run of the forecaster: which code saw which days, and how good it was (``figures``, JSON). ``horizon_days`` is 0
#: until its whole forecast is stored.
forecast_run = sa.Table(
    "forecast_run",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("forecaster", sa.String(40), nullable=False),
    sa.Column("code_version", sa.String(40), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("cutoff", sa.Date, nullable=False),
    sa.Column("horizon_days", sa.Integer, nullable=False),
    sa.Column("figures", sa.Text, nullable=False),
)

#: One row per location, SKU and future day: expected units and quantiles of that day's demand.
forecast = sa.Table(
    "forecast",
    metadata,
    sa.Column("run_id", sa.ForeignKey("forecast_run.id"), primary_key=True, autoincrement=False),
    sa.Column("location_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.String(40), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("mean", sa.Double, nullable=False),
    sa.Column("dispersion", sa.Double, nullable=False),
    sa.Column("p50", sa.Double, nullable=False),
    sa.Column("p80", sa.Double, nullable=False),
    sa.Column("p95", sa.Double, nullable=False),
    sqlite_with_rowid=False,
)
