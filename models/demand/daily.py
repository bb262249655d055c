"""Daily demand from sales and stock levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.demand.panel import CHUNK, DemandPanel, Flags, Ints

#: A day without any sale means "closed" only where at least so many products sell on an average trading day.
BUSY_PRODUCTS = 5
#: Quantities are thousandths: anything below half of one is nothing.
NOTHING = 0.0005


def demand_panel(
    products: pl.DataFrame, sold: pl.DataFrame, stock: pl.DataFrame, *, first: date, cutoff: date
) -> DemandPanel:
    """Demand per product, location and day from ``first`` to ``cutoff``, both included.

    :param products: one row per location and SKU: location_id (i32), sku (str), category (str)
    :param sold: one row per location, SKU and business day with a sale: location_id, sku, day (date),
        units (f64, returns taken off)
    :param stock: one row per location, SKU and business day with a movement: location_id, sku, day, units
        (f64, net into the location); what moved before ``first`` is the stock to begin with
    :returns: a panel by location and SKU, whatever the order of the rows; other products and later days are left out
    """
    if cutoff < first:
        raise ValueError("the cutoff lies before the first day")
    keys = _with_codes(products)
    place = keys["place"].to_numpy()
    size, day_count = keys.height, (cutoff - first).days + 1
    sales, moves = _cells(keys, sold, first, day_count), _cells(keys, stock, first, day_count)
    closed = _closed_days(place, sales, day_count)
    units = np.empty((size, day_count), np.float32)
    censored = np.empty((size, day_count), np.bool_)
    for start in range(0, size, CHUNK):
        rows = slice(start, min(start + CHUNK, size))
        left = sales.dense(rows, day_count)[:, 1:]
        on_hand = moves.dense(rows, day_count).cumsum(axis=1)
        listed = np.logical_or.accumulate((left > NOTHING) | (on_hand[:, 1:] > NOTHING), axis=1)
        counts = listed & ~closed[place[rows]]
        units[rows] = np.where(counts, np.maximum(left, 0), np.nan)
        censored[rows] = counts & ran_empty(left, on_hand)
    return DemandPanel(keys.select("location_id", "sku"), first, units, censored, keys["group"].to_numpy())


def ran_empty(sold: NDArray[np.float64], on_hand: NDArray[np.float64]) -> Flags:
    """[n, T] whether the shelf ran empty on the day, as far as the books can be believed.

    ``sold``: [n, T] the day's units; ``on_hand``: [n, 1 + T] the stock in the books before the first day and
    at the end of each. Nothing is concluded before the books have shown stock, nor from a day on which more was
    sold than was in the books.
    """
    at_end = on_hand[:, 1:]
    nothing_left = at_end < NOTHING
    shown = np.logical_or.accumulate(on_hand > NOTHING, axis=1)[:, :-1]
    believable = (at_end > -NOTHING) | (sold < NOTHING)
    return np.asarray(nothing_left & shown & believable)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Numbers of a sparse panel, ordered by row; day 0 is the first, -1 lies before it."""

    row: Ints
    day: Ints
    units: NDArray[np.float64]

    def dense(self, rows: slice, day_count: int) -> NDArray[np.float64]:
        """[rows, 1 + days] sums; column 0 holds what lies before the first day."""
        low, high = np.searchsorted(self.row, (rows.start, rows.stop))
        out = np.zeros((rows.stop - rows.start, 1 + day_count))
        np.add.at(out, (self.row[low:high] - rows.start, self.day[low:high] + 1), self.units[low:high])
        return out


def _with_codes(products: pl.DataFrame) -> pl.DataFrame:
    ordered = products.unique(["location_id", "sku"]).sort("location_id", "sku")
    keys = ordered.with_row_index("row").with_columns(pl.col("location_id").cast(pl.Int32))
    groups = keys.select("location_id", "category").unique().sort("location_id", "category").with_row_index("group")
    places = keys.select("location_id").unique().sort("location_id").with_row_index("place")
    coded = keys.join(groups, on=["location_id", "category"], nulls_equal=True).join(places, on="location_id")
    return coded.sort("row").with_columns(pl.col("row", "group", "place").cast(pl.Int64))


def _cells(keys: pl.DataFrame, frame: pl.DataFrame, first: date, day_count: int) -> _Cells:
    typed = frame.with_columns(pl.col("location_id").cast(pl.Int32))
    found = typed.join(keys.select("row", "location_id", "sku"), on=["location_id", "sku"]).select(
        "row", pl.col("units").cast(pl.Float64), day=(pl.col("day") - first).dt.total_days().clip(lower_bound=-1)
    )
    found = found.filter(pl.col("day") < day_count).sort("row", "day")
    return _Cells(found["row"].to_numpy(), found["day"].to_numpy(), found["units"].to_numpy())


def _closed_days(place: Ints, sales: _Cells, day_count: int) -> Flags:
    """[locations, T] whether a location that sells many products a day sold nothing at all."""
    sold = (sales.units > NOTHING) & (sales.day >= 0)
    products = np.zeros((int(place.max(initial=-1)) + 1, day_count))
    np.add.at(products, (place[sales.row[sold]], sales.day[sold]), 1)
    trading = (products > 0).sum(axis=1)
    busy = products.sum(axis=1) >= BUSY_PRODUCTS * np.maximum(trading, 1)
    return np.asarray((products == 0) & busy[:, None])
