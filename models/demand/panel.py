"""The demand panel: products by days, as one array."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.jurisdiction.countries import HOME

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Products that are worked on at a time: what a step needs besides the panel itself stays below some 100 MB.
CHUNK = 8192


@dataclass(frozen=True, slots=True)
class DemandPanel:
    """Daily demand of ``n`` products over ``T`` days, the last of which is the cutoff.

    ``keys``: columns location_id (i32) and sku (str), one row per product and location, in the order of the arrays.
    ``units``: [n, T] units wanted; NaN before the product was listed and on days on which the location was closed.
    ``censored``: [n, T] whether the shelf ran empty, so that ``units`` is what was sold, not what was wanted.
    ``group``: [n] a number for location and category together; products of a group share a weekday pattern.
    ``depth``: [n, T + days ahead] share by which a campaign lowers the price, 0 without one; ``None``: no campaigns.
    """

    keys: pl.DataFrame
    first_day: date
    units: Floats
    censored: Flags
    group: Ints
    depth: Floats | None = None
    country: str = HOME.country

    def __post_init__(self) -> None:
        n = self.units.shape[0]
        if not n == self.keys.height == len(self.group) or self.censored.shape != self.units.shape:
            raise ValueError("keys, units, censored and group must be of one size")

    @property
    def size(self) -> int:
        """How many products (per location) there are."""
        return int(self.units.shape[0])

    @property
    def day_count(self) -> int:
        """How many days there are up to and including the cutoff."""
        return int(self.units.shape[1])

    @property
    def cutoff(self) -> date:
        """The last day."""
        return self.first_day + timedelta(self.day_count - 1)

    @property
    def open(self) -> Flags:
        """[n, T] whether the day counts: listed and not closed."""
        return ~np.isnan(self.units)

    def until(self, day_count: int) -> DemandPanel:
        """What was known when only the first ``day_count`` days had passed; plans stay known."""
        return replace(self, units=self.units[:, :day_count], censored=self.censored[:, :day_count])

    def since(self, start: int) -> DemandPanel:
        """The same without the first ``start`` days."""
        return replace(
            self,
            first_day=self.first_day + timedelta(start),
            units=self.units[:, start:],
            censored=self.censored[:, start:],
            depth=None if self.depth is None else self.depth[:, start:],
        )

    def take(self, rows: Ints | slice) -> DemandPanel:
        """Some of the products."""
        return replace(
            self,
            keys=self.keys[rows],
            units=self.units[rows],
            censored=self.censored[rows],
            group=self.group[rows],
            depth=None if self.depth is None else self.depth[rows],
        )

    def chunks(self, size: int = CHUNK) -> Iterator[tuple[slice, DemandPanel]]:
        """The panel in parts of at most ``size`` products, each with the rows it covers."""
        for start in range(0, self.size, size):
            rows = slice(start, min(start + size, self.size))
            yield rows, self.take(rows)

    def depth_on(self, day: int) -> Floats:
        """[n] campaign depth on the day with that number, planned ones included; 0 where nothing is planned."""
        if self.depth is None or not 0 <= day < self.depth.shape[1]:
            return np.zeros(self.size, np.float32)
        return np.nan_to_num(self.depth[:, day])


def mean_of(values: Floats) -> Floats:
    """[n] mean over the days that count; NaN where none does.

    >>> mean_of(np.array([[1, np.nan, 3], [np.nan, np.nan, np.nan]], np.float32)).tolist()
    [2.0, nan]
    """
    has_value = ~np.isnan(values)
    count = has_value.sum(axis=1)
    units = np.where(has_value, values, 0.0).sum(axis=1, dtype=np.float64)
    mean = np.full(len(values), np.nan)
    np.divide(units, count, out=mean, where=count > 0)
    return mean.astype(np.float32)


def weekdays(first_day: date, day_count: int) -> Ints:
    """[T] weekday of each day, Monday is 0.

    >>> weekdays(date(2026, 11, 27), 4).tolist()
    [4, 5, 6, 0]
    """
    return (first_day.weekday() + np.arange(day_count)) % 7
