"""What a learner may know at an origin: one row per product and day ahead, nothing from after the origin but plans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.demand.baseline import ALPHAS, GroupTotals, group_index, smooth
from models.demand.calendar import CALENDAR_NAMES, calendar_features
from models.demand.campaigns import CAMPAIGN_DEPTH_MIN, campaign_lift
from models.demand.panel import DemandPanel, Floats, Ints, mean_of, weekdays

#: The level is never smaller, so that the ratio to it cannot run away (Poisson boosting has no step limit).
LEVEL_MIN = 0.1
MEAN_DAYS = (7, 14, 28, 56, 112)
WEEKDAY_WEEKS = (4, 8, 13)
SINCE_SALE_MAX, AGE_MAX = 120, 400
PROFILE_DAYS = 91
YEAR_DAYS = 364
#: The value for "not known" where all rows may lack it: a column of nothing but NaN cannot be binned.
UNKNOWN = -1.0
#: A group number is only a feature where there are few groups; many are learned by heart.
GROUPS_MAX = 40


@dataclass(frozen=True, slots=True)
class FeatureRows:
    """``values``: [n * days, features], the days of a product one after the other; ``level``: [n] usual units a day."""

    names: tuple[str, ...]
    values: Floats
    level: Floats


def feature_rows(history: DemandPanel, totals: GroupTotals, horizon_days: int) -> FeatureRows:
    """Features of each of the days after the history's cutoff.

    :param totals: what the groups sold, of at least these days, all products included
    """
    totals = totals.until(history.day_count)
    level = usual_level(history.units)
    columns = _recent(history, level) | _trend(history, totals)
    each = {name: np.repeat(values[:, None], horizon_days, axis=1) for name, values in columns.items()}
    each |= _weekday_means(history, level, horizon_days)
    each |= _smoothed(history, totals, level, horizon_days)
    each |= _calendar(history, horizon_days)
    each |= _last_year(history, level, horizon_days)
    if history.depth is not None:
        each |= _campaigns(history, horizon_days)
    if len(totals.units) < GROUPS_MAX:
        each["group"] = np.repeat(history.group[:, None], horizon_days, axis=1)
    values = np.stack([column.astype(np.float32, copy=False) for column in each.values()], axis=2)
    return FeatureRows(tuple(each), values.reshape(history.size * horizon_days, len(each)), level)


def usual_level(units: Floats) -> Floats:
    """[n] usual units a day: 45 % each from the last 56 and 28 days, 10 % from all; at least :data:`LEVEL_MIN`.

    >>> usual_level(np.array([[1] * 28 + [3] * 28], np.float32)).astype(float).round(4).tolist()
    [2.45]
    """
    ever = np.nan_to_num(mean_of(units))
    longer, shorter = mean_of(units[:, -56:]), mean_of(units[:, -28:])
    base = np.where(np.isnan(longer), ever, longer)
    near = np.where(np.isnan(shorter), base, shorter)
    return np.maximum(0.45 * base + 0.45 * near + 0.1 * ever, LEVEL_MIN).astype(np.float32)


def _recent(history: DemandPanel, level: Floats) -> dict[str, Floats]:
    """[n] each: how the product sold of late."""
    units, is_open = history.units, history.open
    sold = np.nan_to_num(units) > 0
    last_sale = np.where(sold, np.arange(history.day_count), -1).max(axis=1, initial=-1)
    zero = np.where(is_open, units == 0, np.nan).astype(np.float32)
    sizes = np.where(sold, units, np.nan).astype(np.float32)
    month = units[:, -28:]
    spread = mean_of((month - mean_of(month)[:, None]) ** 2)
    return {f"mean_{days}": mean_of(units[:, -days:]) / level for days in MEAN_DAYS} | {
        "log_level": np.log(level),
        "spread_28": np.sqrt(spread) / level,
        "zero_28": mean_of(zero[:, -28:]),
        "zero_91": mean_of(zero[:, -91:]),
        "size_56": mean_of(sizes[:, -56:]) / level,
        "largest_28": np.nan_to_num(month).max(axis=1, initial=0) / level,
        "since_sale": np.minimum(history.day_count - 1 - last_sale, SINCE_SALE_MAX),
        "age": np.minimum(is_open.sum(axis=1), AGE_MAX),
    }


def _trend(history: DemandPanel, totals: GroupTotals) -> dict[str, NDArray[np.float64]]:
    """[n] each: how fast the group is growing, week against month and month against quarter."""

    def mean(days: int) -> NDArray[np.float64]:
        opened = totals.open[:, -days:].sum(axis=1)
        return np.asarray(totals.units[:, -days:].sum(axis=1) / np.maximum(opened, 1))

    week, month, quarter = mean(7), mean(28), mean(84)
    return {
        "group_week": (week / np.maximum(month, 1e-6))[history.group],
        "group_month": (month / np.maximum(quarter, 1e-6))[history.group],
    }


def _weekday_means(history: DemandPanel, level: Floats, horizon_days: int) -> dict[str, Floats]:
    """[n, days] each: the product's mean on that weekday over the last weeks."""
    ahead = np.arange(horizon_days) % 7
    out = {}
    for weeks in WEEKDAY_WEEKS:
        means = np.full((history.size, 7), np.nan, np.float32)
        for step in range(min(7, history.day_count)):
            # The day 7 days before the first one ahead, and each 7th day before that.
            same = history.units[:, ::-1][:, 6 - step :: 7][:, :weeks]
            means[:, step] = mean_of(same) / level
        out[f"weekday_{weeks}"] = means[:, ahead]
    return out


def _smoothed(history: DemandPanel, totals: GroupTotals, level: Floats, horizon_days: int) -> dict[str, Floats]:
    """[n, days] each: what the seasonal smoothing makes of the history."""
    state = smooth(history, totals)
    ahead = _weekdays_ahead(history, horizon_days)
    recent = max(0, history.day_count - PROFILE_DAYS)
    weekday = weekdays(history.first_day, history.day_count)[recent:]
    of_group = group_index(GroupTotals(totals.units[:, recent:], totals.open[:, recent:]), weekday)

    def flat(values: Floats) -> Floats:
        return np.repeat(values[:, None], horizon_days, axis=1)

    return {
        "smooth_level": flat(state.level / level),
        "smooth_slow": flat(state.levels[:, 0] / level),
        "smooth_fast": flat(state.levels[:, 2] / level),
        "smooth_alpha": flat(ALPHAS[state.best]),
        "smooth_ahead": state.ahead(ahead) / level[:, None],
        "weekday_index": state.index[:, ahead],
        "group_index": of_group[history.group][:, ahead].astype(np.float32),
    }


def _calendar(history: DemandPanel, horizon_days: int) -> dict[str, Floats]:
    """[n, days] each: how far ahead, and what the calendar says of the day."""
    table = calendar_features(history.country, history.first_day, history.day_count + horizon_days)
    ahead = table[history.day_count :]
    shape = (history.size, horizon_days)
    columns = {name: np.broadcast_to(ahead[:, i], shape) for i, name in enumerate(CALENDAR_NAMES)}
    return {"days_ahead": np.broadcast_to(np.arange(1, horizon_days + 1, dtype=np.float32), shape)} | columns


def _last_year(history: DemandPanel, level: Floats, horizon_days: int) -> dict[str, Floats]:
    """[n, days]: mean of the week around the same weekday last year."""
    out = np.full((history.size, horizon_days), UNKNOWN, np.float32)
    for ahead in range(horizon_days):
        middle = history.day_count + ahead - YEAR_DAYS
        if middle >= 3 and middle + 3 < history.day_count:
            mean = mean_of(history.units[:, middle - 3 : middle + 4])
            out[:, ahead] = np.where(np.isnan(mean), UNKNOWN, mean / level)
    return {"last_year": out}


def _campaigns(history: DemandPanel, horizon_days: int) -> dict[str, Floats]:
    """[n, days] each: the campaign on the day, the campaigns of the last week, and what they used to do."""
    assert history.depth is not None
    past = np.nan_to_num(history.depth[:, : history.day_count])
    lift = campaign_lift(history)
    lately = (past[:, -7:] > CAMPAIGN_DEPTH_MIN).mean(axis=1)
    ahead = [history.depth_on(history.day_count + i) for i in range(horizon_days)]
    return {
        "campaign": np.stack(ahead, axis=1),
        "campaign_lift": np.repeat(lift[:, None], horizon_days, axis=1),
        "campaign_lately": np.repeat(lately[:, None], horizon_days, axis=1),
    }


def _weekdays_ahead(history: DemandPanel, horizon_days: int) -> Ints:
    return weekdays(history.first_day, history.day_count + horizon_days)[history.day_count :]
