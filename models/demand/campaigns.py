"""Campaign prices as demand feels them: by how much the price is lowered on each day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.demand.panel import DemandPanel, Flags, Floats, mean_of

#: A price that is lowered by less is not felt.
CAMPAIGN_DEPTH_MIN = 0.02
#: A campaign's effect on a product starts at none and is believed after about so many days.
LIFT_DAYS = 3.0
LIFT_MIN, LIFT_MAX = 1.0, 10.0


def campaign_depth(
    keys: pl.DataFrame, prices: pl.DataFrame, *, first: date, day_count: int, own: pl.DataFrame | None = None
) -> Floats | None:
    """[n, days] share by which a campaign lowers the price, 0 without one; ``None`` if there is no campaign at all.

    :param keys: the products of a panel: columns location_id and sku, one row per product and location
    :param prices: one row per price: sku, valid_from (date), valid_until (date, null: no end), price_minor (i64).
        A price with an end is a campaign; what it lowers is the newest price without an end that began before it.
        On a day holds the price that began last of those that cover it.
    :param first: the day of the first column
    :param own: prices of single locations, with a column location_id; while one holds, the shop's do not count there

    >>> prices = pl.DataFrame(
    ...     [("A", date(2026, 1, 1), None, 2000), ("A", date(2026, 11, 2), date(2026, 11, 4), 1500)],
    ...     schema=["sku", "valid_from", "valid_until", "price_minor"],
    ...     orient="row",
    ... )
    >>> campaign_depth(pl.DataFrame({"sku": ["A"]}), prices, first=date(2026, 11, 1), day_count=4).tolist()
    [[0.0, 0.25, 0.25, 0.0]]
    """
    ours = prices.filter(pl.col("sku").is_in(keys["sku"].unique().implode()))
    lowered = ours.filter(pl.col("valid_until").is_not_null())["sku"].unique()
    places = {} if own is None else _own_prices(own)
    if lowered.is_empty() and not any(rows["valid_until"].count() for rows in places.values()):
        return None
    of_sku = {
        str(sku): _depth(rows.sort("valid_from"), first, day_count)
        for (sku,), rows in ours.filter(pl.col("sku").is_in(lowered.implode())).group_by("sku")
    }
    depth = np.zeros((keys.height, day_count), np.float32)
    for row, sku in enumerate(keys["sku"]):
        if sku in of_sku:
            depth[row] = of_sku[sku]
    if places:
        for row, (place, sku) in enumerate(keys.select("location_id", "sku").iter_rows()):
            if (place, sku) in places:
                shops = ours.filter(pl.col("sku") == sku).sort("valid_from")
                _put(depth[row], _shares(places[place, sku], _ordinary(shops)), first)
    return depth


def _own_prices(own: pl.DataFrame) -> dict[tuple[int, str], pl.DataFrame]:
    """The prices of each location and product, oldest first."""
    groups = own.group_by("location_id", "sku")
    return {(int(place), str(sku)): rows.sort("valid_from") for (place, sku), rows in groups}


def _ordinary(rows: pl.DataFrame) -> int:
    """The shop's newest price without an end, 0 if there is none."""
    amounts = rows.filter(pl.col("valid_until").is_null())["price_minor"]
    return int(amounts[-1]) if amounts.len() else 0


def on_campaign(history: DemandPanel, start: int, stop: int) -> Flags:
    """[n, stop - start] whether there is a campaign on the days with these numbers, planned ones included."""
    days = [history.depth_on(day) > CAMPAIGN_DEPTH_MIN for day in range(start, stop)]
    return np.stack(days, axis=1) if days else np.zeros((history.size, 0), np.bool_)


def campaign_lift(history: DemandPanel) -> Floats:
    """[n] how many times as much a product sells on a campaign day, drawn to 1 until it had some; 1 to 10.

    >>> units = np.array([[2, 2, 2, 2, 6, 6, 6, 6]], np.float32)
    >>> keys = pl.DataFrame({"location_id": [1], "sku": ["A"]})
    >>> nothing, group = np.zeros_like(units, np.bool_), np.zeros(1, np.int64)
    >>> history = DemandPanel(
    ...     keys, date(2026, 11, 2), units, nothing, group, np.array([[0.0] * 4 + [0.25] * 4], np.float32)
    ... )
    >>> campaign_lift(history).astype(float).round(4).tolist()  # ((4 * 6 + 3 * 4) / 7) / ((4 * 2 + 3 * 4) / 7)
    [1.8]
    """
    campaign = on_campaign(history, 0, history.day_count)
    level = np.nan_to_num(mean_of(history.units))
    with_one, without = (
        (np.where(days, np.nan_to_num(history.units), 0).sum(axis=1) + LIFT_DAYS * level)
        / (days.sum(axis=1) + LIFT_DAYS)
        for days in (campaign & history.open, ~campaign & history.open)
    )
    lift = np.divide(with_one, without, out=np.ones(history.size), where=without > 0)
    return np.asarray(np.clip(lift, LIFT_MIN, LIFT_MAX), np.float32)


def _depth(rows: pl.DataFrame, first: date, day_count: int) -> NDArray[np.float32]:
    """[days] of one product; ``rows`` are its prices, oldest first."""
    depth = np.zeros(day_count, np.float32)
    _put(depth, _shares(rows, 0), first)
    return depth


def _put(depth: NDArray[np.float32], shares: Iterable[tuple[date, date | None, float]], first: date) -> None:
    """Write the share of each price into the days that it covers."""
    for start, end, share in shares:
        begin = max((start - first).days, 0)
        depth[begin : len(depth) if end is None else max((end - first).days, 0)] = share


def _shares(rows: pl.DataFrame, ordinary: int) -> Iterator[tuple[date, date | None, float]]:
    for start, end, amount in rows.select("valid_from", "valid_until", "price_minor").iter_rows():
        if end is None:
            ordinary = amount
        yield start, end, max(0.0, 1 - amount / ordinary) if end is not None and ordinary else 0.0
