"""The last check of a forecast: finite, not negative, not beyond anything that was ever seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.demand.censoring import USUAL_DAYS_MAX
from models.demand.features import usual_level
from models.demand.panel import DemandPanel, Flags, Floats

#: A forecast of four weeks is at most so many times the largest four weeks that were ever seen.
GROWTH_MAX = 4.0
WEEKS_DAYS = 28
CLOSED_WEEKS = 8


def limited(means: Floats, history: DemandPanel) -> Floats:
    """The means [n, horizon] within what the history makes possible; what is not a number becomes 0.

    No day above 60 usual days, and no 28 days above 4 times the largest 28-day total that was ever seen. A
    location that was closed on a weekday for the last eight weeks is expected to be closed on it.

    >>> from datetime import date
    >>> import polars as pl
    >>> units = np.array([[1] * 28], np.float32)
    >>> keys = pl.DataFrame({"location_id": [1], "sku": ["A"]})
    >>> nothing, group = np.zeros_like(units, np.bool_), np.zeros(1, np.int64)
    >>> history = DemandPanel(keys, date(2026, 11, 2), units, nothing, group)
    >>> limited(np.array([[100, np.nan, 1]], np.float32), history).tolist()
    [[60.0, 0.0, 1.0]]
    """
    safe = np.nan_to_num(means, nan=0.0, posinf=0.0, neginf=0.0)
    safe[_closed_ahead(history, means.shape[1])] = 0
    out = np.empty_like(safe)
    for rows, part in history.chunks():
        level = usual_level(part.units)[:, None]
        capped = np.clip(safe[rows], 0, USUAL_DAYS_MAX * level)
        most = GROWTH_MAX * _largest_total(part.units) * max(means.shape[1], WEEKS_DAYS) / WEEKS_DAYS
        total = capped.sum(axis=1)
        shrink = np.where(total > most, most / np.maximum(total, 1e-9), 1.0)
        out[rows] = capped * shrink[:, None]
    return out.astype(np.float32)


def _closed_ahead(history: DemandPanel, horizon_days: int) -> Flags:
    """[n, horizon] whether the product's location was closed on that weekday in each of the last eight weeks."""
    closed = np.zeros((history.size, horizon_days), np.bool_)
    if history.day_count < CLOSED_WEEKS * 7:
        return closed
    recent = history.open[:, -CLOSED_WEEKS * 7 :].reshape(history.size, CLOSED_WEEKS, 7)
    opened: Flags = np.asarray(recent.any(axis=1))
    places = history.keys["location_id"].to_numpy()
    for place in np.unique(places):
        here = places == place
        shut = ~opened[here].any(axis=0)
        closed[here] = np.resize(shut, horizon_days) & (not shut.all())
    return closed


def _largest_total(units: Floats) -> NDArray[np.float64]:
    """[n] the most units that were wanted in any 28 days in a row."""
    total = np.cumsum(np.nan_to_num(units), axis=1, dtype=np.float64)
    before = np.pad(total, ((0, 0), (WEEKS_DAYS, 0)))[:, : units.shape[1]]
    return np.asarray((total - before).max(axis=1, initial=0))
