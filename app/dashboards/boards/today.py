"""The day: five figures against the same weekday last week, and when in the day it was sold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import streamlit as st

from app.dashboards import charts, load
from app.dashboards.boards.section import section
from app.dashboards.formats import NOTHING, Formats
from app.dashboards.load import DayBoard
from models.analytics.sales import (
    AVERAGE_BASKET,
    GROSS_MARGIN,
    NET_SALES,
    RECEIPTS,
    UNITS_PER_RECEIPT,
    Metric,
    MetricUnit,
    change,
    cost_coverage,
    gross_margin_share,
)

#: The cards, from left to right.
CARDS = (NET_SALES, RECEIPTS, AVERAGE_BASKET, UNITS_PER_RECEIPT, GROSS_MARGIN)

Colour = Literal["green", "red", "gray"]
Arrow = Literal["up", "down", "off"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked to see: ``day`` is ``None`` for today, whichever day that is by now."""

    url: str
    day: date | None
    location_id: int | None
    clock: Callable[[], datetime]

    def shown_day(self, formats: Formats) -> date:
        """The business day to show."""
        return self.day or formats.shop.business_day(self.clock())


def show_day(asked: Asked, formats: Formats) -> None:
    """Draw the day's board."""
    board = load.day_board(asked.url, asked.shown_day(formats), asked.location_id, asked.clock())
    st.caption(_caption(board, formats))
    with st.grid(len(CARDS), min_column_width=190, gap="small"):
        for metric in CARDS:
            _card(metric, board, formats)
    coverage = cost_coverage(board.now)
    if coverage is not None and coverage < 1:
        st.caption(formats.words.say("dashboard.margin.coverage", coverage=formats.figure(coverage, MetricUnit.SHARE)))
    _hours(board, formats)


def _caption(board: DayBoard, formats: Formats) -> str:
    say, comparison = formats.words.say, board.comparison
    against = formats.short_day(comparison.against)
    if comparison.until is None:
        compared = say("dashboard.compared.whole", day=against)
    else:
        compared = say("dashboard.compared.until", day=against, clock=formats.clock(comparison.until))
    made_at = say("dashboard.updated", clock=formats.clock(board.made_at, seconds=True))
    return f"{compared} · {made_at}"


def _card(metric: Metric, board: DayBoard, formats: Formats) -> None:
    say = formats.words.say
    now, before = metric.of(board.now), metric.of(board.before)
    # Before the first sale of a running day there is nothing to be alarmed about yet.
    waiting = board.comparison.is_running and not board.now.receipts
    difference = None if waiting else change(now, before)
    colour, arrow = _direction(difference)
    st.metric(
        say(f"dashboard.metric.{metric.key}"),
        formats.figure(now, metric.unit),
        NOTHING if difference is None else formats.change(difference),
        delta_color=colour,
        delta_arrow=arrow,
        delta_description=_beside(metric, board, formats),
        help=say(f"dashboard.metric.{metric.key}.help"),
        chart_data=[float(metric.of(day) or 0) for day in board.trend],
        chart_type="area",
        border=True,
        height="stretch",
    )


def _beside(metric: Metric, board: DayBoard, formats: Formats) -> str | None:
    """The earlier day's figure; for the margin, its share of what was sold."""
    say = formats.words.say
    if metric is not GROSS_MARGIN:
        return say("dashboard.delta.before", figure=formats.figure(metric.of(board.before), metric.unit))
    share = gross_margin_share(board.now)
    return None if share is None else say("dashboard.margin.share", share=formats.figure(share, MetricUnit.SHARE))


def _direction(difference: Decimal | None) -> tuple[Colour, Arrow]:
    if not difference:
        return "gray", "off"
    return ("green", "up") if difference > 0 else ("red", "down")


def _hours(board: DayBoard, formats: Formats) -> None:
    say = formats.words.say
    with section(say("dashboard.hours.title")):
        frame = charts.hours_frame(board.hours, board.hours_before, formats)
        if frame.is_empty():
            st.caption(say("dashboard.hours.empty"))
            return
        labels = charts.HourLabels(
            now=formats.short_day(board.comparison.day),
            before=formats.short_day(board.comparison.against),
            hour=say("dashboard.hours.hour"),
            net=say("dashboard.hours.net", sign=formats.currency_sign),
        )
        st.altair_chart(charts.hours_chart(frame, labels), key="hours", alt=say("dashboard.hours.alt"))
