"""Charts as values: what is drawn, in the colours of the page's theme."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass

import altair as alt
import polars as pl

from app.dashboards.formats import Formats

# Altair asks whether pandas is loaded and takes it as it is. Loaded whole before anybody draws: visitors who come at
# the same time right after a start would else find it half loaded by another's page.
importlib.import_module("pandas")

HEIGHT, TREND_HEIGHT = 260, 56
HOURS_LEAST = 8
#: A quiet grey, visible on both backgrounds, for figures that others are compared with.
COMPARED = "#7c8899"


@dataclass(frozen=True, slots=True)
class TrendLabels:
    """What the day and the figure of a card's small line are called."""

    day: str
    figure: str


def trend_chart(frame: pl.DataFrame, labels: TrendLabels) -> alt.LayerChart:
    """The small line of a card: one point a day, each told with its date when it is pointed at.

    ``frame``: one row per day with ``day``, the height ``value`` (null where the figure is not defined), and both in
    words, ``day_text`` and ``text``.
    """
    base = alt.Chart(frame).encode(
        x=alt.X("day:T", axis=None),
        y=alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True)),
        tooltip=[alt.Tooltip("day_text:N", title=labels.day), alt.Tooltip("text:N", title=labels.figure)],
    )
    line = base.mark_area(line={"color": COMPARED}, color=COMPARED, opacity=0.25)
    # Points that are not seen and easily met: the height of the card for each day.
    targets = base.mark_rule(strokeWidth=8, opacity=0).encode(y=alt.value(0), y2=alt.value(TREND_HEIGHT))
    layers = alt.LayerChart(
        layer=[line, targets], height=TREND_HEIGHT, padding={"left": 0, "right": 0, "top": 4, "bottom": 1}
    )
    shown: alt.LayerChart = layers.configure_view(strokeWidth=0)
    return shown


@dataclass(frozen=True, slots=True)
class HourLabels:
    """What the two series and the axes of the chart of hours are called; ``gap`` separates thousands."""

    now: str
    before: str
    hour: str
    net: str
    gap: str


def hours_frame(now: Mapping[int, int], before: Mapping[int, int], formats: Formats) -> pl.DataFrame:
    """One row per hour, from the first to the last that sold on either day: amounts as numbers and as text.

    At least :data:`HOURS_LEAST`, so that the only hour of a new shop is no bar as wide as the page.
    """
    hours = sorted({*now, *before})
    span = range(hours[0], max(hours[-1] + 1, hours[0] + HOURS_LEAST)) if hours else range(0)
    return pl.DataFrame(
        {
            "hour": [f"{hour % 24:02d}" for hour in span],
            "now": [float(formats.major(now.get(hour, 0))) for hour in span],
            "before": [float(formats.major(before.get(hour, 0))) for hour in span],
            "now_text": [formats.money(now.get(hour, 0)) for hour in span],
            "before_text": [formats.money(before.get(hour, 0)) for hour in span],
        },
        schema_overrides={"now": pl.Float64, "before": pl.Float64},
    )


def hours_chart(frame: pl.DataFrame, labels: HourLabels) -> alt.LayerChart:
    """Bars for the day, a line for the day that it is compared with."""
    series = {"now": labels.now, "before": labels.before}
    long = frame.unpivot(["now", "before"], index=["hour", "now_text", "before_text"], value_name="net").with_columns(
        series=pl.col("variable").replace_strict(series)
    )
    # Vega groups digits by commas.
    axis = alt.Axis(labelExpr=f"replace(format(datum.value, ','), /,/g, '{labels.gap}')", tickCount=4)
    colours = alt.Scale(domain=list(series.values()))
    base = alt.Chart(long).encode(
        x=alt.X("hour:O", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, ticks=False)),
        y=alt.Y("net:Q", title=labels.net, axis=axis),
        color=alt.Color("series:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
        tooltip=[
            alt.Tooltip("hour:O", title=labels.hour),
            alt.Tooltip("now_text:N", title=labels.now),
            alt.Tooltip("before_text:N", title=labels.before),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=4).transform_filter(alt.datum.variable == "now")
    line = base.mark_line(point=True, strokeWidth=2).transform_filter(alt.datum.variable == "before")
    return alt.LayerChart(layer=[bars, line], height=HEIGHT)
