"""How many days the goods on hand last, what is out, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl
import streamlit as st

from app.dashboards import load
from app.dashboards.boards.section import section
from app.dashboards.formats import NOTHING, Formats
from models.analytics.sales import MetricUnit
from models.shop import Location
from store.analysis.reports import ProductLabel

#: Below so many days of cover a product is called low.
LOW_DAYS = 3
ROWS = 200
#: Of each column beside the name, in pixels; the name has the room of those that are left out.
WIDTHS = {"cover_days": 78, "on_hand": 75, "location": 97, "out_days": 75, "on_order": 65}
NAME_WIDTH = 165


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
        labels = load.product_labels(url, tuple(shown["sku"].unique().sort()))
        places = {place.id: place.name for place in locations}
        frame = stock_frame(shown, labels, places, formats).with_columns(out_days=_out_days(shown, today))
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


def stock_frame(
    board: pl.DataFrame, labels: Mapping[str, ProductLabel], places: Mapping[int, str], formats: Formats
) -> pl.DataFrame:
    """What the table shows: one row per location and SKU, amounts of goods as text with their unit."""

    def amounts(column: str) -> list[str | None]:
        pairs = zip(board[column].to_list(), board["sku"].to_list(), strict=True)
        return [None if units is None else formats.goods(units, labels[sku].unit) for units, sku in pairs]

    return pl.DataFrame(
        {
            "name": [labels[sku].name for sku in board["sku"]],
            "cover_days": board["cover_days"].round(1),
            "on_hand": amounts("on_hand"),
            "location": [places[each] for each in board["location_id"]],
            "on_order": amounts("on_order"),
        },
        schema_overrides={"name": pl.String, "on_hand": pl.String, "location": pl.String, "on_order": pl.String},
    )


def _out_days(board: pl.DataFrame, today: date) -> pl.Series:
    """Days since a product that is out was last there."""
    since = (pl.lit(today) - pl.col("last_in_stock")).dt.total_days()
    return board.select(pl.when("is_out").then(since).alias("out_days")).to_series()


def _table(frame: pl.DataFrame, formats: Formats, *, several: bool) -> None:
    say, column = formats.words.say, st.column_config
    needless = {name for name in ("out_days", "on_order") if frame[name].null_count() == frame.height}
    needless |= set() if several else {"location"}
    name_width = NAME_WIDTH + sum(WIDTHS[each] for each in needless)
    st.dataframe(
        frame.drop(needless),
        hide_index=True,
        height=420 if frame.height > 10 else "content",
        row_height=38,
        placeholder=NOTHING,
        key="stock",
        alt=say("dashboard.stock.alt"),
        column_config={
            "name": column.TextColumn(say("dashboard.column.product"), width=name_width),
            "location": column.TextColumn(say("dashboard.column.location"), width=WIDTHS["location"]),
            "cover_days": column.NumberColumn(
                say("dashboard.column.cover"),
                help=say("dashboard.stock.help"),
                format="localized",
                width=WIDTHS["cover_days"],
            ),
            "on_hand": column.TextColumn(say("dashboard.column.on_hand"), alignment="right", width=WIDTHS["on_hand"]),
            "on_order": column.TextColumn(
                say("dashboard.column.on_order"), alignment="right", width=WIDTHS["on_order"]
            ),
            "out_days": column.NumberColumn(say("dashboard.column.out_days"), format="%d", width=WIDTHS["out_days"]),
        },
    )
