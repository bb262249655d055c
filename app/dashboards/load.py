"""Cached views of the shop: what the pages draw, as values that know nothing of a page.

A page asks at every rerun. What is asked within a few seconds is computed once for all visitors; slow-moving boards
are refreshed in the background, and the old one is shown meanwhile. Everything is keyed by the store's address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from models.analytics.availability import stock_cover
from models.analytics.comparison import Comparison, week_before
from models.analytics.hours import net_by_hour
from models.analytics.sales import SalesFigures
from models.purchasing.purchase_order import PurchaseOrder
from models.purchasing.supplier import Supplier
from models.replenishment.proposal import Proposal
from models.shop import Location
from operations.analytics import OpenShop, connect
from store import demand, purchasing, replenishment
from store.analysis import frames, reports
from store.analysis.reports import ProductLabel, ProductSales, Ranking, Span
from store.database.engine import Connection
from store.shop import all_locations

#: Days that a sparkline shows and that the mean of stock cover looks back.
TREND_DAYS = 28
#: A figure of today is at most this old.
FRESH_S = 10
#: Best sellers and stock cover may be this old, and twice that while they are refreshed.
SLOW_S = 60
BEST_SELLERS = 10

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the shop stands in its trade: its locations and the days of its first and last sale."""

    locations: tuple[Location, ...]
    days: tuple[date, date] | None


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


@dataclass(frozen=True, slots=True)
class OrderBoard:
    """Order proposals that wait for a decision, and orders that are on their way.

    ``suppliers`` by code, ``products`` of the proposals by SKU; ``forecast_made_at`` is ``None`` before the first
    forecast.
    """

    proposals: tuple[Proposal, ...]
    coming: tuple[PurchaseOrder, ...]
    suppliers: dict[str, Supplier]
    products: dict[str, ProductLabel]
    forecast_made_at: datetime | None


@st.cache_resource(show_spinner=False, max_entries=8, on_release=OpenShop.close)
def open_shop(url: str) -> OpenShop:
    """The shop at ``url``, opened once for this process."""
    return connect(url)


@st.cache_data(show_spinner=False, ttl=FRESH_S, max_entries=8)
def place(url: str) -> Place:
    """The locations of the shop and the days that it traded."""
    return _read(url, lambda view: Place(tuple(all_locations(view)), reports.first_and_last_day(view)))


@st.cache_data(show_spinner=False, ttl=FRESH_S, max_entries=64)
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

    return _read(url, read)


@st.cache_data(show_spinner=False, ttl=SLOW_S, max_entries=64, refresh_mode="background")
def best_sellers(url: str, span: Span, by: Ranking) -> list[ProductSales]:
    """The products that sold best in ``span``."""
    return _read(url, lambda view: reports.best_sellers(view, span, by, BEST_SELLERS))


@st.cache_data(show_spinner=False, ttl=SLOW_S, max_entries=8, refresh_mode="background")
def stock_board(url: str, today: date) -> pl.DataFrame:
    """One row per location and SKU that sold in the 28 days before ``today`` and is still sold: its cover.

    The columns of :func:`models.analytics.availability.stock_cover`, the shortest cover first, with ``on_order``,
    null where nothing is coming.
    """
    first = today - timedelta(days=TREND_DAYS)

    def read(view: Connection) -> pl.DataFrame:
        cover = stock_cover(frames.stock_levels(view), frames.stock_changes(view, first), first, today)
        coming = [(place_id, sku, float(units)) for (place_id, sku), units in purchasing.on_order(view).items()]
        schema = {"location_id": pl.Int64, "sku": pl.String, "on_order": pl.Float64}
        on_order = pl.DataFrame(coming, schema=schema, orient="row")
        sold_still = ~pl.col("sku").is_in(reports.retired_products(view))
        return cover.filter(sold_still).join(on_order, on=["location_id", "sku"], how="left", maintain_order="left")

    return _read(url, read)


@st.cache_data(show_spinner=False, ttl=SLOW_S, max_entries=64)
def product_labels(url: str, skus: tuple[str, ...]) -> dict[str, ProductLabel]:
    """Name and unit of some products, by SKU."""
    return _read(url, lambda view: reports.product_labels(view, skus))


@st.cache_data(show_spinner=False, ttl=FRESH_S, max_entries=8)
def order_board(url: str) -> OrderBoard:
    """What waits for a decision and what is on its way."""

    def read(view: Connection) -> OrderBoard:
        return OrderBoard(
            proposals=tuple(replenishment.open_proposals(view)),
            coming=tuple(purchasing.orders_in(view)),
            suppliers=purchasing.all_suppliers(view),
            products=reports.proposed_products(view),
            forecast_made_at=run.made_at if (run := demand.newest_run(view)) else None,
        )

    return _read(url, read)


def forget() -> None:
    """Forget what was computed, after something was changed from a page."""
    for view in (place, day_board, best_sellers, stock_board, product_labels, order_board):
        view.clear()


def _read(url: str, read: Callable[[Connection], T]) -> T:
    with open_shop(url).store.view() as view:
        return read(view)
