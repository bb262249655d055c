"""Taking over what goods cost in a former system, day by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column, guess_columns, price_history_headings, require
from integrations.spreadsheets.price_history import FormerPriceReader, FormerPriceRow
from integrations.spreadsheets.rows import RowProblem, shown
from integrations.spreadsheets.table import open_table
from models.money import Money
from models.pricing.price_list import Price
from operations.access.actors import office_actor
from operations.bulk.former_prices import save_former_prices
from operations.progress import Progress, no_progress
from pipelines.importing.report import ImportOptions, ImportReport, Problems
from pipelines.importing.run_import import counted
from pipelines.importing.shop_here import Here, find_here
from pipelines.moving_in.file_writing import writing_of
from pipelines.moving_in.former_list import FormerList
from store.database.engine import Connection, Store
from store.database.pauses import let_others_write
from store.importing.stored_range import read_range
from store.shop import NoShop

LINES_MAX = 1_000_000
#: Products of one transaction.
PRODUCTS_AT_ONCE = 50
PRICE_DAYS = (ColumnRole.DATE, ColumnRole.UNTIL)


def import_prices(
    store: Store, path: Path, options: ImportOptions, *, at: datetime, progress: Progress | None = None
) -> ImportReport:
    """Store the prices of a list for the days before the shop had a price of the product; prices of today stay.

    The whole file is checked before anything is stored. Raises as
    :func:`pipelines.importing.run_import.import_products`, and :class:`store.shop.NoShop`.
    """
    report_progress = progress or no_progress
    table, here = open_table(path), find_here(store, options)
    if here.is_new:
        raise NoShop
    columns = guess_columns(table.headers, table.sample, price_history_headings(), options.columns, here=here.place)
    for roles in ((ColumnRole.SKU, ColumnRole.GTIN), (ColumnRole.PRICE,), (ColumnRole.DATE,)):
        require(columns, table.headers, *roles, currency=here.company.currency)
    reader = FormerPriceReader(table.headers, columns, writing_of(table, columns, options, here.company, PRICE_DAYS))
    with store.view() as view:
        plan = FormerPricePlan(view, here, columns, at)
    problems, read = Problems(), 0
    for row in counted(table, LINES_MAX, report_progress):
        understood = None if row.is_empty else reader.read(row)
        read += not row.is_empty
        if isinstance(understood, list):
            problems.add(understood)
        elif understood is not None:
            problems.add(plan.add(understood))
    save = partial(_save, store, plan, at=at, progress=report_progress)
    return FormerList(table, columns.values(), read, problems).save_unless_wrong(options, plan.count, save)


def _save(store: Store, plan: FormerPricePlan, *, at: datetime, progress: Progress) -> int:
    actor, saved, products = office_actor(store), 0, list(plan.prices.values())
    for begin in range(0, len(products), PRODUCTS_AT_ONCE):
        portion = products[begin : begin + PRODUCTS_AT_ONCE]
        saved += save_former_prices(store, actor, [row for rows in portion for row in rows.values()], at=at)
        progress("save", begin + len(portion), len(products))
        let_others_write(store)
    return saved


class FormerPricePlan:
    """Finds the products of the shop, and collects the prices of each by their first day."""

    def __init__(self, view: Connection, here: Here, columns: Mapping[ColumnRole, Column], at: datetime) -> None:
        self._columns, self._currency = columns, here.company.currency
        self._stored = read_range(view, here.company.business_day(at), self._currency)
        self.prices: dict[str, dict[date, Price]] = {}

    @property
    def count(self) -> int:
        """How many prices there are."""
        return sum(len(rows) for rows in self.prices.values())

    def add(self, row: FormerPriceRow) -> list[RowProblem]:
        """Take a row in, or return what is wrong with it."""
        sku = self._stored.sku_of(row.sku, row.barcodes)
        if sku is None:
            role = ColumnRole.SKU if row.sku else ColumnRole.GTIN
            named = row.sku or row.barcodes[0].lstrip("0")
            return [self._problem(row, role, named, "unknown_product", "is no product of the shop")]
        price = Price(sku, Money(row.price_minor, self._currency), row.first, row.until)
        before = self.prices.setdefault(sku, {}).setdefault(row.first, price)
        if before.amount != price.amount:
            reason = "is another price of the same product from the same day"
            return [self._problem(row, ColumnRole.PRICE, str(price.amount.major()), "two_prices", reason)]
        return []

    def _problem(self, row: FormerPriceRow, role: ColumnRole, value: str, code: str, reason: str) -> RowProblem:
        heading = self._columns[role].heading if role in self._columns else role.value
        return RowProblem(row.row, heading, shown(value), code, reason)
