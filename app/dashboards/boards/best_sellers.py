"""What sells best, over a day, a week or four weeks."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.dashboards import load
from app.dashboards.address import keep_choice, take_choice
from app.dashboards.boards.section import section
from app.dashboards.formats import NOTHING, Formats, round_half_up
from store.analysis.reports import ProductSales, Ranking, Span

PERIODS, PERIOD = ("1", "7", "28"), "7"


def show_best_sellers(url: str, last: date, location_id: int | None, formats: Formats) -> None:
    """Draw the list that ends with the business day ``last``."""
    say = formats.words.say
    with section(say("dashboard.sellers.title")) as beside:
        # Not segmented controls: they write their choice in the primary colour, too dark a text in the dark theme.
        periods = {days: say("dashboard.sellers.days", count=int(days)) for days in PERIODS}
        period = _choose(beside, "period", periods, PERIOD, formats)
        rankings = {ranking.value: say(f"dashboard.sellers.by.{ranking}") for ranking in Ranking}
        by = _choose(beside, "by", rankings, Ranking.NET.value, formats)
        span = Span.of_days_to(last, int(period), location_id)
        sold = load.best_sellers(url, span, Ranking(by))
        if not sold:
            st.caption(say("dashboard.sellers.empty"))
            return
        _table(sold, formats)


def _choose(beside: DeltaGenerator, key: str, called: dict[str, str], default: str, formats: Formats) -> str:
    """The option that is chosen from a list beside the heading; ``called`` has what each is called."""
    take_choice(key, called, default)
    chosen = str(
        beside.selectbox(
            formats.words.say(f"dashboard.sellers.{key}"),
            list(called),
            format_func=called.__getitem__,
            key=key,
            label_visibility="collapsed",
            width=130,
        )
    )
    keep_choice(key, chosen, default)
    return chosen


def _table(sold: list[ProductSales], formats: Formats) -> None:
    say, sign = formats.words.say, formats.currency_sign
    column = st.column_config
    frame = sellers_frame(sold, formats)
    most = max(1, *frame["net"].to_list())
    st.dataframe(
        frame,
        hide_index=True,
        height="content",
        row_height=38,
        placeholder=NOTHING,
        key="sellers",
        alt=say("dashboard.sellers.alt"),
        column_config={
            "name": column.TextColumn(say("dashboard.column.product"), width=220),
            "quantity": column.TextColumn(say("dashboard.column.quantity"), alignment="right"),
            "net": column.ProgressColumn(
                say("dashboard.column.net", sign=sign), format="%d", max_value=most, color="primary"
            ),
            "margin": column.NumberColumn(say("dashboard.column.margin", sign=sign), format="%d"),
        },
    )


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
