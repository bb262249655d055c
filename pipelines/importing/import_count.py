"""Taking over a stock count from a file: the stock of what was counted becomes what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from pathlib import Path
from uuid import uuid4

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column, count_headings, guess_columns, require
from integrations.spreadsheets.counts import CountReader, CountRow
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import RowProblem, shown
from integrations.spreadsheets.table import open_table
from models.quantity import Unit
from models.stock.counting import CountedUnits
from operations.access.actors import office_actor
from operations.progress import Progress, no_progress
from operations.stock.stock_count import count_goods
from pipelines.importing.report import ImportOptions, ImportReport, Problems
from pipelines.importing.run_import import PRODUCTS_MAX, counted, style_of
from pipelines.importing.shop_here import find_here
from store.database.engine import Store
from store.database.pauses import let_others_write
from store.importing.stored_range import StoredRange, read_range
from store.shop import NoShop

#: Products of one transaction.
COUNTS_AT_ONCE = 200


def import_count(
    store: Store,
    path: Path,
    options: ImportOptions,
    *,
    at: datetime,
    counted_at: datetime | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Set the stock of each product that a list names to the number counted; other products stay as they are.

    With ``counted_at``, the instant at which the goods were counted, what was sold since stays sold.
    The whole file is checked before anything is stored. Importing the same file again changes nothing unless goods
    moved in between. Raises as :func:`pipelines.importing.run_import.import_products`, and :class:`store.shop.NoShop`.
    """
    report_progress = progress or no_progress
    table = open_table(path)
    here = find_here(store, options)
    if here.is_new:
        raise NoShop
    columns = guess_columns(table.headers, table.sample, count_headings(), options.columns, here=here.place)
    require(columns, table.headers, ColumnRole.SKU, ColumnRole.GTIN)
    require(columns, table.headers, ColumnRole.STOCK)
    with store.view() as view:
        plan = CountPlan(read_range(view, here.company.business_day(at), here.company.currency), columns)
    reader = CountReader(table.headers, columns, style_of(table, columns, options), here.company.currency)
    problems, read = Problems(), 0
    for row in counted(table, PRODUCTS_MAX, report_progress):
        understood = None if row.is_empty else reader.read(row)
        if understood is not None:
            read += 1
            problems.add(understood if isinstance(understood, list) else plan.add(understood))
    refused = problems.refuse(skip_bad_rows=options.skip_bad_rows)
    differing = plan.differing(here.location_id)
    if not refused and not options.dry_run:
        counts = plan.counts if counted_at else differing
        mark = sha256(f"{here.location_id} ".encode() + path.read_bytes()).hexdigest()[:32]
        save = _Saving(store, here.location_id, at, counted_at, mark)
        save.all_of(counts, report_progress)
    return ImportReport(
        read=read,
        saved=0 if refused else len(differing),
        unchanged=len(plan.counts) - len(differing),
        problems=problems.named,
        problem_count=problems.count,
        columns=tuple(sorted(columns.values(), key=lambda column: column.index)),
        dry_run=options.dry_run,
        notes=table.notes if counted_at else (*table.notes, Remark("sold_since")),
        refused=refused,
    )


class CountPlan:
    """Finds the products that a count names, and collects what was counted of each."""

    def __init__(self, stored: StoredRange, columns: Mapping[ColumnRole, Column]) -> None:
        self.counts: dict[str, Decimal] = {}
        self._stored, self._columns = stored, columns
        self._rows: dict[str, int] = {}

    def add(self, row: CountRow) -> list[RowProblem]:
        """Take a row in, or return what is wrong with it."""
        sku = self._stored.sku_of(row.sku, row.barcodes)
        if sku is None:
            role = ColumnRole.SKU if row.sku else ColumnRole.GTIN
            named = row.sku or row.barcodes[0].lstrip("0")
            return [self._problem(row, role, named, "unknown_product", "is no product of the shop")]
        if sku in self._rows:
            reason = f"is in row {self._rows[sku]} already"
            return [self._problem(row, ColumnRole.SKU, sku, "duplicate_sku", reason)]
        pieces = self._stored.products[sku].unit is Unit.PIECE
        if pieces and row.counted != row.counted.to_integral_value():
            reason = "is not a number of pieces"
            return [self._problem(row, ColumnRole.STOCK, str(row.counted), "wrong_quantity", reason)]
        self.counts[sku], self._rows[sku] = row.counted, row.row
        return []

    def differing(self, location_id: int) -> dict[str, Decimal]:
        """What was counted of the products that have another stock at a location."""
        stock = self._stored.stock
        return {sku: units for sku, units in self.counts.items() if stock.get((location_id, sku), Decimal(0)) != units}

    def _problem(self, row: CountRow, role: ColumnRole, value: str, code: str, reason: str) -> RowProblem:
        heading = self._columns[role].heading if role in self._columns else role.value
        return RowProblem(row.row, heading, shown(value), code, reason)


@dataclass(frozen=True, slots=True)
class _Saving:
    """Saves the counts of a file; ``file_mark`` is the same for the same file and location."""

    store: Store
    location_id: int
    at: datetime
    counted_at: datetime | None
    file_mark: str

    def all_of(self, counts: Mapping[str, Decimal], progress: Progress) -> None:
        """Save portion by portion. What has an instant is saved once; without one each import is a count of its own."""
        actor, rest, done = office_actor(self.store), iter(counts.items()), 0
        while portion := dict(islice(rest, COUNTS_AT_ONCE)):
            units = [CountedUnits(sku, counted, self.counted_at or self.at) for sku, counted in portion.items()]
            key = f"{self.file_mark} {self.counted_at:%y%m%d%H%M%S} {done}" if self.counted_at else uuid4().hex
            count_goods(self.store, actor, units, location_id=self.location_id, key=key, at=self.at)
            done += len(portion)
            progress("save", done, len(counts))
            let_others_write(self.store)
