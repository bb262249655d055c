"""Charts as values: what is drawn, in the colours of the page's theme."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Mapping
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
    """What the periods and the figure of a card's small line are called."""

    period: str
    figure: str


def trend_chart(frame: pl.DataFrame, labels: TrendLabels) -> alt.LayerChart:
    """The small line of a card: one point for each period, told with its name when it is pointed at.

    ``frame``: one row per period with its first ``day``, the height ``value`` (null where the figure is not defined),
    and both in words, ``period_text`` and ``text``.
    """
    base = alt.Chart(frame).encode(
        x=alt.X("day:T", axis=None),
        y=alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True)),
        tooltip=[alt.Tooltip("period_text:N", title=labels.period), alt.Tooltip("text:N", title=labels.figure)],
    )
    line = base.mark_area(line={"color": COMPARED}, color=COMPARED, opacity=0.25)
    # Points that are not seen and easily met: the height of the card for each period.
    targets = base.mark_rule(strokeWidth=8, opacity=0).encode(y=alt.value(0), y2=alt.value(TREND_HEIGHT))
    layers = alt.LayerChart(
        layer=[line, targets], height=TREND_HEIGHT, padding={"left": 0, "right": 0, "top": 4, "bottom": 1}
    )
    shown: alt.LayerChart = layers.configure_view(strokeWidth=0)
    return shown


@dataclass(frozen=True, slots=True)
class StepLabels:
    """What the two series and the axes of the chart of steps are called; ``gap`` separates thousands."""

    now: str
    before: str
    step: str
    net: str
    gap: str


def hour_names(hours: Collection[int]) -> dict[int, str]:
    """Each hour from the first to the last that sold, as the clock has it; none when nothing was sold.

    At least :data:`HOURS_LEAST`, so that the only hour of a new shop is no bar as wide as the page.
    """
    span = range(min(hours), max(max(hours) + 1, min(hours) + HOURS_LEAST)) if hours else range(0)
    return {hour: f"{hour % 24:02d}" for hour in span}


def steps_frame(
    names: Mapping[int, str], now: Mapping[int, int], before: Mapping[int, int], formats: Formats
) -> pl.DataFrame:
    """One row per step of a period, in the order of ``names``: amounts as numbers and as text."""
    return pl.DataFrame(
        {
            "step": list(names.values()),
            "now": [float(formats.major(now.get(step, 0))) for step in names],
            "before": [float(formats.major(before.get(step, 0))) for step in names],
            "now_text": [formats.money(now.get(step, 0)) for step in names],
            "before_text": [formats.money(before.get(step, 0)) for step in names],
        },
        schema_overrides={"step": pl.String, "now": pl.Float64, "before": pl.Float64},
    )


def steps_chart(frame: pl.DataFrame, labels: StepLabels) -> alt.LayerChart:
    """Bars for the period, a line for the one that it is compared with if anything was sold in it."""
    has_before = (frame["before"] != 0).any()
    series = {"now": labels.now, "before": labels.before} if has_before else {"now": labels.now}
    long = frame.unpivot(list(series), index=["step", "now_text", "before_text"], value_name="net").with_columns(
        series=pl.col("variable").replace_strict(series)
    )
    # Vega groups digits by commas.
    axis = alt.Axis(labelExpr=f"replace(format(datum.value, ','), /,/g, '{labels.gap}')", tickCount=4)
    colours = alt.Scale(domain=list(series.values()))
    base = alt.Chart(long).encode(
        x=alt.X("step:O", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, ticks=False)),
        y=alt.Y("net:Q", title=labels.net, axis=axis),
        color=alt.Color("series:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
        tooltip=[
            alt.Tooltip("step:O", title=labels.step),
            alt.Tooltip("now_text:N", title=labels.now),
            alt.Tooltip("before_text:N", title=labels.before),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=4).transform_filter(alt.datum.variable == "now")
    line = base.mark_line(point=True, strokeWidth=2).transform_filter(alt.datum.variable == "before")
    return alt.LayerChart(layer=[bars, line] if has_before else [bars], height=HEIGHT)
