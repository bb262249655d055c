"""What stock was worth by day, as a chart."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import altair as alt
import polars as pl

from app.words import Words
from models.money import Money
from models.stock.valuation import DayValue

# Altair takes pandas as it is: loaded whole before two visitors draw at the same time.
importlib.import_module("pandas")

HEIGHT = 220


def value_frame(days: Sequence[DayValue], currency: str) -> pl.DataFrame:
    """One row per business day: day and value in major units; from the first day with stock on, or one before it."""
    first = next((at for at, each in enumerate(days) if each.value_minor), 0)
    rows = [(each.day, float(Money(each.value_minor, currency).major())) for each in days[max(0, first - 1) :]]
    return pl.DataFrame(rows, {"day": pl.Date, "value": pl.Float64}, orient="row")


def value_chart(frame: pl.DataFrame, words: Words, currency: str) -> alt.Chart:
    """A line of the value at each day's end; the axis begins at nothing."""
    title = words.translate("stock.value.axis", sign=words.sign_of(currency))
    axis = alt.Axis(labelExpr="replace(format(datum.value, ','), /,/g, '\N{NO-BREAK SPACE}')", tickCount=4)
    chart: alt.Chart = (
        alt.Chart(frame, height=HEIGHT)
        .mark_line()
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m", tickCount=6)),
            y=alt.Y("value:Q", title=title, axis=axis, scale=alt.Scale(zero=True)),
            tooltip=[
                alt.Tooltip("day:T", title=words.translate("stock.value.day"), format="%Y-%m-%d"),
                alt.Tooltip("value:Q", title=title, format=".0f"),
            ],
        )
    )
    return chart
