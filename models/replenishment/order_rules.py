"""Order rules to compare: what shops set by hand, what textbooks teach, and quantiles of a forecast.

Each turns what was known at a review into the level of that review, with one figure, its strength, that trades stock
against lost sales. A level never looks at a day from its review on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.demand.intervals import block_dispersions, demand_quantile
from models.demand.panel import DemandPanel
from models.replenishment.shelf_run import OrderLevels, SupplyRhythm

Floats = NDArray[np.float64]

#: Chances of not running out that are tried.
CHANCES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.935, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 0.9998)
#: Factors on a mean that are tried.
FACTORS = (0.5, 0.7, 0.85, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0)
FIXED_DAYS, RECENT_DAYS, QUARTER_DAYS, MEAN_DAYS = 91, 30, 90, 56
#: The chance that a rule by chance is judged at where nobody wishes another.
NOMINAL_CHANCE = 0.95


@dataclass(frozen=True, slots=True)
class OrderRule:
    """A rule with the strengths to try, the one that a shop would begin with, and its levels for a strength."""

    name: str
    strengths: tuple[float, ...]
    nominal: float
    levels: Callable[[float], OrderLevels]


@dataclass(frozen=True, slots=True)
class ReviewForecast:
    """Expected units [n, reviews] over the protection interval of each review, and their dispersion [n, reviews]."""

    expected: Floats
    dispersion: Floats

    def quantiles(self, chance: float) -> Floats:
        """[n, reviews] the least whole units that cover the demand with that chance; 0 where nothing is expected.

        >>> ReviewForecast(np.array([[21.0, 0.0]]), np.array([[1.5, 1.5]])).quantiles(0.95).tolist()
        [[31.0, 0.0]]
        """
        return np.where(self.expected > 0, demand_quantile(self.expected, self.dispersion, chance), 0.0)


def review_days(first: int, day_count: int, rhythm: SupplyRhythm) -> list[int]:
    """How many days of a history have passed at each review from ``first`` on.

    >>> review_days(100, 120, SupplyRhythm(7, 3))
    [100, 107, 114]
    """
    return list(range(first, day_count, rhythm.review_days))


def usual_rules(history: DemandPanel, reviews: Sequence[int], rhythm: SupplyRhythm) -> tuple[OrderRule, ...]:
    """What shops do and textbooks teach, simplest first.

    ``fixed``: minimum and maximum, set once from a quarter's mean. ``days``: the mean of 30 days times days of cover.
    ``lead_week``: (lead time + 7 days) times the mean of 90 days. ``textbook``: mean and standard deviation of 56
    days, normal demand (Silver, Pyke & Thomas, 4th ed., section 6.9: S = mean (R + L) + z sd sqrt(R + L)).
    """
    from scipy import stats

    days = rhythm.protection_days

    def means(window: int) -> Floats:
        return np.stack([_mean(history, review, window) for review in reviews], axis=1)

    fixed = np.repeat(_mean(history, reviews[0], FIXED_DAYS)[:, None], len(reviews), axis=1)
    recent, quarter, mean = means(RECENT_DAYS), means(QUARTER_DAYS), means(MEAN_DAYS)
    spread = np.stack([_deviation(history, review, MEAN_DAYS) for review in reviews], axis=1)

    def set_once(factor: float) -> OrderLevels:
        least = np.maximum(factor * fixed * days, 1)
        return OrderLevels(least + np.maximum(fixed * rhythm.review_days, 1), least)

    def normal(chance: float) -> OrderLevels:
        return OrderLevels(mean * days + stats.norm.ppf(chance) * spread * np.sqrt(days))

    return (
        OrderRule("fixed", FACTORS, 1.0, set_once),
        OrderRule("days", FACTORS, 1.5, lambda factor: OrderLevels(factor * recent * days)),
        OrderRule("lead_week", FACTORS, 1.0, lambda factor: OrderLevels(factor * quarter * (rhythm.lead_days + 7))),
        OrderRule("textbook", CHANCES, NOMINAL_CHANCE, normal),
    )


def quantile_rule(name: str, forecast: ReviewForecast) -> OrderRule:
    """Order up to a quantile of negative binomial demand."""
    return OrderRule(name, CHANCES, NOMINAL_CHANCE, lambda chance: OrderLevels(forecast.quantiles(chance)))


def mean_forecast(history: DemandPanel, reviews: Sequence[int], rhythm: SupplyRhythm) -> ReviewForecast:
    """The mean of the 56 days before each review, with the dispersion of that time."""
    days = rhythm.protection_days
    expected = np.stack([_mean(history, review, MEAN_DAYS) * days for review in reviews], axis=1)
    return ReviewForecast(expected, spread_at(history, reviews, days))


def spread_at(history: DemandPanel, reviews: Sequence[int], days: int) -> Floats:
    """[n, reviews] variance over mean of the demand of so many days, as far as it was known at each review.

    >>> from datetime import date
    >>> import polars as pl
    >>> units = np.zeros((1, 12), np.float32)
    >>> units[0, ::2] = 3, 7, 3, 7, 5, 5
    >>> keys = pl.DataFrame({"location_id": [1], "sku": ["A"]})
    >>> nothing, group = np.zeros_like(units, np.bool_), np.zeros(1, np.int64)
    >>> spread_at(DemandPanel(keys, date(2026, 11, 2), units, nothing, group), [8, 12], 2).round(4).tolist()
    [[1.0667, 1.0]]
    """
    return np.stack([block_dispersions(history.until(review), days).astype(np.float64) for review in reviews], axis=1)


def _mean(history: DemandPanel, review: int, window: int) -> Floats:
    """[n] units a calendar day over the last days before a review; of a newer product, since it is sold."""
    units, sold_days = _window(history, review, window)
    return np.asarray(units.sum(axis=1) / np.maximum(sold_days, 1))


def _deviation(history: DemandPanel, review: int, window: int) -> Floats:
    """[n] standard deviation of a day's units around that mean."""
    units, sold_days = _window(history, review, window)
    days = np.maximum(sold_days, 1)
    mean = units.sum(axis=1) / days
    return np.asarray(np.sqrt(np.maximum((units**2).sum(axis=1) / days - mean**2, 0)))


def _window(history: DemandPanel, review: int, window: int) -> tuple[Floats, NDArray[np.int64]]:
    """Units [n, days] before a review, and on how many of these days [n] the product was in the range."""
    recent = history.units[:, max(0, review - window) : review]
    listed = np.logical_or.accumulate(~np.isnan(recent), axis=1)
    return np.nan_to_num(recent).astype(np.float64), listed.sum(axis=1)
