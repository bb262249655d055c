"""A day, week, month or year: five figures against an earlier one, and when in it was sold."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from app.dashboards import charts
from app.dashboards.board_cache import FRESH_S, SLOW_S, board_view, read_shop
from app.dashboards.boards.section import section
from app.dashboards.formats import NOTHING, Formats
from app.dashboards.page_view import PageView
from app.dashboards.period_names import month_name, name_of, weekday_name
from app.web.page_shop import open_shop
from models.access.permission import Permission
from models.analytics.comparison import Comparison, compare
from models.analytics.hours import net_by_hour
from models.analytics.period import ONE_DAY, Grain, Period, periods_before
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
    total_figures,
)
from store.analysis import reports
from store.analysis.reports import Span, WebSales
from store.database.engine import Connection

#: The cards, from left to right.
CARDS = (NET_SALES, RECEIPTS, AVERAGE_BASKET, UNITS_PER_RECEIPT, GROSS_MARGIN)
#: In pixels: five beside each other on a desk, two on a phone.
CARD_WIDTH = 160
#: So many periods are in a small line, by their length.
TREND_LENGTHS = {Grain.DAY: 28, Grain.WEEK: 13, Grain.MONTH: 12, Grain.YEAR: 5}
RECEIPTS_PAGE = "office/pages/receipts_page.py"
#: While a period runs, a change between fewer receipts than this is told and not coloured: a few customers make it.
RECEIPTS_TOLD = 10

Colour = Literal["green", "red", "gray"]
Arrow = Literal["up", "down", "off"]


@dataclass(frozen=True, slots=True)
class TakingsBoard:
    """A period: its figures, and those of the earlier one that it is compared with.

    ``steps`` and ``steps_before`` are net minor units by the parts of the period that the chart shows, those of the
    earlier one whole: by hour of a business day, day of a week (0: Monday), day of a month, month of a year.
    """

    comparison: Comparison
    now: SalesFigures
    before: SalesFigures
    steps: dict[int, int]
    steps_before: dict[int, int]
    made_at: datetime
    web: WebSales


@dataclass(frozen=True, slots=True)
class Trend:
    """The periods before the one that is shown, oldest first: one that still runs would look like a fall."""

    periods: tuple[Period, ...]
    figures: tuple[SalesFigures, ...]


@board_view(ttl=FRESH_S, max_entries=64)
def takings_board(
    url: str, period: Period, first_sold: date | None, location_id: int | None, _at: datetime
) -> TakingsBoard:
    """The board of ``period`` as seen at the instant ``_at``, in a shop that first sold on ``first_sold``."""
    shop = open_shop(url).company
    comparison = compare(period, _at, shop, first_sold)
    zone = ZoneInfo(shop.zone)

    def read(view: Connection) -> TakingsBoard:
        until = replace(_span(comparison.against, location_id), before=comparison.until)
        steps = _steps_of_day if period.grain is Grain.DAY else _steps_of_days
        return TakingsBoard(
            comparison=comparison,
            now=_total(view, _span(period, location_id)),
            before=_total(view, until),
            steps=steps(view, period, location_id, zone),
            steps_before=steps(view, comparison.against, location_id, zone),
            made_at=_at,
            web=reports.web_sales(view, _span(period, location_id)),
        )

    return read_shop(url, read)


@board_view(ttl=SLOW_S, max_entries=64)
def trend_before(url: str, period: Period, first_sold: date, location_id: int | None) -> Trend:
    """The figures of the periods before one, from the one on in which the shop first sold."""
    periods = [each for each in periods_before(period, TREND_LENGTHS[period.grain]) if each.last >= first_sold]
    if not periods:
        return Trend((), ())
    span = Span(periods[0].first, period.first, location_id)

    def read(view: Connection) -> Trend:
        days = reports.figures_by_day(view, span)
        figures = (total_figures(of_day for day, of_day in days.items() if day in each) for each in periods)
        return Trend(tuple(periods), tuple(figures))

    return read_shop(url, read)


def _span(period: Period, location_id: int | None) -> Span:
    return Span(period.first, period.last + ONE_DAY, location_id)


def _total(view: Connection, span: Span) -> SalesFigures:
    return total_figures(reports.figures_by_day(view, span).values())


def _steps_of_day(view: Connection, period: Period, location_id: int | None, zone: ZoneInfo) -> dict[int, int]:
    return net_by_hour(reports.sales_by_quarter(view, _span(period, location_id)), period.first, zone)


def _steps_of_days(view: Connection, period: Period, location_id: int | None, _zone: ZoneInfo) -> dict[int, int]:
    steps: dict[int, int] = {}
    for day, figures in reports.figures_by_day(view, _span(period, location_id)).items():
        step = {Grain.WEEK: day.weekday(), Grain.MONTH: day.day, Grain.YEAR: day.month}[period.grain]
        steps[step] = steps.get(step, 0) + figures.net_minor
    return steps


def draw_takings(view: PageView) -> None:
    """Draw the board of the period that the page shows."""
    formats = view.formats
    board = takings_board(view.url, view.period, view.first_sold, view.location_id, view.clock())
    trend = trend_before(view.url, view.period, view.first_sold, view.location_id)
    st.caption(_caption(board, view.first_sold, formats))
    cards = permitted_cards(view.permissions)
    with st.grid(len(cards), min_column_width=CARD_WIDTH, gap="small"):
        for metric in cards:
            _card(metric, board, trend, formats)
    if trend.periods:
        text = f"dashboard.trend.{view.grain}"
        st.caption(formats.words.translate(text, count=len(trend.periods), periods=_trend_periods(trend, formats)))
    if board.web.receipts:
        amount, count = formats.figure(Fraction(board.web.net_minor), MetricUnit.MONEY), board.web.receipts
        st.caption(formats.words.translate("dashboard.web_orders", count=count, amount=amount))
    coverage = cost_coverage(board.now)
    if view.sees_costs and coverage is not None and coverage < 1:
        st.caption(
            formats.words.translate("dashboard.margin.coverage", coverage=formats.figure(coverage, MetricUnit.SHARE))
        )
    if board.now.receipts:
        _lead_to_receipts(view)
    _draw_steps(board, formats)


def _lead_to_receipts(view: PageView) -> None:
    """The way from the figures to the receipts that they sum, of the same days and the same location."""
    label = view.formats.words.translate("dashboard.receipts")
    if st.button(label, key="receipts", icon=":material/receipt:"):
        days = {"first": view.period.first.isoformat(), "last": view.shown_day.isoformat()}
        language = {"lang": st.query_params["lang"]} if "lang" in st.query_params else {}
        place = {"location": str(view.location.id)} if view.location else {}
        st.switch_page(RECEIPTS_PAGE, query_params=language | days | place)


def permitted_cards(permissions: Container[Permission]) -> tuple[Metric, ...]:
    """The figures that somebody with these permissions may see: what is earned only with the costs."""
    return tuple(each for each in CARDS if each is not GROSS_MARGIN or Permission.SEE_COSTS in permissions)


def _caption(board: TakingsBoard, first_sold: date, formats: Formats) -> str:
    translate, comparison = formats.words.translate, board.comparison
    against = name_of(comparison.against, formats)
    if comparison.against.last < first_sold:
        compared = translate("dashboard.compared.nothing", period=against)
    elif comparison.until is None:
        compared = translate("dashboard.compared.whole", period=against)
    else:
        last, clock = formats.short_day(comparison.last_day), formats.clock(comparison.until)
        name = "dashboard.compared.until" if comparison.period.grain is Grain.DAY else "dashboard.compared.until_day"
        compared = translate(name, period=against, day=last, clock=clock)
    made_at = translate("dashboard.updated", clock=formats.clock(board.made_at, seconds=True))
    return f"{compared} · {made_at}"


def _card(metric: Metric, board: TakingsBoard, trend: Trend, formats: Formats) -> None:
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
        if not trend.periods:
            return
        grain = board.comparison.period.grain
        labels = charts.TrendLabels(translate(f"dashboard.grain.{grain}"), translate(f"dashboard.metric.{metric.key}"))
        frame = trend_frame(metric, trend, formats)
        st.altair_chart(
            charts.trend_chart(frame, labels),
            key=f"trend_{metric.key}",
            alt=translate(f"dashboard.trend.{grain}.alt", metric=labels.figure, periods=_trend_periods(trend, formats)),
        )


def trend_frame(metric: Metric, trend: Trend, formats: Formats) -> pl.DataFrame:
    """One row per period of the small line, at its first day: the figure as its height, in whole currency units."""
    figures = [metric.of(each) for each in trend.figures]
    scale = Fraction(formats.major(1)) if metric.unit is MetricUnit.MONEY else Fraction(1)
    return pl.DataFrame(
        {
            "day": [each.first for each in trend.periods],
            "value": [None if figure is None else float(figure * scale) for figure in figures],
            "period_text": [name_of(each, formats) for each in trend.periods],
            "text": [formats.figure(figure, metric.unit) for figure in figures],
        },
        schema_overrides={"day": pl.Date, "value": pl.Float64},
    )


def is_young(board: TakingsBoard) -> bool:
    """Whether so little was sold yet, in this period or by this time in the other, that a change means little."""
    return board.comparison.is_running and min(board.now.receipts, board.before.receipts) < RECEIPTS_TOLD


def _difference(metric: Metric, board: TakingsBoard) -> Fraction | None:
    # Before the first sale of a running day there is nothing to compare yet.
    waiting = board.comparison.is_running and not board.now.receipts
    return None if waiting else change(metric.of(board.now), metric.of(board.before))


def _trend_periods(trend: Trend, formats: Formats) -> str:
    return " – ".join(name_of(each, formats) for each in (trend.periods[0], trend.periods[-1]))


def _beside(metric: Metric, board: TakingsBoard, formats: Formats) -> str:
    """The earlier period's figure; for the margin, its share of what was sold."""
    translate = formats.words.translate
    if metric is not GROSS_MARGIN:
        return translate("dashboard.delta.before", figure=formats.figure(metric.of(board.before), metric.unit))
    share = gross_margin_share(board.now)
    return translate("dashboard.margin.share", share=formats.figure(share, MetricUnit.SHARE))


def _direction(difference: Fraction | None) -> tuple[Colour, Arrow]:
    if not difference:
        return "gray", "off"
    return ("green", "up") if difference > 0 else ("red", "down")


def _draw_steps(board: TakingsBoard, formats: Formats) -> None:
    translate, period = formats.words.translate, board.comparison.period
    with section(translate(f"dashboard.steps.{period.grain}.title")):
        names = step_names(board, formats)
        if not {*board.steps, *board.steps_before}:
            st.caption(translate("dashboard.steps.empty"))
            return
        labels = charts.StepLabels(
            now=name_of(period, formats),
            before=name_of(board.comparison.against, formats),
            step=translate(f"dashboard.steps.{period.grain}"),
            net=translate("dashboard.steps.net", sign=formats.currency_sign),
            gap="," if formats.words.language == "en" else "\N{NO-BREAK SPACE}",
        )
        frame = charts.steps_frame(names, board.steps, board.steps_before, formats)
        st.altair_chart(
            charts.steps_chart(frame, labels),
            key="steps",
            alt=translate(f"dashboard.steps.{period.grain}.alt", before=labels.before),
        )


def step_names(board: TakingsBoard, formats: Formats) -> dict[int, str]:
    """What each bar of the chart is called, from left to right: hours, weekdays, days of the month, or months."""
    periods = (board.comparison.period, board.comparison.against)
    first = periods[0].first
    match periods[0].grain:
        case Grain.DAY:
            return charts.hour_names({*board.steps, *board.steps_before})
        case Grain.WEEK:
            return {n: weekday_name(first + n * ONE_DAY, formats) for n in range(7)}
        case Grain.MONTH:
            return {n: str(n) for n in range(1, max(each.last.day for each in periods) + 1)}
        case Grain.YEAR:
            return {n: month_name(date(first.year, n, 1), formats) for n in range(1, 13)}
