"""What an empty shelf hid: demand on stock-out days, and bulk orders that must not count in full."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.demand.baseline import GroupTotals, group_totals, weekday_index
from models.demand.intervals import dispersions, shape
from models.demand.panel import DemandPanel, Floats, weekdays

#: The mean of a stock-out day comes from so many uncensored open days before it.
MEAN_DAYS = 56
#: An imputed day is at most what was sold plus so many times the mean.
MEANS_MAX = 5.0
#: After so many stock-out days in a row the days hold no information any more and are left out.
RUN_DAYS_MAX = 28
#: Means and dispersion are estimated anew from what was imputed, so many times in all.
ROUNDS = 4
#: A day counts for at most so many usual days, and a usual day is at least this many units.
USUAL_DAYS_MAX, USUAL_UNITS_MIN = 60.0, 0.1
_IMPOSSIBLE = 1e-6


def clean(panel: DemandPanel) -> DemandPanel:
    """The history to learn from: bulk orders cut, stock-out days replaced by what was probably wanted."""
    units = np.empty_like(panel.units)
    for rows, part in panel.chunks():
        units[rows] = cut_bulk_orders(part.units)
    return uncensor(replace(panel, units=units))


def cut_bulk_orders(units: Floats) -> Floats:
    """No day above 60 usual days of its product: the mean without its largest day, at least 0.1 units.

    >>> cut_bulk_orders(np.array([[1, 1, 1, 100]], np.float32)).tolist()
    [[1.0, 1.0, 1.0, 60.0]]
    """
    has_value = ~np.isnan(units)
    filled = np.where(has_value, units, 0)
    largest = filled.max(axis=1, initial=0)
    others = np.maximum(has_value.sum(axis=1) - 1, 1)
    usual = np.maximum((filled.sum(axis=1, dtype=np.float64) - largest) / others, USUAL_UNITS_MIN)
    most = np.where(has_value.sum(axis=1) > 1, USUAL_DAYS_MAX * usual, np.inf)
    return np.minimum(units, most[:, None]).astype(np.float32)


def uncensor(panel: DemandPanel) -> DemandPanel:
    """Stock-out days hold the demand that is expected given what was sold; long stock-outs are left out (NaN).

    Days with a stock-out were better than others, so the mean of the others is too low: what was imputed counts in the
    next round (expectation and maximization: Dempster, Laird & Rubin 1977).
    """
    if not panel.censored.any():
        return panel
    believed = replace(panel, units=np.where(panel.censored, np.nan, panel.units).astype(np.float32))
    spread = dispersions(believed)
    for _ in range(ROUNDS):
        believed = _imputed(panel, believed, spread)
        spread = np.maximum(spread, dispersions(believed))
    return believed


def _imputed(panel: DemandPanel, believed: DemandPanel, spread: Floats) -> DemandPanel:
    """The panel with its stock-out days imputed from what is believed so far."""
    totals, units = group_totals(believed), panel.units.copy()
    for rows, part in panel.chunks():
        if part.censored.any():
            units[rows] = _impute(part, believed.take(rows), spread[rows], totals)
    return replace(panel, units=units)


def expected_demand(mean: ArrayLike, dispersion: ArrayLike, sold: ArrayLike) -> NDArray[np.float64]:
    """E[D | D >= sold] of negative binomial demand D: what was wanted when the last of ``sold`` units went.

    mean * P(D' >= sold - 1) / P(D >= sold), where D' has one more success. Source: Johnson, Kemp & Kotz,
    Univariate Discrete Distributions, 3rd ed., chapter 5 (truncation from below).

    >>> round(float(expected_demand(4, 2, 2)), 4)
    4.7692
    """
    from scipy import stats

    r, p = shape(mean, dispersion)
    units = np.ceil(np.asarray(sold, np.float64))
    chance = stats.nbinom.sf(units - 1, r, p)
    above = np.asarray(mean) * stats.nbinom.sf(units - 2, r + 1, p)
    return np.asarray(np.where(chance > _IMPOSSIBLE, above / np.maximum(chance, _IMPOSSIBLE), units), np.float64)


def _impute(part: DemandPanel, believed: DemandPanel, spread: Floats, totals: GroupTotals) -> Floats:
    """The units of some products with their stock-out days replaced or left out."""
    units = part.units.copy()
    row, day = np.nonzero(part.censored)
    index = weekday_index(believed, totals)[row, weekdays(part.first_day, part.day_count)[day]]
    mean = _recent_means(believed.units)[row, day] * index
    sold = units[row, day].astype(np.float64)
    wanted = np.maximum(expected_demand(mean, spread[row], sold), sold)
    units[row, day] = np.minimum(wanted, sold + MEANS_MAX * np.maximum(mean, 1))
    units[_run_lengths(part.censored) > RUN_DAYS_MAX] = np.nan
    return units


def _recent_means(units: Floats) -> NDArray[np.float64]:
    """[n, T] mean of the open days among the :data:`MEAN_DAYS` before each day; else of all days; else 0."""
    total, count = (_sums_before(values) for values in (np.nan_to_num(units), ~np.isnan(units)))
    days = np.arange(units.shape[1])
    starts = np.maximum(days - MEAN_DAYS, 0)
    near, near_count = total[:, days] - total[:, starts], count[:, days] - count[:, starts]
    overall = total[:, -1:] / np.maximum(count[:, -1:], 1)
    return np.where(near_count > 0, near / np.maximum(near_count, 1), overall)


def _sums_before(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """[n, T + 1] the sum of all days before each day; the last column is the sum of all."""
    return np.pad(np.cumsum(values, axis=1, dtype=np.float64), ((0, 0), (1, 0)))


def _run_lengths(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """[n, T] how many flagged days in a row end on the day; 0 where it is not flagged."""
    counted = np.cumsum(flags, axis=1)
    before_run = np.maximum.accumulate(np.where(flags, 0, counted), axis=1)
    return np.where(flags, counted - before_run, 0)
