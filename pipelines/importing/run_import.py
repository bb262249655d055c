"""Taking over what another system knows: product lists and sales, from CSV or Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from integrations.spreadsheets.cells import COMMA, DAY_FIRST, DOT, MONTH_FIRST, day_order, needs_order
from integrations.spreadsheets.column_roles import COUNTED, ColumnRole
from integrations.spreadsheets.columns import (
    Column,
    columns_of_outlets,
    guess_columns,
    product_headings,
    require,
    sale_headings,
)
from integrations.spreadsheets.number_style import NumberStyle, number_style
from integrations.spreadsheets.products import ProductReader
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import Row
from integrations.spreadsheets.sales import ReceiptDiscount, ReceiptName, SaleReader, Writing
from integrations.spreadsheets.table import Table, open_table
from integrations.spreadsheets.taxes import TaxWords
from integrations.spreadsheets.time_zones import zone_of_heading
from models.access.actor import Actor
from models.jurisdiction.countries import jurisdiction_of
from operations.access.actors import office_actor
from operations.bulk.imports import GoodsPortion, Receipts, import_device, imported_before, save_receipts
from operations.installation.opening import Range
from operations.progress import Progress, no_progress
from pipelines.importing.goods import OTHER, GoodsPlan, Terms
from pipelines.importing.goods_changes import product_changes
from pipelines.importing.location_prices import names_of_locations
from pipelines.importing.receipt_lines import ReceiptBook, SaleTerms
from pipelines.importing.receipt_numbers import Known
from pipelines.importing.report import (
    LISTED_MAX,
    AmbiguousDates,
    ImportOptions,
    ImportReport,
    Notes,
    Problems,
    TooManyRows,
)
from pipelines.importing.save_portions import import_in_portions, save_goods_in_portions
from pipelines.importing.shop_here import Here, begin_shop, find_here, own_rates
from pipelines.pauses import let_others_write
from store import catalogue, shop
from store.database.engine import Connection, Store
from store.importing.earlier_imports import last_receipts, named_sales
from store.importing.goods_imports import taken_back
from store.importing.stored_range import StoredRange, read_range
from store.shop import NoShop

__all__ = ["ImportOptions", "ImportReport", "import_products", "import_sales"]

PRODUCTS_MAX, SALE_LINES_MAX = 100_000, 1_000_000
#: Receipts of one transaction.
RECEIPTS_AT_ONCE = 50
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
            content_from_names=options.content_from_names,
            taken_back=taken_back(view),
            locations=names_of_locations(shop.all_locations(view)),
        )
        return terms, read_range(view, day, company.currency)


def import_sales(
    store: Store, path: Path, options: ImportOptions, *, at: datetime, progress: Progress | None = None
) -> ImportReport:
    """Take over receipts of another system: one row is one line, receipts are distinguished by their number.

    The whole file is read before the first receipt is saved. Receipts are then saved in portions, so that tills can
    sell in between; each is whole, and importing the file again saves what is missing and nothing twice. What the
    receipts sold counts as there since just before the first of them, so stock of today does not change. Raises as
    :func:`import_products`, and :class:`store.shop.NoShop`.
    """
    report_progress = progress or no_progress
    table = open_table(path)
    here = find_here(store, options)
    if here.is_new:
        raise NoShop
    headings = sale_headings(table.headers)
    columns = guess_columns(table.headers, table.sample, headings, options.columns, here=here.place)
    require(columns, table.headers, ColumnRole.DATE)
    require(columns, table.headers, ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.NAME)
    amounts = (ColumnRole.PRICE, ColumnRole.GROSS, ColumnRole.TOTAL)
    require(columns, table.headers, *amounts, currency=here.company.currency)
    problems, notes = Problems(), Notes()
    with store.view() as view:
        before = _before(view, options, here.location_id)
        meant = {role: column.heading for role, column in columns.items()}
        book = _book(view, here, options, before, headings=meant, at=at)
        writing = Writing(
            zone=zone_of_heading(columns[ColumnRole.DATE].heading) or ZoneInfo(here.company.zone),
            day_order=_day_order(table, columns, options),
            style=style_of(table, columns, options),
            currency=here.company.currency,
        )
        reader = SaleReader(table.headers, columns, writing)
        notes.add(table.notes)
        notes.add(_sale_notes(before, options))
        read = _read_sales(table, reader, book, (problems, notes), report_progress)
        problems.add(book.settle())
    notes.add(book.notes())
    refused = problems.refuse(skip_bad_rows=options.skip_bad_rows)
    if not refused and not options.dry_run and book.count:
        if book.missing():
            missing = Range(categories=(OTHER,), products=tuple(book.missing()))
            save_goods_in_portions(store, missing, {}, location_id=here.location_id, at=at, progress=no_progress)
        device = import_device(store, office_actor(store), options.source, here.location_id, at=at)
        _save_sales(store, book, Receipts(device.id, before.after, (), at), at=at, progress=report_progress)
    return ImportReport(
        read=read,
        saved=0 if refused else book.count,
        unchanged=len(book.unchanged),
        problems=problems.named,
        problem_count=problems.count,
        columns=tuple(sorted(columns.values(), key=lambda column: column.index)),
        dry_run=options.dry_run,
        notes=notes.remarks,
        refused=refused,
    )


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


def _read_sales(
    table: Table, reader: SaleReader, book: ReceiptBook, found: tuple[Problems, Notes], progress: Progress
) -> int:
    """Read every row. A row without its receipt spoils the receipts above and below it."""
    read, spoils_next, (problems, notes) = 0, False, found
    above: ReceiptName | None = None
    for row in counted(table, SALE_LINES_MAX, progress):
        understood = reader.read(row)
        notes.take(reader.notes)
        if understood is None:
            continue
        read += 1
        if isinstance(understood, list):
            problems.add(understood)
            book.spoil(reader.receipt or above)
            spoils_next = reader.receipt is None
            continue
        if spoils_next:
            book.spoil(understood.receipt)
        above, spoils_next = understood.receipt, False
        if isinstance(understood, ReceiptDiscount):
            book.take_off(understood)
            continue
        problems.add(book.add(understood))
    return read


def _save_sales(store: Store, book: ReceiptBook, begin: Receipts, *, at: datetime, progress: Progress) -> None:
    goods_from, total, after = book.first_at - timedelta(seconds=1), book.count, begin.after
    receipts = book.receipts()
    while portion := list(islice(receipts, RECEIPTS_AT_ONCE)):
        save_receipts(store, office_actor(store), Receipts(begin.device_id, after, portion, goods_from), at=at)
        let_others_write(store)
        after += len(portion)
        progress("save", after - begin.after, total)


@dataclass(frozen=True, slots=True)
class Before:
    """What was imported from a system before: its receipts, and how many there are."""

    known: Known
    after: int = 0


def _before(view: Connection, options: ImportOptions, location_id: int) -> Before:
    device = imported_before(shop.all_devices(view), options.source, location_id)
    return Before(Known(named_sales(view, device.id)), last_receipts(view)[device.id]) if device else Before(Known())


def _book(
    view: Connection,
    here: Here,
    options: ImportOptions,
    before: Before,
    *,
    headings: Mapping[ColumnRole, str],
    at: datetime,
) -> ReceiptBook:
    stored = read_range(view, here.company.business_day(at), here.company.currency)
    terms = SaleTerms(
        company=here.company,
        at=at,
        known=before.known,
        begins_again=options.numbers_restart,
        numbered=ColumnRole.RECEIPT in headings,
        rates=cache(lambda day: catalogue.tax_rates(view, here.company.country, day)),
        missing_tax=options.default_tax if options.create_missing else None,
        headings=headings,
    )
    return ReceiptBook(stored, terms)


def _day_order(table: Table, columns: Mapping[ColumnRole, Column], options: ImportOptions) -> str:
    """Whether the day or the month comes first in the file's dates; raises :class:`AmbiguousDates`."""
    if options.day_order in {DAY_FIRST, MONTH_FIRST}:
        return options.day_order
    index = columns[ColumnRole.DATE].index
    dates = [row.cells[index] for row in table.sample if index < len(row.cells)]
    order = day_order(dates)
    if order is None and needs_order(dates):
        raise AmbiguousDates(next(date for date in dates if date.strip()))
    return order or DAY_FIRST


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


def _sale_notes(before: Before, options: ImportOptions) -> Iterator[Remark]:
    if options.create_missing:
        yield Remark("only_on_receipts", tax=options.default_tax.value)
    if not before.after:
        yield Remark("no_way_back")
