"""How sure a forecast is: negative binomial demand around its mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.demand.panel import DemandPanel, Floats

#: Dispersion is judged by the totals of so many of the newest weeks.
WEEKS = 16
#: ... and drawn to the median of all products as if each had so many more weeks with that value.
MEDIAN_WEEKS = 2
#: The same of blocks as long as a protection interval: half a year of them, and the median counts as four.
BLOCKS_DAYS, MEDIAN_BLOCKS = 182, 4
#: Units a day below which a mean is too little to divide by.
_RARE = 0.005
DISPERSION_MIN, DISPERSION_MAX = 1.0, 200.0
#: Poisson is the limit of the negative binomial; this close to it the formula still holds.
_NEARLY_POISSON = 1.001
_NO_DEMAND = 1e-9


def shape(mean: ArrayLike, dispersion: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Parameters (r, p) of the negative binomial with this mean and variance = dispersion x mean.

    r = mean / (dispersion - 1), p = 1 / dispersion; scipy's ``nbinom`` has mean r (1 - p) / p and variance mean / p.

    >>> r, p = shape(5, 2.5)
    >>> round(float(r), 4), float(p)
    (3.3333, 0.4)
    """
    spread = np.maximum(np.asarray(dispersion, np.float64), _NEARLY_POISSON)
    return np.maximum(np.asarray(mean, np.float64), _NO_DEMAND) / (spread - 1), 1 / spread


def demand_quantile(mean: ArrayLike, dispersion: ArrayLike, level: float) -> NDArray[np.float64]:
    """The least whole number of units whose chance of covering demand is at least ``level``.

    :param mean: expected units, at least 0
    :param dispersion: variance over mean; below 1 it counts as 1 (Poisson)
    :param level: in (0, 1)

    >>> float(demand_quantile(5, 3.5, 0.95))
    13.0
    """
    if not 0 < level < 1:
        raise ValueError("a level lies between 0 and 1")
    from scipy import stats

    r, p = shape(mean, dispersion)
    return np.asarray(stats.nbinom.ppf(level, r, p), np.float64)


def chance_covered(mean: ArrayLike, dispersion: ArrayLike, units: ArrayLike) -> NDArray[np.float64]:
    """The chance that so many units cover the demand.

    >>> round(float(chance_covered(5, 3.5, 13)), 4)
    0.955
    """
    from scipy import stats

    return np.asarray(stats.nbinom.cdf(units, *shape(mean, dispersion)), np.float64)


def dispersions(panel: DemandPanel) -> Floats:
    """[n] variance of demand over its mean, from the newest weeks, drawn to the median of all products.

    Of weeks with 3, 7, 3 and 7 units, 5 expected in each: the sum of squared misses 16 by 3 degrees of freedom, over
    the mean 5.

    >>> from datetime import date
    >>> import polars as pl
    >>> units = np.zeros((1, 28), np.float32)
    >>> units[0, ::7] = 3, 7, 3, 7
    >>> keys = pl.DataFrame({"location_id": [1], "sku": ["A"]})
    >>> nothing, group = np.zeros_like(units, np.bool_), np.zeros(1, np.int64)
    >>> history = DemandPanel(keys, date(2026, 11, 2), units, nothing, group)
    >>> dispersions(history).astype(float).round(4).tolist()
    [1.0667]
    """
    recent = panel.since(max(0, panel.day_count - 7 * WEEKS))
    own, weeks = np.full(panel.size, np.nan), np.zeros(panel.size)
    for rows, part in recent.chunks():
        own[rows], weeks[rows] = _weekly(part)
    finite = own[~np.isnan(own)]
    return shrink_dispersion(own, weeks, float(np.median(finite)) if len(finite) else DISPERSION_MIN)


def block_dispersions(panel: DemandPanel, block_days: int) -> Floats:
    """[n] variance over mean of the demand of ``block_days`` days, from half a year, drawn to the median of all.

    Orders last for a protection interval: the spread of its total is measured in blocks of that length. (Spread that
    is measured in weeks and multiplied misses what a block shares: 10 % more stock on lumpy goods.)

    Of blocks with 3, 7, 3 and 7 units: variance 5.33 over mean 5, and no other product to be drawn to.

    >>> from datetime import date
    >>> import polars as pl
    >>> units = np.zeros((1, 8), np.float32)
    >>> units[0, ::2] = 3, 7, 3, 7
    >>> keys = pl.DataFrame({"location_id": [1], "sku": ["A"]})
    >>> nothing, group = np.zeros_like(units, np.bool_), np.zeros(1, np.int64)
    >>> history = DemandPanel(keys, date(2026, 11, 2), units, nothing, group)
    >>> block_dispersions(history, 2).astype(float).round(4).tolist()
    [1.0667]
    """
    count = min(panel.day_count, BLOCKS_DAYS) // block_days
    if count < 2:
        return dispersions(panel)
    own, blocks = np.full(panel.size, np.nan), np.zeros(panel.size)
    for rows, part in panel.since(panel.day_count - count * block_days).chunks():
        units = part.units.reshape(part.size, count, block_days)
        has_value = ~np.isnan(units).all(axis=2)
        totals = np.where(has_value, np.nansum(units, axis=2, dtype=np.float64), 0.0)
        number = has_value.sum(axis=1)
        mean = totals.sum(axis=1) / np.maximum(number, 1)
        squares = np.where(has_value, (totals - mean[:, None]) ** 2, 0.0).sum(axis=1)
        usable = (number > 1) & (mean > 0)
        variance = squares / np.maximum(number - 1, 1)
        own[rows] = np.where(usable, variance / np.maximum(mean, block_days * _RARE), np.nan)
        blocks[rows] = np.where(usable, number, 0)
    finite = own[~np.isnan(own)]
    median = float(np.median(finite)) if len(finite) else DISPERSION_MIN
    return shrink_dispersion(own, blocks, median, MEDIAN_BLOCKS)


def shrink_dispersion(
    own: NDArray[np.float64], weeks: NDArray[np.float64], median: float, median_weeks: float = MEDIAN_WEEKS
) -> Floats:
    """Own values drawn to the median: few weeks count little. Where there is no own value, the median.

    >>> shrink_dispersion(np.array([3.0, np.nan]), np.array([2.0, 0.0]), 1.0).tolist()  # (2 * 3 + 2 * 1) / 4
    [2.0, 1.0]
    """
    drawn = (weeks * np.nan_to_num(own) + median_weeks * median) / (weeks + median_weeks)
    return np.clip(np.where(np.isnan(own), median, drawn), DISPERSION_MIN, DISPERSION_MAX).astype(np.float32)


def _weekly(recent: DemandPanel) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """[n] dispersion of weekly totals around what their weekdays let expect, and how many weeks there were."""
    count = recent.day_count // 7
    units = recent.units[:, recent.day_count % 7 :].reshape(recent.size, count, 7)
    has_value = ~np.isnan(units)
    profile = np.nansum(units, axis=1) / np.maximum(has_value.sum(axis=1), 1)
    expected = (has_value * profile[:, None, :]).sum(axis=2)
    miss = np.nansum(units, axis=2) - expected
    weeks = (expected > 0).sum(axis=1)
    own = np.full(recent.size, np.nan)
    np.divide((miss**2).sum(axis=1) * weeks, expected.sum(axis=1) * (weeks - 1), out=own, where=weeks > 1)
    return own, weeks.astype(np.float64)
