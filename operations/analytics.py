"""One line from the shop's store to a frame, for analysts and notebooks: read-only, whatever is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Self

import polars as pl

from models.analytics.customers.bands import COHORTS
from models.analytics.customers.customer_reports import report_of
from models.analytics.sales import SalesFigures, total_figures
from models.errors import Refused
from models.shop import Shop
from operations.installation.configuration import hide_password, load_settings
from operations.installation.opening import open_store
from store import customer_editions
from store.analysis import frames, order_frames, reports
from store.database.engine import Connection, Store
from store.shop import NoShop, get_shop
from store.signing.key_ring import KeyRing


class NotADay(Refused):
    """A business day that is asked for is no day."""

    code = "not_a_day"
    text = "{day!r} is no day. Nothing was read; write it as a date or as '2026-01-31'."

    day: object


@dataclass(frozen=True, slots=True, repr=False)
class _ShopToRead:
    """A store that is only read, and the shop in it; ``address`` is that of its database, without a password."""

    store: Store
    company: Shop
    address: str

    def __repr__(self) -> str:
        return f"<{self.company.company}, {self.address}>"

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


class _CustomerTables(_ShopToRead):
    """Who the customers are, as groups."""

    __slots__ = ()

    def customer_report(self, name: str) -> dict[str, pl.DataFrame]:
        """The tables of one of the seven reports about customers, of the newest four weeks; none before the first ones.

        They are those of the page: made of published figures alone. Raises
        :class:`models.analytics.customers.customer_reports.UnknownCustomerReport`.
        """
        with self.store.view() as view:
            numbers = customer_editions.edition_numbers(view)
            editions = customer_editions.editions_until(view, numbers[-1], COHORTS + 1) if numbers else []
        tables = report_of(name, editions)
        return {each.name: pl.DataFrame(each.rows, schema=list(each.columns), orient="row") for each in tables}


class _ExpectedFrames(_CustomerTables):
    """What is expected and ordered, with the frames of :mod:`store.analysis.order_frames`."""

    __slots__ = ()

    def forecast(self) -> pl.DataFrame:
        """One row per location, SKU and coming day of the newest forecast, with its quantiles."""
        return self._read(order_frames.forecast)

    def proposals(self, since: date | str | None = None, until: date | str | None = None) -> pl.DataFrame:
        """One row per line of an order proposal, with its reasons."""
        return self._read(lambda view: order_frames.proposals(view, _day(since), _day(until)))

    def orders(self, since: date | str | None = None, until: date | str | None = None) -> pl.DataFrame:
        """One row per line of a purchase order."""
        return self._read(lambda view: order_frames.orders(view, _day(since), _day(until)))

    def suppliers(self) -> pl.DataFrame:
        """One row per supplier and product that it has."""
        return self._read(order_frames.suppliers)


class OpenShop(_ExpectedFrames):
    """A shop to look at. ``since`` is the first business day, ``until`` the first one that is left out.

    The grain and columns of each frame are those of :mod:`store.analysis.frames` and
    :mod:`store.analysis.order_frames`.
    """

    __slots__ = ()

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

    def prices(self) -> pl.DataFrame:
        """One row per price that a product has or had."""
        return self._read(frames.prices)

    def locations(self) -> pl.DataFrame:
        """One row per location, with its name."""
        return self._read(frames.locations)

    def stock(self) -> pl.DataFrame:
        """One row per location and SKU: what is on hand now."""
        return self._read(frames.stock_levels)

    def stock_movements(self, since: date | str | None = None, until: date | str | None = None) -> pl.DataFrame:
        """One row per movement of goods into or out of a location."""
        return self._read(lambda view: frames.stock_movements(view, _day(since), _day(until)))

    def tenders(self, since: date | str | None = None, until: date | str | None = None) -> pl.DataFrame:
        """One row per means of payment of a sale."""
        return self._read(lambda view: frames.tenders(view, _day(since), _day(until)))

    def figures(self, since: date | str, until: date | str, location_id: int | None = None) -> SalesFigures:
        """The sums behind every metric of :mod:`models.analytics.sales`, over the business days of an interval."""
        span = reports.Span(_date(since), _date(until), location_id)
        with self.store.view() as view:
            return total_figures(reports.figures_by_day(view, span).values())


def connect(url: str | None = None, keys: KeyRing | None = None) -> OpenShop:
    """The shop in the store at ``url``, else in the store of this installation (``KASSA_STORE``, ``KASSA_HOME``).

    Nothing is migrated or written; ``keys`` sign what operations write later. Raises
    :class:`operations.installation.configuration.BadSettings`, :class:`store.shop.NoShop` and what
    :func:`operations.installation.opening.open_store` raises.
    """
    address = url or load_settings().store_url
    try:
        return _opened(address, keys)
    except NoShop as error:
        error.add_note(f"Looked in {hide_password(address)}. Another shop: connect('sqlite:////path/to/shop.db').")
        raise


def _opened(address: str, keys: KeyRing | None) -> OpenShop:
    file = Store(address).file
    if file is not None and not file.exists():  # SQLite would make an empty one
        raise NoShop
    store = open_store(address, migrate=False, keys=keys)
    try:
        with store.view() as view:
            return OpenShop(store, get_shop(view), hide_password(address))
    except BaseException:
        store.close()
        raise


def _day(day: date | str | None) -> date | None:
    return None if day is None else _date(day)


def _date(day: date | str) -> date:
    if isinstance(day, datetime):
        return day.date()
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except (TypeError, ValueError):
        raise NotADay(day) from None
