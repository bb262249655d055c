"""Taking over price breaks from a supplier's list: from which quantities on its products cost less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column, guess_columns, price_break_headings, require
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.price_steps import PriceStepReader, PriceStepRow
from integrations.spreadsheets.rows import RowProblem, shown
from integrations.spreadsheets.table import open_table
from models.access.actor import Actor
from models.money import Money
from models.purchasing.price_breaks import BREAKS_MAX, Breaks, PriceBreak, in_order
from models.purchasing.supplier import SupplierTerm, chosen_terms
from operations.access.actors import office_actor
from operations.catalogue.price_break_changes import set_price_breaks
from operations.progress import Progress, no_progress
from pipelines.importing.report import LISTED_MAX, ImportedChange, ImportOptions, ImportReport, Problems
from pipelines.importing.run_import import counted, style_of
from pipelines.importing.shop_here import find_here
from store import price_break_rows
from store.database.engine import Store
from store.database.pauses import let_others_write
from store.importing.stored_range import StoredRange, read_range
from store.shop import NoShop

ROWS_MAX = 100_000
#: The name by which a preview shows what changes.
PRICE_BREAKS = "price_breaks"
#: SKU and code of the supplier.
Key = tuple[str, str]


def import_price_breaks(
    store: Store,
    path: Path,
    options: ImportOptions,
    *,
    at: datetime,
    progress: Progress | None = None,
    actor: Actor | None = None,
) -> ImportReport:
    """Set the price breaks of each product that a list names for its supplier, in place of those before.

    ``saved`` counts products of a supplier. The whole file is checked before anything is stored; the same file again
    changes nothing. Where bad rows are skipped, a product of which one is bad stays as it is. Raises as
    :func:`pipelines.importing.run_import.import_products`, and :class:`store.shop.NoShop`.
    """
    report_progress = progress or no_progress
    table, here = open_table(path), find_here(store, options)
    if here.is_new:
        raise NoShop
    currency = here.company.currency
    columns = guess_columns(table.headers, table.sample, price_break_headings(), options.columns, here=here.place)
    for roles in ((ColumnRole.SKU, ColumnRole.GTIN), (ColumnRole.FROM_QUANTITY,), (ColumnRole.COST,)):
        require(columns, table.headers, *roles, currency=currency)
    with store.view() as view:
        before = price_break_rows.all_breaks(view, currency)
        plan = PriceBreakPlan(read_range(view, here.company.business_day(at), currency), columns, currency)
    reader = PriceStepReader(table.headers, columns, style_of(table, columns, options), currency)
    problems, read = Problems(), 0
    for row in counted(table, ROWS_MAX, report_progress):
        understood = None if row.is_empty else reader.read(row)
        if understood is not None:
            read += 1
            problems.add(understood if isinstance(understood, list) else plan.add(understood))
    problems.add(plan.contradictions())
    refused = problems.refuse(skip_bad_rows=options.skip_bad_rows)
    agreed = plan.agreed()
    changed = {key: breaks for key, breaks in agreed.items() if before.get(key, ()) != breaks}
    if not refused and not options.dry_run:
        _save(store, actor or office_actor(store), changed, at=at, progress=report_progress)
    return ImportReport(
        read=read,
        saved=0 if refused else len(changed),
        unchanged=len(agreed) - len(changed),
        problems=problems.named,
        problem_count=problems.count,
        columns=tuple(sorted(columns.values(), key=lambda column: column.index)),
        dry_run=options.dry_run,
        notes=table.notes,
        refused=refused,
        changes=tuple(islice(plan.changes(changed), LISTED_MAX)),
    )


def _save(store: Store, actor: Actor, changed: Mapping[Key, Breaks], *, at: datetime, progress: Progress) -> None:
    for number, ((sku, supplier), breaks) in enumerate(changed.items(), start=1):
        set_price_breaks(store, actor, sku, supplier, breaks, at=at)
        progress("save", number, len(changed))
        let_others_write(store)


class PriceBreakPlan:
    """Finds product and supplier of each row, and collects the steps of each."""

    def __init__(self, stored: StoredRange, columns: Mapping[ColumnRole, Column], currency: str) -> None:
        self._stored, self._columns, self._currency = stored, columns, currency
        self._suppliers = {plain(each.name): code for code, each in stored.suppliers.items()}
        self._suppliers |= {plain(code): code for code in stored.suppliers}
        self._usual = {sku: term.supplier_code for sku, term in chosen_terms(stored.terms.values()).items()}
        self._rows: dict[Key, list[PriceStepRow]] = {}
        self._bad: set[Key] = set()

    def add(self, row: PriceStepRow) -> list[RowProblem]:
        """Take a row in, or return what is wrong with it."""
        sku = self._stored.sku_of(row.sku, row.barcodes)
        if sku is None:
            role = ColumnRole.SKU if row.sku else ColumnRole.GTIN
            named = row.sku or row.barcodes[0].lstrip("0")
            return [self._problem(row, role, named, "unknown_product", "is no product of the shop")]
        code = self._suppliers.get(plain(row.supplier)) if row.supplier else self._usual.get(sku)
        if code is None and row.supplier:
            reason = "is no supplier of the shop"
            return [self._problem(row, ColumnRole.SUPPLIER, row.supplier, "unknown_supplier", reason)]
        if code is None or (sku, code) not in self._stored.terms:
            reason = "is not bought from this supplier; import what it asks for one first"
            return [self._problem(row, ColumnRole.SKU, sku, "no_terms", reason)]
        self._rows.setdefault((sku, code), []).append(row)
        return []

    def contradictions(self) -> Iterator[RowProblem]:
        """What is wrong with the steps of a product together."""
        for key, rows in self._rows.items():
            for problem in self._wrong_steps(self._stored.terms[key], rows):
                self._bad.add(key)
                yield problem

    def agreed(self) -> dict[Key, Breaks]:
        """The breaks of each product and supplier of which no row is wrong; none for those without a lower price."""
        return {
            key: in_order(self._stored.terms[key], [self._break(each) for each in rows if not _is_small(each)])
            for key, rows in self._rows.items()
            if key not in self._bad
        }

    def changes(self, changed: Mapping[Key, Breaks]) -> Iterator[ImportedChange]:
        """Each product whose breaks change, in the order of the list."""
        for sku in dict.fromkeys(sku for sku, _ in changed):
            yield ImportedChange(sku, self._stored.products[sku].name, False, None, None, (PRICE_BREAKS,))  # noqa: FBT003

    def _wrong_steps(self, term: SupplierTerm, rows: list[PriceStepRow]) -> Iterator[RowProblem]:
        ordered = sorted(rows, key=lambda each: (each.least, each.row))
        cost, number = term.cost.minor, 0
        for before, row in zip([None, *ordered], ordered, strict=False):
            if before is not None and before.least == row.least:
                reason = f"is in row {before.row} already"
                yield self._problem(row, ColumnRole.FROM_QUANTITY, f"{row.least:f}", "duplicate_step", reason)
            elif _is_small(row):
                if row.cost_minor != cost:
                    reason = f"is not what the supplier asks for one ({term.cost}); change that in the list of goods"
                    yield self._wrong_cost(row, "other_small_cost", reason)
            elif row.cost_minor >= cost:
                yield self._wrong_cost(row, "not_cheaper", "is not below the price of a smaller quantity")
            elif number == BREAKS_MAX:
                yield self._wrong_cost(row, "too_many_steps", f"is one step more than {BREAKS_MAX}")
            else:
                cost, number = row.cost_minor, number + 1

    def _break(self, row: PriceStepRow) -> PriceBreak:
        return PriceBreak(row.least, Money(row.cost_minor, self._currency))

    def _wrong_cost(self, row: PriceStepRow, code: str, reason: str) -> RowProblem:
        return self._problem(row, ColumnRole.COST, str(Money(row.cost_minor, self._currency)), code, reason)

    def _problem(self, row: PriceStepRow, role: ColumnRole, value: str, code: str, reason: str) -> RowProblem:
        heading = self._columns[role].heading if role in self._columns else role.value
        return RowProblem(row.row, heading, shown(value), code, reason)


def _is_small(row: PriceStepRow) -> bool:
    """Whether a row has the price of a small order, which is no step."""
    return row.least <= 1
