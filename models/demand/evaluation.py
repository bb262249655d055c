"""How good a forecast was: rolling origins and their figures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.demand.panel import DemandPanel, Floats

#: Levels at which the total over a protection interval is judged.
LEVELS = (0.5, 0.8, 0.95)


def rolling_origins(day_count: int, window_days: int, *, count: int, step_days: int = 7) -> list[int]:
    """How many days each origin has passed, oldest first: the newest leaves just ``window_days`` to judge by.

    >>> rolling_origins(100, 10, count=3)
    [76, 83, 90]
    """
    newest = day_count - window_days
    return [day_count for back in reversed(range(count)) if (day_count := newest - back * step_days) > 0]


def windows(panel: DemandPanel, window_days: int, origins: list[int]) -> Iterator[tuple[DemandPanel, Floats]]:
    """For each origin: what was known then, and the units [n, window] that were sold; NaN where they do not count."""
    for day_count in origins:
        actual = panel.units[:, day_count : day_count + window_days]
        hidden = panel.censored[:, day_count : day_count + window_days].any(axis=1, keepdims=True)
        yield panel.until(day_count), np.where(hidden, np.nan, actual).astype(np.float32)


def window_totals(units: Floats, means: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """[n] actual and expected units over the days that count; NaN for a product without such a day.

    >>> actual, expected = window_totals(np.array([[1, np.nan, 2]]), np.array([[1, 5, 1.5]]))
    >>> actual.tolist(), expected.tolist()
    ([3.0], [2.5])
    """
    counts = ~np.isnan(units)
    any_day = counts.any(axis=1)
    actual, expected = (np.where(counts, values, 0).sum(axis=1, dtype=np.float64) for values in (units, means))
    return np.where(any_day, actual, np.nan), np.where(any_day, expected, np.nan)


def pinball(actual: NDArray[np.float64], quantile: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    """Loss of a quantile: ``level`` per unit that was missing, ``1 - level`` per unit too many.

    >>> pinball(np.array([10.0, 10.0]), np.array([8.0, 14.0]), 0.95).round(2).tolist()
    [1.9, 0.2]
    """
    missing = actual - quantile
    return np.maximum(level * missing, (level - 1) * missing)


def wape(actual: NDArray[np.float64], forecast: NDArray[np.float64]) -> float:
    """Weighted absolute percentage error: what was missed, per unit that came. NaN when nothing came.

    >>> wape(np.array([4.0, 6.0]), np.array([5.0, 4.0]))
    0.3
    """
    has_value = ~np.isnan(actual)
    total = float(actual[has_value].sum())
    return float(np.abs(actual - forecast)[has_value].sum()) / total if total else float("nan")


def bias(actual: NDArray[np.float64], forecast: NDArray[np.float64]) -> float:
    """Units forecast too many (above 0) or too few, per unit that came. NaN when nothing came.

    >>> bias(np.array([4.0, 6.0]), np.array([5.0, 4.0]))
    -0.1
    """
    has_value = ~np.isnan(actual)
    total = float(actual[has_value].sum())
    return float((forecast - actual)[has_value].sum()) / total if total else float("nan")


def coverage(actual: NDArray[np.float64], quantile: NDArray[np.float64]) -> float:
    """Share of actual values at or below the quantile. Of counts an honest share is at or above the level.

    >>> coverage(np.array([1.0, 2.0, 3.0, 9.0]), np.array([4.0, 4.0, 4.0, 4.0]))
    0.75
    """
    has_value = ~np.isnan(actual)
    return float((actual[has_value] <= quantile[has_value]).mean()) if has_value.any() else float("nan")
