"""Taking over product lists of another system, from CSV or Parquet, and what all imports of tables do alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from integrations.spreadsheets.cells import COMMA, DOT
from integrations.spreadsheets.column_roles import COUNTED, ColumnRole
from integrations.spreadsheets.columns import (
    Column,
    columns_of_outlets,
    guess_columns,
    product_headings,
    require,
)
from integrations.spreadsheets.number_style import NumberStyle, number_style
from integrations.spreadsheets.products import ProductReader
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import Row
from integrations.spreadsheets.table import Table, open_table
from integrations.spreadsheets.taxes import TaxWords
from models.access.actor import Actor
from models.jurisdiction.countries import jurisdiction_of
from operations.access.actors import office_actor
from operations.bulk.imports import GoodsPortion
from operations.progress import Progress, no_progress
from pipelines.importing.goods import GoodsPlan, Terms
from pipelines.importing.goods_changes import product_changes
from pipelines.importing.location_prices import names_of_locations
from pipelines.importing.report import (
    LISTED_MAX,
    ImportOptions,
    ImportReport,
    Notes,
    Problems,
    TooManyRows,
)
from pipelines.importing.save_portions import import_in_portions
from pipelines.importing.shop_here import Here, begin_shop, find_here, own_rates
from store import catalogue, shop
from store.catalogue.deposit_rows import known_deposits
from store.database.engine import Store
from store.importing.goods_imports import taken_back
from store.importing.stored_range import StoredRange, read_range

__all__ = ["ImportOptions", "ImportReport", "import_products"]

PRODUCTS_MAX = 100_000
#: Rows between two words of progress.
STEP = 500


def import_products(
    store: Store,
    path: Path,
    options: ImportOptions,
    *,
    at: datetime,
    progress: Progress | None = None,
    actor: Actor | None = None,
) -> ImportReport:
    """Import a product list: new products, changed names, prices from ``at``'s business day on, terms, first stock.

    ``actor`` is whoever imports it, the office unless given.

    The whole file is checked before anything is stored, in portions between which tills sell; importing the same file
    again changes nothing, and completes an import that was interrupted. An empty store becomes a shop of its own first.
    Raises :class:`integrations.spreadsheets.rows.NotATable`, :class:`integrations.spreadsheets.columns.MissingColumn`
    or :class:`integrations.spreadsheets.columns.UnknownColumn` when the file cannot be understood at all.
    """
    table, here = open_table(path), find_here(store, options)
    headings = product_headings(table.headers)
    columns = guess_columns(table.headers, table.sample, headings, options.columns, here=here.place)
    _require_product_columns(columns, table.headers, here.company.currency)
    terms, stored = _terms(store, here, columns, options, at)
    plan = GoodsPlan(stored, terms)
    reader = ProductReader(
        table.headers,
        columns,
        taxes=TaxWords(terms.rates_ppm, options.taxes),
        style=style_of(table, columns, options),
        currency=here.company.currency,
    )
    problems, notes = Problems(), Notes()
    notes.add(table.notes)
    notes.add(_notes(table, columns, options))
    read = _read_products(table, reader, plan, (problems, notes), progress or no_progress)
    notes.add(plan.notes())
    refused, goods_import = problems.refuse(skip_bad_rows=options.skip_bad_rows), None
    if not refused and not options.dry_run and plan.changed:
        begin_shop(store, here, at=at)
        whole = GoodsPortion(plan.changes(), plan.stock(), here.location_id, path.name, plan.changed, 0)
        goods_import = import_in_portions(
            store, actor or office_actor(store), whole, at=at, progress=progress or no_progress
        )
    return ImportReport(
        read=read,
        saved=0 if refused else plan.changed,
        unchanged=plan.unchanged,
        problems=problems.named,
        problem_count=problems.count,
        columns=tuple(sorted(columns.values(), key=lambda column: column.index)),
        dry_run=options.dry_run,
        notes=notes.remarks,
        refused=refused,
        goods_import=goods_import,
        changes=tuple(islice(product_changes(plan.changes(), stored), LISTED_MAX)),
    )


def _terms(
    store: Store, here: Here, columns: Mapping[ColumnRole, Column], options: ImportOptions, at: datetime
) -> tuple[Terms, StoredRange]:
    """What holds for every row of a product list, and the range that it is compared with."""
    company, day = here.company, here.company.business_day(at)
    with store.view() as view:
        terms = Terms(
            day=day,
            currency=company.currency,
            default_tax=options.default_tax,
            location_id=here.location_id,
            headings={role: column.heading for role, column in columns.items()},
            rates_ppm=own_rates(here, at) if here.is_new else catalogue.tax_rates(view, company.country, day),
            law=jurisdiction_of(company.country),
            deposits=known_deposits(view, company.country),
            content_from_names=options.content_from_names,
            taken_back=taken_back(view),
            locations=names_of_locations(shop.all_locations(view)),
        )
        return terms, read_range(view, day, company.currency)


def style_of(table: Table, columns: Mapping[ColumnRole, Column], options: ImportOptions) -> NumberStyle:
    """How a table writes numbers, by its columns of numbers."""
    indices = [column.index for role, column in columns.items() if role in COUNTED]
    cells = (row.cells[i] for row in table.sample for i in indices if i < len(row.cells))
    return number_style(cells, table.separator, _SIGNS.get(options.decimal_sign or ""))


_SIGNS = {"comma": COMMA, "dot": DOT}


def counted(table: Table, most: int, progress: Progress) -> Iterator[Row]:
    """The rows of a table, with reports of the progress; raises :class:`TooManyRows` past ``most``."""
    for count, row in enumerate(table.rows, start=1):
        if count > most:
            raise TooManyRows(most)
        if count % STEP == 0:
            progress("read", *table.source.position())
        yield row
    progress("read", *table.source.position())


def _read_products(
    table: Table, reader: ProductReader, plan: GoodsPlan, found: tuple[Problems, Notes], progress: Progress
) -> int:
    read, (problems, notes) = 0, found
    for row in counted(table, PRODUCTS_MAX, progress):
        understood = None if row.is_empty else reader.read(row)
        notes.take(reader.notes)
        if understood is None:
            continue
        read += 1
        problems.add(understood if isinstance(understood, list) else plan.add(understood))
    return read


def _require_product_columns(columns: Mapping[ColumnRole, Column], headers: Sequence[str], currency: str) -> None:
    require(columns, headers, ColumnRole.NAME)
    require(columns, headers, ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.HANDLE, ColumnRole.ID)
    if ColumnRole.PRICE_WITHOUT_TAX not in columns:
        require(columns, headers, ColumnRole.PRICE, currency=currency)


def _notes(table: Table, columns: Mapping[ColumnRole, Column], options: ImportOptions) -> tuple[Remark, ...]:
    notes = []
    stock = columns.get(ColumnRole.STOCK)
    others = columns_of_outlets(table.headers, table.sample, stock) if stock else []
    if stock and others:
        notes.append(Remark("several_stocks", column=stock.heading, others=", ".join(others)[:200]))
    if ColumnRole.TAX not in columns:
        notes.append(Remark("no_tax", tax=options.default_tax.value))
    if ColumnRole.COST not in columns:
        notes.append(Remark("no_costs"))
    return tuple(notes)
