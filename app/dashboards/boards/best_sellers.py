"""What sells best, over a day, a week or four weeks, or over the longer period that the page shows."""

from __future__ import annotations

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.dashboards.address import save_choice, take_choice
from app.dashboards.board_cache import SLOW_S, board_view, read_shop
from app.dashboards.boards.section import section
from app.dashboards.formats import Formats, round_half_up
from app.dashboards.page_view import PageView
from app.dashboards.tables import ColumnKind, ColumnSpec, draw_table
from models.access.permission import Permission
from models.analytics.period import ONE_DAY, Grain
from store.analysis import reports
from store.analysis.reports import ProductSales, Ranking, Span

PERIODS, PERIOD = ("1", "7", "28"), "7"
BEST_SELLERS = 10
COLUMNS = {
    "name": ColumnSpec("dashboard.column.product", width=190),
    "net": ColumnSpec("dashboard.column.net", ColumnKind.BAR, width=132),
    "quantity": ColumnSpec("dashboard.column.quantity", ColumnKind.AMOUNT),
    "margin": ColumnSpec("dashboard.column.margin", ColumnKind.WHOLE, permission=Permission.SEE_COSTS),
}


@board_view(ttl=SLOW_S, max_entries=64, background=True)
def best_sellers(url: str, span: Span, by: Ranking) -> list[ProductSales]:
    """The products that sold best in ``span``."""
    return read_shop(url, lambda view: reports.best_sellers(view, span, by, BEST_SELLERS))


def draw_best_sellers(view: PageView) -> None:
    """Draw the list of the days up to the one that the page shows, or of its longer period."""
    formats = view.formats
    translate = formats.words.translate
    with section(translate("dashboard.sellers.title")) as beside:
        # Not segmented controls: they write their choice in the primary colour, too dark a text in the dark theme.
        span = _choose_span(beside, view)
        rankings = {ranking.value: translate(f"dashboard.sellers.by.{ranking}") for ranking in Ranking}
        by = _choose(beside, "by", rankings, Ranking.NET.value, formats)
        sold = best_sellers(view.url, span, Ranking(by))
        if not sold:
            st.caption(translate("dashboard.sellers.empty"))
            return
        draw_table(sellers_frame(sold, formats), COLUMNS, view, key="sellers", description="dashboard.sellers.alt")


def _choose_span(beside: DeltaGenerator, view: PageView) -> Span:
    """So many days up to the one that the page shows, from a list; where it shows a longer period, that one."""
    if view.grain is not Grain.DAY:
        return Span(view.period.first, view.period.last + ONE_DAY, view.location_id)
    translate = view.formats.words.translate
    periods = {days: translate("dashboard.sellers.days", count=int(days)) for days in PERIODS}
    return Span.of_days_to(
        view.shown_day, int(_choose(beside, "period", periods, PERIOD, view.formats)), view.location_id
    )


def _choose(beside: DeltaGenerator, key: str, called: dict[str, str], default: str, formats: Formats) -> str:
    """The option that is chosen from a list beside the heading; ``called`` has what each is called."""
    take_choice(key, called, default)
    chosen = str(
        beside.selectbox(
            formats.words.translate(f"dashboard.sellers.{key}"),
            list(called),
            format_func=called.__getitem__,
            key=key,
            label_visibility="collapsed",
            width=130,
        )
    )
    save_choice(key, chosen, default)
    return chosen


def sellers_frame(sold: list[ProductSales], formats: Formats) -> pl.DataFrame:
    """One row per product; net sales and margin in whole units of currency, half away from zero."""

    def whole(minor: int | None) -> int | None:
        return None if minor is None else int(round_half_up(formats.major(minor)))

    return pl.DataFrame(
        {
            "name": [product.name for product in sold],
            "quantity": [formats.quantity(product.quantity, product.unit) for product in sold],
            "net": [whole(product.net_minor) for product in sold],
            "margin": [whole(product.margin_minor) for product in sold],
        },
        schema={"name": pl.String, "quantity": pl.String, "net": pl.Int64, "margin": pl.Int64},
    )
