"""The frontier of every order rule as a chart: stock to the right, goods that were there upwards."""

from __future__ import annotations

import importlib

import altair as alt
import polars as pl

from app.words import Words
from models.replenishment.frontier import FrontierPoint
from models.replenishment.replay_record import ReplayRecord

# Altair takes pandas as it is: loaded whole before two visitors draw at the same time.
importlib.import_module("pandas")

HEIGHT = 340
#: Below this share nobody would run a shop; the lines there only squeeze the others.
SHOWN_FROM = 0.8
#: Stock beyond so many times what our own rule needs at its best is left out.
SHOWN_UP_TO = 2.0


def frontier_frame(record: ReplayRecord, words: Words) -> pl.DataFrame:
    """One row per rule and point that is worth showing: rule, stock (major units), filled (per cent), ours."""
    most = SHOWN_UP_TO * max(point.stock for point in record.best.points)
    rows = [
        (words.translate(f"replay.rule.{rule.name}"), point.stock / 100, point.fill_rate * 100, rule is record.best)
        for rule in record.rules
        for point in rising(rule.points)
        if point.fill_rate >= SHOWN_FROM and point.stock <= most
    ]
    schema = {"rule": pl.String, "stock": pl.Float64, "filled": pl.Float64, "ours": pl.Boolean}
    return pl.DataFrame(rows, schema, orient="row")


def rising(points: tuple[FrontierPoint, ...]) -> list[FrontierPoint]:
    """The points by stock, without those that have more stock and fill no more."""
    best: list[FrontierPoint] = []
    for point in sorted(points, key=lambda each: each.stock):
        if not best or point.fill_rate > best[-1].fill_rate:
            best.append(point)
    return best


def frontier_chart(frame: pl.DataFrame, words: Words, currency: str) -> alt.Chart:
    """A line for each rule; ours is thicker. The higher and the further to the left, the better."""
    titles = {
        name: words.translate(f"replay.column.{name}", sign=words.sign_of(currency))
        for name in ("rule", "stock", "filled")
    }
    axis = alt.Axis(labelExpr="replace(format(datum.value, ','), /,/g, '\N{NO-BREAK SPACE}')", tickCount=6)
    chart: alt.Chart = (
        alt.Chart(frame, height=HEIGHT)
        .mark_line(point=True)
        .encode(
            x=alt.X("stock:Q", title=titles["stock"], axis=axis, scale=alt.Scale(zero=False)),
            y=alt.Y("filled:Q", title=titles["filled"], scale=alt.Scale(domain=[100 * SHOWN_FROM, 100])),
            color=alt.Color(
                "rule:N", sort=None, legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=0)
            ),
            strokeWidth=alt.condition("datum.ours", alt.value(4), alt.value(1.5)),
            tooltip=[
                alt.Tooltip("rule:N", title=titles["rule"]),
                alt.Tooltip("stock:Q", title=titles["stock"], format=".0f"),
                alt.Tooltip("filled:Q", title=titles["filled"], format=".1f"),
            ],
        )
    )
    return chart
