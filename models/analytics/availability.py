"""How long stock lasts, and what is out of stock."""

from __future__ import annotations

from datetime import date

import polars as pl

from models.quantity import THOUSANDTHS

_KEY = ["location_id", "sku"]


def stock_cover(levels: pl.DataFrame, changes: pl.DataFrame, first: date, until: date) -> pl.DataFrame:
    """Cover of each stocked SKU that sold between ``first`` and ``until``: how many days the goods on hand last.

    ``levels``: one row per location and SKU, ``on_hand`` now. ``changes``: one row per location, SKU and business day,
    ``sold`` and ``change`` (all movements), for every day from ``first`` to now.

    One row per location and SKU, the shortest cover first:
    ``daily_mean`` = sold / in-stock days; ``cover_days`` = on hand / daily mean, 0 when nothing is on hand;
    ``in_stock_days`` of the window; ``is_out``; ``last_in_stock``, the last day since ``first`` that had goods.
    A day is in stock if goods were there when it began or ended, or were sold in it: days without goods hold no
    information about what customers want.
    """
    days = _daily_stock(levels, changes, first, until)
    window = days.filter(pl.col("business_day") < until)
    means = window.group_by(_KEY).agg(
        sold=pl.col("sold").sum(),
        in_stock_days=pl.col("in_stock").sum().cast(pl.Int64),
    )
    last = days.filter("in_stock").group_by(_KEY).agg(last_in_stock=pl.col("business_day").max())
    cover = (
        means.filter(pl.col("sold") > 0)
        .join(_thousandths(levels, "on_hand"), on=_KEY)
        .join(last, on=_KEY, how="left")
        .with_columns(daily_mean=pl.col("sold") / pl.col("in_stock_days") / THOUSANDTHS)
        .with_columns(pl.col("sold", "on_hand") / THOUSANDTHS, is_out=pl.col("on_hand") <= 0)
        .with_columns(cover_days=pl.max_horizontal("on_hand", 0.0) / pl.col("daily_mean"))
    )
    columns = ("on_hand", "sold", "in_stock_days", "daily_mean", "cover_days", "is_out", "last_in_stock")
    return cover.select(*_KEY, *columns).sort(
        ["cover_days", "daily_mean", *_KEY], descending=[False, True, False, False]
    )


def _daily_stock(levels: pl.DataFrame, changes: pl.DataFrame, first: date, until: date) -> pl.DataFrame:
    """One row per location, SKU that sold, and day from ``first`` to the last change: sold (thousandths), in_stock."""
    moved = _thousandths(changes, "sold", "change")
    last = max([until, *moved["business_day"].to_list()])
    calendar = pl.DataFrame({"business_day": pl.date_range(first, last, eager=True)})
    stocked = _thousandths(levels, "on_hand").join(moved.filter(pl.col("sold") > 0), on=_KEY, how="semi")
    every_day = stocked.join(calendar, how="cross").join(moved, on=[*_KEY, "business_day"], how="left")
    later = pl.col("change").reverse().cum_sum().reverse().over(_KEY, order_by="business_day") - pl.col("change")
    return (
        every_day.with_columns(pl.col("sold", "change").fill_null(0))
        .with_columns(at_end=pl.col("on_hand") - later)
        .with_columns(at_start=pl.col("at_end") - pl.col("change"))
        .with_columns(in_stock=(pl.col("at_start") > 0) | (pl.col("at_end") > 0) | (pl.col("sold") > 0))
        .select(*_KEY, "business_day", "sold", "in_stock")
    )


def _thousandths(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    # Whole numbers: sums of floats would leave traces of stock where there is none.
    return frame.with_columns((pl.col(columns) * THOUSANDTHS).round().cast(pl.Int64))
