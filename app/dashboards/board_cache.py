"""Cached views of the shop: what the boards draw, as values that know nothing of a page.

A page asks at every rerun. What is asked within a few seconds is computed once for all visitors; slow boards are
refreshed in the background, and the previous values are shown meanwhile. Everything is keyed by the store's address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, ParamSpec, TypeVar, cast

import streamlit as st

from app.web.page_shop import open_shop
from models.shop import Location
from store.analysis import reports
from store.database.engine import Connection
from store.shop import all_locations

#: Days that a sparkline shows and that the mean of stock cover looks back.
TREND_DAYS = 28
#: A figure of today is at most this old.
FRESH_S = 10
#: Best sellers and stock cover may be this old, and twice that while they are refreshed.
SLOW_S = 60

P = ParamSpec("P")
T = TypeVar("T")

_BOARD_VIEWS: list[Any] = []


def board_view(*, ttl: float, max_entries: int, background: bool = False) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Cache what a board shows for ``ttl`` seconds, and register it so that :func:`clear_board_views` reaches it.

    With ``background`` the previous value is shown while a new one is computed.
    """

    def decorate(view: Callable[P, T]) -> Callable[P, T]:
        mode: Literal["background", "foreground"] = "background" if background else "foreground"
        cached = st.cache_data(show_spinner=False, ttl=ttl, max_entries=max_entries, refresh_mode=mode)(view)
        _BOARD_VIEWS.append(cached)
        return cast("Callable[P, T]", cached)

    return decorate


def clear_board_views() -> None:
    """Forget what every board computed, after something was changed from a page."""
    for view in _BOARD_VIEWS:
        view.clear()


@dataclass(frozen=True, slots=True)
class TradeSpan:
    """The shop's locations, and the days of its first and last sale."""

    locations: tuple[Location, ...]
    days: tuple[date, date] | None


@board_view(ttl=FRESH_S, max_entries=8)
def trade_span(url: str) -> TradeSpan:
    """The locations of the shop and the days that it traded."""
    return read_shop(url, lambda view: TradeSpan(tuple(all_locations(view)), reports.first_and_last_day(view)))


@board_view(ttl=SLOW_S, max_entries=64)
def product_labels(url: str, skus: tuple[str, ...]) -> dict[str, reports.ProductLabel]:
    """Name and unit of some products, by SKU."""
    return read_shop(url, lambda view: reports.product_labels(view, skus))


def read_shop(url: str, read: Callable[[Connection], T]) -> T:
    """What ``read`` finds in a read-only view of the shop at ``url``."""
    with open_shop(url).store.view() as view:
        return read(view)
