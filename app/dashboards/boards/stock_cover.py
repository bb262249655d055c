"""How many days the goods on hand last, what is out, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import streamlit as st

from app.dashboards.address import save_choice, take_choice
from app.dashboards.board_cache import SLOW_S, TREND_DAYS, board_view, product_labels, read_shop
from app.dashboards.boards.section import section
from app.dashboards.formats import Formats, round_half_up
from app.dashboards.page_view import PageView
from app.dashboards.tables import ColumnKind, ColumnSpec, draw_table
from models.analytics.availability import stock_cover
from models.analytics.sales import MetricUnit
from store.analysis import frames, reports
from store.analysis.reports import ProductLabel
from store.database.engine import Connection
from store.transfers import coming_goods

#: Below so many days of cover a product is called low.
LOW_DAYS = 3
#: Rows that are shown at a time.
ROWS = 200
PAGE_KEY = "stock_page"
#: What the list holds: goods that run out next, goods that are out, or both.
LISTS, LIST = ("next", "out", "all"), "next"
#: In pixels; the name also has the room of the columns that are left out.
NAME_WIDTH = 190
COLUMNS = {
    "name": ColumnSpec("dashboard.column.product", width=NAME_WIDTH),
    "cover_days": ColumnSpec("dashboard.column.cover", ColumnKind.NUMBER, 74, "dashboard.stock.help"),
    "on_hand": ColumnSpec("dashboard.column.on_hand", ColumnKind.AMOUNT, 68),
    "a_day": ColumnSpec("dashboard.column.a_day", ColumnKind.AMOUNT, 66),
    "on_order": ColumnSpec("dashboard.column.on_order", ColumnKind.AMOUNT, 65),
    "location": ColumnSpec("dashboard.column.location", width=92),
    "out_days": ColumnSpec("dashboard.column.out_days", ColumnKind.WHOLE, 75),
}


@board_view(ttl=SLOW_S, max_entries=8, background=True)
def stock_board(url: str, today: date) -> pl.DataFrame:
    """One row per location and SKU that sold in the 28 days before ``today`` and is still sold: its cover.

    The columns of :func:`models.analytics.availability.stock_cover`, the shortest cover first, with ``on_order``,
    null where nothing is coming.
    """
    first = today - timedelta(days=TREND_DAYS)

    def read(view: Connection) -> pl.DataFrame:
        cover = stock_cover(frames.stock_levels(view), frames.stock_changes(view, first), first, today)
        coming = [(place_id, sku, float(units)) for (place_id, sku), units in coming_goods(view).items()]
        schema = {"location_id": pl.Int64, "sku": pl.String, "on_order": pl.Float64}
        on_order = pl.DataFrame(coming, schema=schema, orient="row")
        sold_still = ~pl.col("sku").is_in(reports.retired_products(view))
        return cover.filter(sold_still).join(on_order, on=["location_id", "sku"], how="left", maintain_order="left")

    return read_shop(url, read)


def draw_stock_cover(view: PageView) -> None:
    """Draw the cover of the products at the page's locations, the shortest first; what is out has a list of its own."""
    formats, locations, today = view.formats, view.locations, view.trading_day
    translate = formats.words.translate
    board = stock_board(view.url, today).filter(pl.col("location_id").is_in([place.id for place in locations]))
    with section(translate("dashboard.stock.title"), translate("dashboard.stock.help")) as beside:
        with beside:
            _badges(board, formats)
            wanted = _choose_list(formats)
        listed = board if wanted == "all" else board.filter(pl.col("is_out") == (wanted == "out"))
        if listed.is_empty():
            st.caption(translate("dashboard.stock.empty" if board.is_empty() else f"dashboard.stock.none.{wanted}"))
            return
        shown = _choose_page(listed)
        labels = product_labels(view.url, tuple(shown["sku"].unique().sort()))
        places = {place.id: place.name for place in locations}
        frame = stock_frame(shown, labels, places, formats).with_columns(out_days=_out_days(shown, today))
        _table(frame, view)
        if listed.height > ROWS:
            count = formats.figure(listed.height, MetricUnit.COUNT)
            st.caption(translate("dashboard.stock.more", shown=shown.height, count=count))


def _choose_list(formats: Formats) -> str:
    translate = formats.words.translate
    take_choice("stock", LISTS, LIST)
    chosen = str(
        st.selectbox(
            translate("dashboard.stock.list"),
            LISTS,
            format_func=lambda each: translate(f"dashboard.stock.list.{each}"),
            key="stock",
            label_visibility="collapsed",
            width=190,
        )
    )
    save_choice("stock", chosen, LIST)
    return chosen


def _choose_page(listed: pl.DataFrame) -> pl.DataFrame:
    """The rows of the page that was turned to; a list that fits on one has no pages to turn."""
    pages = -(-listed.height // ROWS)
    if pages < 2:
        return listed
    if st.session_state.get(PAGE_KEY, 1) > pages:
        del st.session_state[PAGE_KEY]
    page = st.pagination(pages, key=PAGE_KEY)
    return listed.slice((page - 1) * ROWS, ROWS)


def _badges(board: pl.DataFrame, formats: Formats) -> None:
    translate = formats.words.translate
    out = board.filter("is_out").height
    low = board.filter(~pl.col("is_out") & (pl.col("cover_days") < LOW_DAYS)).height
    if out:
        st.badge(translate("dashboard.stock.out", count=out), icon=":material/error:", color="red")
    if low:
        st.badge(translate("dashboard.stock.low", count=low, days=LOW_DAYS), icon=":material/warning:", color="orange")
    if not out and not low and not board.is_empty():
        st.badge(translate("dashboard.stock.good"), icon=":material/check:", color="green")


def stock_frame(
    board: pl.DataFrame, labels: Mapping[str, ProductLabel], places: Mapping[int, str], formats: Formats
) -> pl.DataFrame:
    """What the table shows: one row per location and SKU, amounts of goods as text with their unit."""

    def amounts(column: str) -> list[str | None]:
        pairs = zip(board[column].to_list(), board["sku"].to_list(), strict=True)
        return [None if units is None else formats.goods(units, labels[sku].unit) for units, sku in pairs]

    def a_day(mean: float, sku: str) -> str:
        return formats.quantity(round_half_up(Decimal(str(mean)), 1), labels[sku].unit)

    return pl.DataFrame(
        {
            "name": [labels[sku].name for sku in board["sku"]],
            "cover_days": board["cover_days"].round(1),
            "on_hand": amounts("on_hand"),
            "a_day": [a_day(mean, sku) for mean, sku in board.select("daily_mean", "sku").rows()],
            "location": [places[each] for each in board["location_id"]],
            "on_order": amounts("on_order"),
        },
        schema_overrides={
            "name": pl.String,
            "on_hand": pl.String,
            "a_day": pl.String,
            "location": pl.String,
            "on_order": pl.String,
        },
    )


def _out_days(board: pl.DataFrame, today: date) -> pl.Series:
    """Days since a product that is out was last there."""
    since = (pl.lit(today) - pl.col("last_in_stock")).dt.total_days()
    return board.select(pl.when("is_out").then(since).alias("out_days")).to_series()


def _table(frame: pl.DataFrame, view: PageView) -> None:
    needless = {"out_days"} if frame["out_days"].null_count() == frame.height else set()
    needless |= set() if len(view.locations) > 1 else {"location"}
    columns = {name: spec for name, spec in COLUMNS.items() if name not in needless}
    room = sum(COLUMNS[each].width or 0 for each in needless - {"out_days"})
    columns["name"] = replace(COLUMNS["name"], width=NAME_WIDTH + room)
    draw_table(frame, columns, view, key="stock", description="dashboard.stock.alt")
