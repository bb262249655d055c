"""The day: five figures against the same weekday last week, and when in the day it was sold."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from app.dashboards import charts
from app.dashboards.board_cache import FRESH_S, TREND_DAYS, board_view, read_shop
from app.dashboards.boards.section import section
from app.dashboards.formats import NOTHING, Formats
from app.dashboards.page_view import PageView
from app.web.page_shop import open_shop
from models.access.permission import Permission
from models.analytics.comparison import Comparison, week_before
from models.analytics.hours import net_by_hour
from models.analytics.sales import (
    AVERAGE_BASKET,
    GROSS_MARGIN,
    NET_SALES,
    RECEIPTS,
    UNITS_PER_RECEIPT,
    Metric,
    MetricUnit,
    SalesFigures,
    change,
    cost_coverage,
    gross_margin_share,
)
from store.analysis import reports
from store.analysis.reports import Span
from store.database.engine import Connection

#: The cards, from left to right.
CARDS = (NET_SALES, RECEIPTS, AVERAGE_BASKET, UNITS_PER_RECEIPT, GROSS_MARGIN)
#: In pixels: five beside each other on a desk, two on a phone.
CARD_WIDTH = 160
#: While a day runs, a change between fewer receipts than this is told and not coloured: a few customers make it.
RECEIPTS_TOLD = 10

Colour = Literal["green", "red", "gray"]
Arrow = Literal["up", "down", "off"]


@dataclass(frozen=True, slots=True)
class DayBoard:
    """A business day: its figures, those it is compared with, and the days before it.

    ``trend`` are the 28 days before it, oldest first: a day that still runs would look like a fall. ``hours`` and
    ``hours_before`` are net minor units by hour of the business day, those of the earlier day whole.
    """

    comparison: Comparison
    now: SalesFigures
    before: SalesFigures
    trend: tuple[SalesFigures, ...]
    hours: dict[int, int]
    hours_before: dict[int, int]
    made_at: datetime


@board_view(ttl=FRESH_S, max_entries=64)
def day_board(url: str, day: date, location_id: int | None, _at: datetime) -> DayBoard:
    """The board of ``day`` as seen at the instant ``_at``."""
    shop = open_shop(url).company
    comparison = week_before(day, _at, shop)
    whole = Span.of_day(comparison.against, location_id)
    zone = ZoneInfo(shop.zone)

    def read(view: Connection) -> DayBoard:
        days = reports.figures_by_day(view, Span.of_days_to(day, TREND_DAYS + 1, location_id))
        until = Span.of_day(comparison.against, location_id, comparison.until)
        trend = tuple(days.get(day - timedelta(days=n), SalesFigures()) for n in range(TREND_DAYS, 0, -1))
        return DayBoard(
            comparison=comparison,
            now=days.get(day, SalesFigures()),
            before=reports.figures_by_day(view, until).get(comparison.against, SalesFigures()),
            trend=trend,
            hours=net_by_hour(reports.sales_by_quarter(view, Span.of_day(day, location_id)), day, zone),
            hours_before=net_by_hour(reports.sales_by_quarter(view, whole), comparison.against, zone),
            made_at=_at,
        )

    return read_shop(url, read)


def draw_today(view: PageView) -> None:
    """Draw the day's board."""
    board, formats = day_board(view.url, view.shown_day, view.location_id, view.clock()), view.formats
    st.caption(_caption(board, formats))
    cards = permitted_cards(view.permissions)
    with st.grid(len(cards), min_column_width=CARD_WIDTH, gap="small"):
        for metric in cards:
            _card(metric, board, formats)
    st.caption(formats.words.translate("dashboard.trend", count=len(board.trend), days=_trend_days(board, formats)))
    coverage = cost_coverage(board.now)
    if view.sees_costs and coverage is not None and coverage < 1:
        st.caption(
            formats.words.translate("dashboard.margin.coverage", coverage=formats.figure(coverage, MetricUnit.SHARE))
        )
    _hours(board, formats)


def permitted_cards(permissions: Container[Permission]) -> tuple[Metric, ...]:
    """The figures that somebody with these permissions may see: what is earned only with the costs."""
    return tuple(each for each in CARDS if each is not GROSS_MARGIN or Permission.SEE_COSTS in permissions)


def _caption(board: DayBoard, formats: Formats) -> str:
    translate, comparison = formats.words.translate, board.comparison
    against = formats.short_day(comparison.against)
    if comparison.until is None:
        compared = translate("dashboard.compared.whole", day=against)
    else:
        compared = translate("dashboard.compared.until", day=against, clock=formats.clock(comparison.until))
    made_at = translate("dashboard.updated", clock=formats.clock(board.made_at, seconds=True))
    return f"{compared} · {made_at}"


def _card(metric: Metric, board: DayBoard, formats: Formats) -> None:
    translate = formats.words.translate
    difference = _difference(metric, board)
    colour, arrow = _direction(None if is_young(board) else difference)
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            translate(f"dashboard.metric.{metric.key}"),
            formats.figure(metric.of(board.now), metric.unit),
            NOTHING if difference is None else formats.change(difference),
            delta_color=colour,
            delta_arrow=arrow,
            help=translate(f"dashboard.metric.{metric.key}.help"),
        )
        # Not the metric's own description, which a narrow card cuts off within an amount.
        st.caption(_beside(metric, board, formats))
        labels = charts.TrendLabels(translate("dashboard.day"), translate(f"dashboard.metric.{metric.key}"))
        frame = trend_frame(metric, board, formats)
        st.altair_chart(
            charts.trend_chart(frame, labels),
            key=f"trend_{metric.key}",
            alt=translate("dashboard.trend.alt", metric=labels.figure, days=_trend_days(board, formats)),
        )


def trend_frame(metric: Metric, board: DayBoard, formats: Formats) -> pl.DataFrame:
    """One row per day of the small line: the figure as its height, in whole units of currency if it is money."""
    days = [board.comparison.day - timedelta(days=n) for n in range(len(board.trend), 0, -1)]
    figures = [metric.of(each) for each in board.trend]
    scale = Fraction(formats.major(1)) if metric.unit is MetricUnit.MONEY else Fraction(1)
    return pl.DataFrame(
        {
            "day": days,
            "value": [None if figure is None else float(figure * scale) for figure in figures],
            "day_text": [formats.short_day(day) for day in days],
            "text": [formats.figure(figure, metric.unit) for figure in figures],
        },
        schema_overrides={"day": pl.Date, "value": pl.Float64},
    )


def is_young(board: DayBoard) -> bool:
    """Whether so little was sold yet, on this running day or by this time on the other, that a change means little."""
    return board.comparison.is_running and min(board.now.receipts, board.before.receipts) < RECEIPTS_TOLD


def _difference(metric: Metric, board: DayBoard) -> Fraction | None:
    # Before the first sale of a running day there is nothing to compare yet.
    waiting = board.comparison.is_running and not board.now.receipts
    return None if waiting else change(metric.of(board.now), metric.of(board.before))


def _trend_days(board: DayBoard, formats: Formats) -> str:
    day = board.comparison.day
    return f"{formats.short_day(day - timedelta(days=len(board.trend)))} – {formats.short_day(day - timedelta(days=1))}"


def _beside(metric: Metric, board: DayBoard, formats: Formats) -> str:
    """The earlier day's figure; for the margin, its share of what was sold."""
    translate = formats.words.translate
    if metric is not GROSS_MARGIN:
        return translate("dashboard.delta.before", figure=formats.figure(metric.of(board.before), metric.unit))
    share = gross_margin_share(board.now)
    return translate("dashboard.margin.share", share=formats.figure(share, MetricUnit.SHARE))


def _direction(difference: Fraction | None) -> tuple[Colour, Arrow]:
    if not difference:
        return "gray", "off"
    return ("green", "up") if difference > 0 else ("red", "down")


def _hours(board: DayBoard, formats: Formats) -> None:
    translate = formats.words.translate
    with section(translate("dashboard.hours.title")):
        frame = charts.hours_frame(board.hours, board.hours_before, formats)
        if frame.is_empty():
            st.caption(translate("dashboard.hours.empty"))
            return
        labels = charts.HourLabels(
            now=formats.short_day(board.comparison.day),
            before=formats.short_day(board.comparison.against),
            hour=translate("dashboard.hours.hour"),
            net=translate("dashboard.hours.net", sign=formats.currency_sign),
            gap="," if formats.words.language == "en" else "\N{NO-BREAK SPACE}",
        )
        st.altair_chart(charts.hours_chart(frame, labels), key="hours", alt=translate("dashboard.hours.alt"))
