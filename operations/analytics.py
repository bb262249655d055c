"""One line from the shop's store to a frame, for analysts and notebooks: read-only, whatever is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Self

import polars as pl

from models.analytics.sales import SalesFigures, total_figures
from models.shop import Shop
from operations.installation.configuration import load_settings
from operations.installation.opening import open_store
from store.analysis import frames, reports
from store.database.engine import Connection, Store
from store.shop import NoShop, get_shop


@dataclass(frozen=True, slots=True)
class OpenShop:
    """A shop to look at. ``since`` is the first business day, ``until`` the first one that is left out.

    The grain and columns of each frame are those of :mod:`store.analysis.frames`.
    """

    store: Store
    company: Shop

    def sales(self, since: date | str | None = None, until: date | str | None = None) -> pl.DataFrame:
        """One row per sale."""
        return self._read(lambda view: frames.sales(view, _day(since), _day(until)))

    def sale_lines(self, since: date | str | None = None, until: date | str | None = None) -> pl.DataFrame:
        """One row per sale line, with the head of its sale."""
        return self._read(lambda view: frames.sale_lines(view, _day(since), _day(until)))

    def daily_sales(self, since: date | str | None = None, until: date | str | None = None) -> pl.DataFrame:
        """One row per location, SKU and business day on which it sold."""
        return self._read(lambda view: frames.daily_sales(view, _day(since), _day(until)))

    def products(self) -> pl.DataFrame:
        """One row per product."""
        return self._read(frames.products)

    def stock(self) -> pl.DataFrame:
        """One row per location and SKU: what is on hand now."""
        return self._read(frames.stock_levels)

    def figures(self, since: date | str, until: date | str, location_id: int | None = None) -> SalesFigures:
        """The sums behind every metric of :mod:`models.analytics.sales`, over the business days of an interval."""
        span = reports.Span(_date(since), _date(until), location_id)
        with self.store.view() as view:
            return total_figures(reports.figures_by_day(view, span).values())

    def close(self) -> None:
        """Give the connections back."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, frame: Callable[[Connection], pl.DataFrame]) -> pl.DataFrame:
        with self.store.view() as view:
            return frame(view)


def connect(url: str | None = None) -> OpenShop:
    """The shop in the store at ``url``, else in the store of this installation (``KASSA_STORE``, ``KASSA_HOME``).

    Nothing is migrated or written. Raises :class:`operations.installation.configuration.BadSettings`,
    :class:`store.shop.NoShop` and what :func:`operations.installation.opening.open_store` raises.
    """
    address = url or load_settings().store_url
    file = Store(address).file
    if file is not None and not file.exists():  # SQLite would make an empty one
        raise NoShop
    store = open_store(address, migrate=False)
    try:
        with store.view() as view:
            return OpenShop(store, get_shop(view))
    except BaseException:
        store.close()
        raise


def _day(day: date | str | None) -> date | None:
    return None if day is None else _date(day)


def _date(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
