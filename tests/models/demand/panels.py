"""Demand panels for tests: single histories, and a seeded year of a shop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.demand.calendar import CALENDAR_NAMES, calendar_features
from models.demand.panel import DemandPanel, Floats

MONDAY = date(2025, 6, 2)
CLOSED = float("nan")


def panel_of(*histories: Sequence[float], first: date = MONDAY, groups: int = 1) -> DemandPanel:
    """One product per history, all at location 1; NaN is a day on which it was closed."""
    units = np.array(histories, np.float32)
    n = len(histories)
    keys = pl.DataFrame(
        {"location_id": [1] * n, "sku": [f"SKU{i}" for i in range(n)]}, {"location_id": pl.Int32, "sku": pl.String}
    )
    return DemandPanel(keys, first, units, np.zeros(units.shape, np.bool_), np.arange(n, dtype=np.int64) % groups)


def seeded_year(products: int = 150, days: int = 400, seed: int = 3, *, ahead: int = 28) -> DemandPanel:
    """A shop that is busy on weekends and after payday, with seasons, trends and campaigns; closed on Christmas Day."""
    rng = np.random.default_rng(seed)
    first = date(2025, 1, 6)
    span = days + ahead
    table = calendar_features("SE", first, span)
    weekday, since_payday = (table[:, CALENDAR_NAMES.index(name)].astype(int) for name in ("weekday", "since_payday"))
    group = np.arange(products) % 6
    profile = rng.dirichlet(np.full(7, 6.0), 6)[group] * 7
    season = 1 + 0.35 * np.sin(2 * np.pi * ((5 + np.arange(span))[None, :] / 365 + rng.random((6, 1))))[group]
    trend = np.exp(rng.normal(0, 0.0008, (products, 1)) * np.arange(span))
    payday = 1 + 0.25 * (since_payday[None, :] < 3)
    depth = _campaigns(rng, products, span)
    mean = rng.lognormal(0.2, 1.0, (products, 1)) * profile[:, weekday] * season * trend * payday * (1 + 4 * depth)
    units = rng.poisson(mean * rng.gamma(8, 1 / 8, mean.shape))[:, :days].astype(np.float32)
    christmas = [i for i in range(days) if (first.toordinal() + i) == date(2025, 12, 25).toordinal()]
    units[:, christmas] = np.nan
    made = panel_of(*units.tolist(), first=first)
    return DemandPanel(made.keys, first, units, made.censored, group.astype(np.int64), depth)


def _campaigns(rng: np.random.Generator, products: int, days: int) -> Floats:
    """A week of 20-40 % off, about five times a year for each product."""
    depth = np.zeros((products, days), np.float32)
    for product, week in zip(*np.nonzero(rng.random((products, days // 7)) < 0.1), strict=True):
        depth[product, 7 * week : 7 * week + 7] = rng.choice([0.2, 0.3, 0.4])
    return depth


def totals(values: Floats) -> NDArray[np.float64]:
    """[n] sums over the days that count."""
    return np.asarray(np.nansum(values, axis=1), np.float64)
