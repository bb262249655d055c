"""How many days the goods on hand last, what is out, and since when."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from app.dashboards import load
from app.dashboards.formats import NOTHING, Formats
from app.dashboards.screens.section import section
from models.analytics.sales import MetricUnit
from models.shop import Location

#: Below so many days of cover a product is called low.
LOW_DAYS = 3
ROWS = 200


def show_stock(url: str, today: date, locations: tuple[Location, ...], formats: Formats) -> None:
    """Draw the cover of the products of ``locations``, the shortest first."""
    say = formats.words.say
    board = load.stock_board(url, today).filter(pl.col("location_id").is_in([place.id for place in locations]))
    with section(say("dashboard.stock.title"), say("dashboard.stock.help")) as beside:
        with beside:
            _badges(board, formats)
        if board.is_empty():
            st.caption(say("dashboard.stock.empty"))
            return
        shown = board.head(ROWS)
        names = load.product_names(url, tuple(shown["sku"].unique().sort()))
        frame = stock_frame(shown.with_columns(name=pl.col("sku").replace(names)), locations, today)
        _table(frame, formats, several=len(locations) > 1)
        if board.height > ROWS:
            st.caption(say("dashboard.stock.more", shown=ROWS, count=formats.figure(board.height, MetricUnit.COUNT)))


def _badges(board: pl.DataFrame, formats: Formats) -> None:
    say = formats.words.say
    out = board.filter("is_out").height
    low = board.filter(~pl.col("is_out") & (pl.col("cover_days") < LOW_DAYS)).height
    if out:
        st.badge(say("dashboard.stock.out", count=out), icon=":material/error:", color="red")
    if low:
        st.badge(say("dashboard.stock.low", count=low, days=LOW_DAYS), icon=":material/warning:", color="orange")
    if not out and not low and not board.is_empty():
        st.badge(say("dashboard.stock.good"), icon=":material/check:", color="green")


def stock_frame(board: pl.DataFrame, locations: tuple[Location, ...], today: date) -> pl.DataFrame:
    """What the table shows: one row per location and SKU, ``out_days`` since the product was last there."""
    names = pl.DataFrame(
        {"location_id": [place.id for place in locations], "location": [place.name for place in locations]},
        schema={"location_id": pl.Int64, "location": pl.String},
    )
    out_days = (pl.lit(today) - pl.col("last_in_stock")).dt.total_days()
    return board.join(names, on="location_id", maintain_order="left").select(
        "name",
        pl.col("cover_days").round(1),
        pl.col("on_hand").round(1),
        "location",
        pl.when("is_out").then(out_days).alias("out_days"),
        "on_order",
    )


def _table(frame: pl.DataFrame, formats: Formats, *, several: bool) -> None:
    say, column = formats.words.say, st.column_config
    needless = {name for name in ("out_days", "on_order") if frame[name].null_count() == frame.height}
    needless |= set() if several else {"location"}
    shown = [name for name in frame.columns if name not in needless]
    st.dataframe(
        frame.select(shown),
        hide_index=True,
        height=420 if frame.height > 10 else "content",
        row_height=38,
        placeholder=NOTHING,
        key="stock",
        alt=say("dashboard.stock.alt"),
        column_config={
            "name": column.TextColumn(say("dashboard.column.product"), width=175),
            "location": column.TextColumn(say("dashboard.column.location"), width=100),
            "cover_days": column.NumberColumn(
                say("dashboard.column.cover"), help=say("dashboard.stock.help"), format="localized", width=80
            ),
            "out_days": column.NumberColumn(say("dashboard.column.out_days"), format="localized", width=80),
            "on_hand": column.NumberColumn(say("dashboard.column.on_hand"), format="localized", width=58),
            "on_order": column.NumberColumn(say("dashboard.column.on_order"), format="localized", width=58),
        },
    )
