"""How good a forecast was: rolling origins and their figures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.demand.panel import DemandPanel, Floats

#: Levels at which the total over a protection interval is judged.
LEVELS = (0.5, 0.8, 0.95)
#: A product whose naive error is smaller than this counts as if it had this one.
NAIVE_ERROR_MIN = 1e-3


def rolling_origins(day_count: int, window_days: int, *, count: int, step_days: int = 7) -> list[int]:
    """How many days each origin has seen, oldest first: the newest leaves just ``window_days`` to judge by.

    >>> rolling_origins(100, 10, count=3)
    [76, 83, 90]
    """
    newest = day_count - window_days
    return [seen for back in reversed(range(count)) if (seen := newest - back * step_days) > 0]


def windows(panel: DemandPanel, window_days: int, origins: list[int]) -> Iterator[tuple[DemandPanel, Floats]]:
    """For each origin: what was known then, and the units [n, window] that came; NaN where they do not count."""
    for seen in origins:
        came = panel.units[:, seen : seen + window_days]
        hidden = panel.censored[:, seen : seen + window_days].any(axis=1, keepdims=True)
        yield panel.until(seen), np.where(hidden, np.nan, came).astype(np.float32)


def window_totals(came: Floats, means: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """[n] actual and expected units over the days that count; NaN for a product without such a day."""
    counts = ~np.isnan(came)
    any_day = counts.any(axis=1)
    actual, expected = (np.where(counts, values, 0).sum(axis=1, dtype=np.float64) for values in (came, means))
    return np.where(any_day, actual, np.nan), np.where(any_day, expected, np.nan)


def pinball(actual: NDArray[np.float64], quantile: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    """Loss of a quantile: ``level`` per unit that was missing, ``1 - level`` per unit too many.

    >>> pinball(np.array([10.0, 10.0]), np.array([8.0, 14.0]), 0.95).round(2).tolist()
    [1.9, 0.2]
    """
    missing = actual - quantile
    return np.maximum(level * missing, (level - 1) * missing)


def wape(actual: NDArray[np.float64], forecast: NDArray[np.float64]) -> float:
    """Weighted absolute percentage error: what was missed, per unit that came. NaN when nothing came."""
    known = ~np.isnan(actual)
    came = float(actual[known].sum())
    return float(np.abs(actual - forecast)[known].sum()) / came if came else float("nan")


def bias(actual: NDArray[np.float64], forecast: NDArray[np.float64]) -> float:
    """Units forecast too many (above 0) or too few, per unit that came. NaN when nothing came."""
    known = ~np.isnan(actual)
    came = float(actual[known].sum())
    return float((forecast - actual)[known].sum()) / came if came else float("nan")


def coverage(actual: NDArray[np.float64], quantile: NDArray[np.float64]) -> float:
    """Share of actual values at or below the quantile. Of counts an honest share is at or above the level."""
    known = ~np.isnan(actual)
    return float((actual[known] <= quantile[known]).mean()) if known.any() else float("nan")


def scaled_pinball(history: Floats, actual: Floats, quantile: Floats, level: float) -> float:
    """Mean daily pinball loss of each product over its mean absolute day-to-day change, averaged over products.

    Source: the M5 competitors' guide, "Weighted scaled pinball loss", here with equal weights.

    :param history: [n, T] units seen; actual, quantile: [n, days] that came
    """
    change = np.abs(np.diff(history, axis=1))
    counted = (~np.isnan(change)).sum(axis=1)
    scale = np.maximum(np.nansum(change, axis=1) / np.maximum(counted, 1), NAIVE_ERROR_MIN)
    known = ~np.isnan(actual)
    loss = np.where(known, pinball(np.nan_to_num(actual).astype(np.float64), quantile.astype(np.float64), level), 0)
    return float((loss.sum(axis=1) / np.maximum(known.sum(axis=1), 1) / scale).mean())
