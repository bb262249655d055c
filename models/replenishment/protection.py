"""Demand over the protection interval: what an order placed now must last for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEEK_DAYS = 7
#: A dispersion is rounded to so many decimals before a level is made of it.
SPREAD_DECIMALS = 4


def demand_over(means: Floats, dispersion: Floats, days: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Expected units [n] and their dispersion [n] over the first ``days`` [n] of a forecast.

    :param means: [n, horizon] expected units of each day, the first column being today
    :param dispersion: [n, horizon] variance over mean of each day
    :param days: [n] length of the protection interval

    Where an interval is longer than the forecast, the forecast's last week is repeated (all of it, if it is shorter
    than a week). The dispersion of a sum is that of its days weighted by their means: variances add.

    >>> expected, spread = demand_over(np.array([[2, 3.0]]), np.array([[1, 2.0]]), np.array([2]))
    >>> expected.tolist(), spread.tolist()  # (2 * 1 + 3 * 2) / (2 + 3)
    ([5.0], [1.6])
    """
    longest = int(days.max(initial=0))
    means, dispersion = (_lengthened(each, longest) for each in (means, dispersion))
    inside = np.arange(means.shape[1])[None, :] < days[:, None]
    expected = np.where(inside, means, 0.0).sum(axis=1)
    variance = np.where(inside, means * dispersion, 0.0).sum(axis=1)
    spread = np.divide(variance, expected, out=np.ones_like(expected), where=expected > 0)
    return expected, spread


def with_lead_variance(expected: Floats, dispersion: Floats, days: Floats, lead_variance: Floats) -> Floats:
    """Dispersion [n] of demand over an interval whose length varies, as the lead time in it does.

    :param expected: [n] units over an interval of ``days`` [n], ``dispersion`` [n] their variance over mean
    :param lead_variance: [n] σ² of the lead time, in days²

    σ² = E(L) · var(D) + E(D)² · var(L), where D is the demand of a day and L the interval: Silver, Pyke & Thomas (4th
    ed.), chapter 6, on lead times that vary. Rounded to 4 decimals, so that a stored figure gives the same level again.

    >>> with_lead_variance(np.array([21.0]), np.array([1.5]), np.array([7.0]), np.array([1.25])).tolist()  # 3 a day
    [2.0357]
    """
    return np.round(dispersion + expected * lead_variance / days**2, SPREAD_DECIMALS)


def _lengthened(known: Floats, days: int) -> Floats:
    missing = days - known.shape[1]
    if missing <= 0 or not known.shape[1]:
        return known
    week = known[:, -WEEK_DAYS:]
    repeats = -(-missing // week.shape[1])
    return np.concatenate([known, np.tile(week, repeats)[:, :missing]], axis=1)
