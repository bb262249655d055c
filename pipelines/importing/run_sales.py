"""Taking over sales of another system, from CSV or Parquet: read as a whole first, then saved in portions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from integrations.spreadsheets.cells import DAY_FIRST, MONTH_FIRST, day_order, needs_order
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column, guess_columns, require, sale_headings
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.sales import ReceiptDiscount, ReceiptName, SaleReader, SaleRow, Writing
from integrations.spreadsheets.table import Table, open_table
from integrations.spreadsheets.time_zones import zone_of_heading
from operations.access.actors import office_actor
from operations.bulk.imports import Receipts, import_device, imported_before, save_receipts
from operations.installation.opening import Range
from operations.progress import Progress, no_progress
from pipelines.importing.goods import OTHER
from pipelines.importing.receipt_head import SaleTerms
from pipelines.importing.receipt_lines import ReceiptBook
from pipelines.importing.receipt_numbers import Known
from pipelines.importing.report import AmbiguousDates, ImportOptions, ImportReport, Notes, Problems
from pipelines.importing.run_import import counted, style_of
from pipelines.importing.save_portions import save_goods_in_portions
from pipelines.importing.shop_here import Here, find_here
from store import catalogue, shop
from store.database.engine import Connection, Store
from store.database.pauses import let_others_write, portion_size
from store.importing.earlier_imports import last_receipts, named_sales
from store.importing.stored_range import read_range
from store.shop import NoShop

SALE_LINES_MAX = 1_000_000
#: Receipts of one transaction.
RECEIPTS_AT_ONCE = 50

#: What somebody else wants to know of the rows of a sales list.
Watch = Callable[[SaleRow | ReceiptDiscount], None]


@dataclass(frozen=True, slots=True)
class Before:
    """What was imported from a system before: its receipts, and how many there are."""

    known: Known
    after: int = 0


@dataclass(frozen=True, slots=True)
class UnderstoodSales:
    """A sales list that was read, before any of its receipts is saved: what it holds, compared with what is known.

    ``report`` is what becomes of it once they are saved.
    """

    book: ReceiptBook
    before: Before
    here: Here
    report: ImportReport

    def holds_in(self, store: Store, options: ImportOptions, *, at: datetime) -> bool:
        """Whether reading the list again, for this store, would give the same."""
        here = find_here(store, options)
        if here != self.here:
            return False
        with store.view() as view:
            now = read_range(view, here.company.business_day(at), here.company.currency)
            then, before = self.book.stored, _before(view, options, here.location_id)
        goods = (now.products, now.owners, now.terms) == (then.products, then.owners, then.terms)
        return goods and before == self.before


def import_sales(
    store: Store,
    path: Path,
    options: ImportOptions,
    *,
    at: datetime,
    progress: Progress = no_progress,
    sales: UnderstoodSales | None = None,
) -> ImportReport:
    """Take over receipts of another system: one row is one line, receipts are distinguished by their number.

    The whole file is read before the first receipt is saved, unless it was read as ``sales`` a moment ago and what it
    was compared with is as before. Receipts are then saved in portions, so that tills can sell in between; each is
    whole, and importing the file again saves what is missing and nothing twice. What the receipts sold counts as there
    since just before the first of them, so stock of today does not change. Raises as :func:`understand_sales`.
    """
    if sales is None or not sales.holds_in(store, options, at=at):
        sales = understand_sales(store, path, options, at=at, progress=progress)
    if not sales.report.refused and not options.dry_run and sales.book.count:
        device_id = prepare_sales(store, sales, options, at=at)
        _save_receipts(store, sales, device_id, at=at, progress=progress)
    return sales.report


def understand_sales(
    store: Store,
    path: Path,
    options: ImportOptions,
    *,
    at: datetime,
    progress: Progress = no_progress,
    watch: Watch | None = None,
) -> UnderstoodSales:
    """Read a sales list as a whole and save nothing. ``watch`` is called with every row that is understood.

    Raises as :func:`pipelines.importing.run_import.import_products`, and :class:`store.shop.NoShop`.
    """
    table = open_table(path)
    here = find_here(store, options)
    if here.is_new:
        raise NoShop
    columns = _columns(table, here, options)
    problems, notes = Problems(), Notes()
    with store.view() as view:
        before = _before(view, options, here.location_id)
        meant = {role: column.heading for role, column in columns.items()}
        book = _book(view, here, options, before, headings=meant, at=at)
        reader = SaleReader(table.headers, columns, _writing(table, columns, here, options))
        notes.add(table.notes)
        notes.add(_sale_notes(before, options))
        read = _read_sales(table, reader, book, (problems, notes), progress, watch=watch)
        problems.add(book.settle())
    notes.add(book.notes())
    refused = problems.refuse(skip_bad_rows=options.skip_bad_rows)
    report = ImportReport(
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
    return UnderstoodSales(book, before, here, report)


def prepare_sales(store: Store, sales: UnderstoodSales, options: ImportOptions, *, at: datetime) -> int:
    """Register what the receipts need: goods that only they know, and the device that numbers them; returns its id."""
    missing = sales.book.missing()
    if missing:
        goods = Range(categories=(OTHER,), products=tuple(missing))
        save_goods_in_portions(store, goods, {}, location_id=sales.here.location_id, at=at, progress=no_progress)
    return import_device(store, office_actor(store), options.source, sales.here.location_id, at=at).id


def _columns(table: Table, here: Here, options: ImportOptions) -> dict[ColumnRole, Column]:
    headings = sale_headings(table.headers)
    columns = guess_columns(table.headers, table.sample, headings, options.columns, here=here.place)
    require(columns, table.headers, ColumnRole.DATE)
    require(columns, table.headers, ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.NAME)
    amounts = (ColumnRole.PRICE, ColumnRole.GROSS, ColumnRole.TOTAL)
    require(columns, table.headers, *amounts, currency=here.company.currency)
    return columns


def _writing(table: Table, columns: Mapping[ColumnRole, Column], here: Here, options: ImportOptions) -> Writing:
    return Writing(
        zone=zone_of_heading(columns[ColumnRole.DATE].heading) or ZoneInfo(here.company.zone),
        day_order=_day_order(table, columns, options),
        style=style_of(table, columns, options),
        currency=here.company.currency,
    )


def _read_sales(
    table: Table,
    reader: SaleReader,
    book: ReceiptBook,
    outcome: tuple[Problems, Notes],
    progress: Progress,
    *,
    watch: Watch | None,
) -> int:
    """Read every row. A row without its receipt spoils the receipts above and below it."""
    read, spoils_next, (problems, notes) = 0, False, outcome
    above: ReceiptName | None = None
    for row in counted(table, SALE_LINES_MAX, progress):
        line = reader.read(row)
        notes.take(reader.notes)
        if line is None:
            continue
        read += 1
        if isinstance(line, list):
            problems.add(line)
            book.spoil(reader.receipt or above)
            spoils_next = reader.receipt is None
            continue
        if spoils_next:
            book.spoil(line.receipt)
        above, spoils_next = line.receipt, False
        if watch is not None:
            watch(line)
        if isinstance(line, ReceiptDiscount):
            book.take_off(line)
            continue
        problems.add(book.add(line))
    return read


def _save_receipts(store: Store, sales: UnderstoodSales, device_id: int, *, at: datetime, progress: Progress) -> None:
    book, before = sales.book, sales.before.after
    goods_from, after = book.first_at - timedelta(seconds=1), before
    receipts, actor, size = book.receipts(), office_actor(store), portion_size(store, RECEIPTS_AT_ONCE)
    while portion := [document for receipt in islice(receipts, size) for document in receipt]:
        save_receipts(store, actor, Receipts(device_id, after, portion, goods_from), at=at)
        let_others_write(store)
        after += len(portion)
        progress("save", after - before, book.count)


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
        known_receipts=before.known,
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


def _sale_notes(before: Before, options: ImportOptions) -> Iterator[Remark]:
    if options.create_missing:
        yield Remark("only_on_receipts", tax=options.default_tax.value)
    if not before.after:
        yield Remark("no_way_back")
