"""Simple forecasters that work on all products at once: means and exponential smoothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.demand.campaigns import campaign_lift, on_campaign
from models.demand.panel import DemandPanel, Flags, Floats, Ints, mean_of, weekdays

#: Shares of a day's surprise by which a level follows it. Each product takes the one of the first two that fits it;
#: the third is too nervous to forecast with, but is a useful feature of the latest days.
ALPHAS = np.array([0.03, 0.06, 0.2], np.float32)
CHOICES = 2
#: An old error counts so much of a day-newer one.
ERROR_FADE = 0.995
LEVEL_DAYS = 365
START_DAYS = 28
INDEX_MIN, INDEX_MAX = 0.02, 8.0
#: A level does not jump because of a weekday on which little is sold.
STEP_INDEX_MIN = 0.25
PROFILE_DAYS = 182
#: Units that pull a product's weekday index towards that of its group.
GROUP_UNITS = 40.0
MEAN_DAYS = 56


@dataclass(frozen=True, slots=True)
class GroupTotals:
    """Units [G, T] that the products of each group sold together, and on which days [G, T] any was open."""

    units: NDArray[np.float64]
    open: Flags

    def until(self, day_count: int) -> GroupTotals:
        """The first ``day_count`` days."""
        return GroupTotals(self.units[:, :day_count], self.open[:, :day_count])


@dataclass(frozen=True, slots=True)
class Smoothed:
    """State of exponential smoothing: level [n, alphas], place [n] of the best alpha, weekday index [n, 7]."""

    levels: Floats
    best: Ints
    index: Floats

    @property
    def level(self) -> Floats:
        """[n] the level by the alpha that fits the product.

        >>> even = np.ones((1, 7), np.float32)
        >>> Smoothed(np.array([[3, 4, 9]], np.float32), np.array([1]), even).level.tolist()
        [4.0]
        """
        return np.take_along_axis(self.levels, self.best[:, None], axis=1)[:, 0]

    def ahead(self, weekday: Ints) -> Floats:
        """[n, days] expected units on days with these weekdays.

        >>> weekend = np.array([[1, 1, 1, 1, 1, 2, 0]], np.float32)
        >>> Smoothed(np.array([[3, 4, 9]], np.float32), np.array([1]), weekend).ahead(np.array([4, 5, 6])).tolist()
        [[4.0, 8.0, 0.0]]
        """
        return self.level[:, None] * self.index[:, weekday]


@dataclass(frozen=True, slots=True)
class RecentMean:
    """The mean of the last open days, the same for every day ahead."""

    days: int = MEAN_DAYS

    @property
    def name(self) -> str:
        """``mean56``."""
        return f"mean{self.days}"

    def fit(self, _history: DemandPanel, _horizon_days: int, /) -> RecentMean:
        """There is nothing to learn."""
        return self

    def predict(self, history: DemandPanel, horizon_days: int) -> Floats:
        """[n, horizon] the mean; 0 where nothing is known."""
        mean = np.empty(history.size, np.float32)
        for rows, part in history.chunks():
            newest_first = part.units[:, ::-1]
            mean[rows] = np.nan_to_num(mean_of(_first_open(newest_first, self.days)))
        return np.repeat(mean[:, None], horizon_days, axis=1)


@dataclass(frozen=True, slots=True)
class WeekdayMean:
    """The mean of the last eight same weekdays, drawn to the mean of the last 56 days: what a spreadsheet does."""

    weeks: int = 8
    name: str = "weekday"

    def fit(self, _history: DemandPanel, _horizon_days: int, /) -> WeekdayMean:
        """There is nothing to learn."""
        return self

    def predict(self, history: DemandPanel, horizon_days: int) -> Floats:
        """[n, horizon] the mean of the weekday, with the recent mean counting as four more days."""
        recent = RecentMean(7 * self.weeks).predict(history, 1)[:, 0]
        means = np.zeros((history.size, 7), np.float32)
        for lag in range(7):
            same = history.units[:, ::-1][:, lag::7][:, : self.weeks]
            count = (~np.isnan(same)).sum(axis=1)
            weekday = (history.cutoff.weekday() - lag) % 7
            means[:, weekday] = (np.nansum(same, axis=1) + 4 * recent) / (count + 4)
        return means[:, _weekdays_ahead(history, horizon_days)]


@dataclass(frozen=True, slots=True)
class SeasonalSmoothing:
    """Exponential smoothing of the level times a weekday index that leans on the product's group.

    Campaign days are brought down to ordinary ones by what campaigns do to the product, and planned ones up again.
    """

    name: str = "seasonal"

    def fit(self, _history: DemandPanel, _horizon_days: int, /) -> SeasonalSmoothing:
        """The state is made anew from each history: it costs a second for 30 000 products."""
        return self

    def predict(self, history: DemandPanel, horizon_days: int) -> Floats:
        """[n, horizon] level times weekday index, times the lift of a campaign."""
        if history.depth is not None:
            return self._with_campaigns(history, horizon_days)
        totals = group_totals(history)
        ahead = _weekdays_ahead(history, horizon_days)
        out = np.empty((history.size, horizon_days), np.float32)
        for rows, part in history.chunks():
            out[rows] = smooth(part, totals).ahead(ahead)
        return out

    def _with_campaigns(self, history: DemandPanel, horizon_days: int) -> Floats:
        lift = campaign_lift(history)[:, None]
        past = on_campaign(history, 0, history.day_count)
        ahead = on_campaign(history, history.day_count, history.day_count + horizon_days)
        ordinary = replace(history, units=np.where(past, history.units / lift, history.units), depth=None)
        return np.where(ahead, lift, np.float32(1)) * self.predict(ordinary, horizon_days)


def group_totals(history: DemandPanel) -> GroupTotals:
    """What each group sold per day; groups are numbered as in ``history.group``."""
    shape = (int(history.group.max(initial=-1)) + 1, history.day_count)
    units, opened = np.zeros(shape), np.zeros(shape, np.bool_)
    for _, part in history.chunks():
        np.add.at(units, part.group, np.nan_to_num(part.units))
        np.logical_or.at(opened, part.group, part.open)
    return GroupTotals(units, opened)


def group_index(totals: GroupTotals, weekday: Ints) -> NDArray[np.float64]:
    """[G, 7] units on each weekday against an average day of the group; 1 where nothing is known.

    >>> totals = GroupTotals(np.array([[10, 10, 10, 10, 10, 20, 0.0]]), np.ones((1, 7), np.bool_))
    >>> group_index(totals, np.arange(7)).tolist()
    [[1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 0.0]]
    """
    means = np.ones((len(totals.units), 7))
    overall = _ratio(totals.units.sum(axis=1), totals.open.sum(axis=1), 0.0)
    for day in range(7):
        same = weekday == day
        sold, days = totals.units[:, same].sum(axis=1), totals.open[:, same].sum(axis=1)
        means[:, day] = _ratio(_ratio(sold, days, np.nan), overall, np.nan)
    return np.nan_to_num(means, nan=1.0)


def weekday_index(history: DemandPanel, totals: GroupTotals) -> Floats:
    """[n, 7] units on each weekday against an average day of the product, drawn towards its group.

    A product whose group sells alike has its own index, at least :data:`INDEX_MIN`.

    >>> from datetime import date
    >>> import polars as pl
    >>> units = np.array([[1, 1, 1, 1, 1, 2, 0] * 4], np.float32)
    >>> keys = pl.DataFrame({"location_id": [1], "sku": ["A"]})
    >>> nothing, group = np.zeros_like(units, np.bool_), np.zeros(1, np.int64)
    >>> history = DemandPanel(keys, date(2026, 11, 2), units, nothing, group)
    >>> weekday_index(history, group_totals(history)).astype(float).round(2).tolist()
    [[1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 0.02]]
    """
    start = max(0, history.day_count - PROFILE_DAYS)
    recent = history.since(start)
    weekday = weekdays(recent.first_day, recent.day_count)
    group = group_index(GroupTotals(totals.units[:, start:], totals.open[:, start:]), weekday)[history.group]
    sold, days = np.zeros((history.size, 7)), np.zeros((history.size, 7))
    for day in range(7):
        same = recent.units[:, weekday == day]
        sold[:, day], days[:, day] = np.nansum(same, axis=1), (~np.isnan(same)).sum(axis=1)
    level = _ratio(sold.sum(axis=1), days.sum(axis=1), 0.0)
    index = (sold + GROUP_UNITS / 7 * group) / (days * level[:, None] + GROUP_UNITS / 7)
    share = _ratio(days, days.sum(axis=1, keepdims=True), 1 / 7)
    index /= np.maximum((index * share).sum(axis=1, keepdims=True), 1e-6)
    return np.clip(index, INDEX_MIN, INDEX_MAX).astype(np.float32)


def smooth(history: DemandPanel, totals: GroupTotals) -> Smoothed:
    """Follow the level of each product through the last year, by every alpha at once."""
    index = weekday_index(history, totals)
    recent = history.since(max(0, history.day_count - LEVEL_DAYS))
    weekday = weekdays(recent.first_day, recent.day_count)
    start = np.nan_to_num(mean_of(_first_open(recent.units, START_DAYS)))
    levels = np.repeat(start[:, None], len(ALPHAS), axis=1)
    errors = np.zeros_like(levels)
    for day in range(recent.day_count):
        levels, surprise = step(levels, index[:, weekday[day], None], recent.units[:, day, None])
        errors = errors * ERROR_FADE + surprise**2
    return Smoothed(levels, errors[:, :CHOICES].argmin(axis=1), index)


def step(levels: Floats, index: Floats, units: Floats) -> tuple[Floats, Floats]:
    """One day: the levels [n, alphas] after it, and how far it was from what they expected.

    :param index: [n, 1] weekday index of the day
    :param units: [n, 1] units of the day, NaN if it was closed: then nothing changes

    Simple exponential smoothing, here of ``units / index``: Hyndman & Athanasopoulos, Forecasting: Principles and
    Practice, 3rd ed., section 8.1, component form.

    >>> level, even, sold = (
    ...     np.full((1, 3), 10, np.float32),
    ...     np.ones((1, 1), np.float32),
    ...     np.full((1, 1), 12, np.float32),
    ... )
    >>> [each.astype(float).round(2).tolist() for each in step(level, even, sold)]
    [[[10.06, 10.12, 10.4]], [[2.0, 2.0, 2.0]]]
    """
    surprise = np.nan_to_num(units - levels * index)
    return np.maximum(levels + ALPHAS * surprise / np.maximum(index, STEP_INDEX_MIN), 0), surprise


def _weekdays_ahead(history: DemandPanel, horizon_days: int) -> Ints:
    return weekdays(history.first_day, history.day_count + horizon_days)[history.day_count :]


def _first_open(units: Floats, days: int) -> Floats:
    """The first open days of each product, as an array with the others NaN."""
    has_value = ~np.isnan(units)
    return np.where(has_value & (has_value.cumsum(axis=1, dtype=np.int32) <= days), units, np.nan).astype(np.float32)


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64] | Ints, otherwise: float) -> NDArray[np.float64]:
    out = np.full(np.broadcast_shapes(np.shape(above), np.shape(below)), otherwise)
    np.divide(above, below, out=out, where=below > 0)
    return out
