"""Taking over the purchase orders of a former system of which goods are still to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column, guess_columns, purchase_order_headings, require
from integrations.spreadsheets.former_orders import FormerOrderLine, FormerOrderReader
from integrations.spreadsheets.rows import RowProblem, shown
from integrations.spreadsheets.table import open_table
from models.members.name_key import name_key
from models.money import Money
from models.purchasing.open_order import OpenOrder
from models.purchasing.purchase_order import OrderLine
from models.purchasing.supplier import Supplier
from models.quantity import Unit
from operations.access.actors import office_actor
from operations.progress import Progress, no_progress
from operations.purchasing.open_orders import take_over_orders
from pipelines.importing.report import ImportOptions, ImportReport, Problems
from pipelines.importing.run_import import counted
from pipelines.importing.shop_here import Here, find_here
from pipelines.moving_in.file_writing import writing_of
from pipelines.moving_in.former_list import FormerList
from store import purchasing
from store.database.engine import Connection, Store
from store.database.pauses import let_others_write
from store.importing.stored_range import read_range
from store.shop import NoShop

LINES_MAX = 100_000
#: Orders of one transaction.
ORDERS_AT_ONCE = 20


def import_orders(
    store: Store, path: Path, options: ImportOptions, *, at: datetime, progress: Progress | None = None
) -> ImportReport:
    """Store what is still to come of the orders of a list; an order that is here already stays as it is.

    The whole file is checked before anything is stored. Raises as
    :func:`pipelines.importing.run_import.import_products`, and :class:`store.shop.NoShop`.
    """
    report_progress = progress or no_progress
    table, here = open_table(path), find_here(store, options)
    if here.is_new:
        raise NoShop
    columns = guess_columns(table.headers, table.sample, purchase_order_headings(), options.columns, here=here.place)
    for roles in (
        (ColumnRole.RECEIPT,),
        (ColumnRole.SUPPLIER,),
        (ColumnRole.SKU, ColumnRole.GTIN),
        (ColumnRole.QUANTITY,),
    ):
        require(columns, table.headers, *roles)
    writing = writing_of(table, columns, options, here.company, (ColumnRole.DATE, ColumnRole.EXPECTED))
    with store.view() as view:
        plan = OrderPlan(view, here, columns, at)
    reader, problems, read = FormerOrderReader(table.headers, columns, writing), Problems(), 0
    for row in counted(table, LINES_MAX, report_progress):
        understood = None if row.is_empty else reader.read(row)
        read += not row.is_empty
        if isinstance(understood, list):
            problems.add(understood)
            plan.leave_out(reader.number)
        elif understood is not None:
            problems.add(plan.add(understood))
    orders = plan.orders()
    save = partial(_save, store, orders, here, at=at, progress=report_progress)
    return FormerList(table, columns.values(), read, problems).save_unless_wrong(options, len(orders), save)


def _save(store: Store, orders: list[OpenOrder], here: Here, *, at: datetime, progress: Progress) -> int:
    actor, new_orders = office_actor(store), 0
    for begin in range(0, len(orders), ORDERS_AT_ONCE):
        portion = orders[begin : begin + ORDERS_AT_ONCE]
        entered = take_over_orders(store, actor, portion, location_id=here.location_id, at=at)
        new_orders += sum(each.is_new for each in entered)
        progress("save", begin + len(portion), len(orders))
        let_others_write(store)
    return new_orders


@dataclass(slots=True)
class _Order:
    """An order on its way from the rows of a file."""

    supplier: Supplier
    row: int
    ordered_on: date | None
    expected_on: date | None
    lines: dict[str, OrderLine] = field(default_factory=dict)


class OrderPlan:
    """Finds suppliers and products of the shop, and collects the lines of each order."""

    def __init__(self, view: Connection, here: Here, columns: Mapping[ColumnRole, Column], at: datetime) -> None:
        self._columns, self._today = columns, here.company.business_day(at)
        self._stored = read_range(view, self._today, here.company.currency)
        suppliers = purchasing.all_suppliers(view)
        self._suppliers = {name_key(each.name): each for each in suppliers.values()}
        self._suppliers |= {name_key(code): each for code, each in suppliers.items()}
        terms = purchasing.all_terms(view, here.company.currency)
        self._costs = {(each.supplier_code, each.sku): each.cost for each in terms}
        self._nothing = Money(0, here.company.currency)
        self._orders, self._left_out = dict[str, _Order](), set[str]()

    def add(self, row: FormerOrderLine) -> list[RowProblem]:
        """Take a row in, or return what is wrong with it: the order of a bad row is left out as a whole."""
        supplier = self._suppliers.get(name_key(row.supplier))
        order = self._orders.get(row.number)
        if order is None and supplier is not None:
            order = self._orders[row.number] = _Order(supplier, row.row, row.ordered_on, row.expected_on)
        problem = self._fault(row, supplier, order)
        if problem is not None:
            self._left_out.add(row.number)
            return [problem]
        if order is not None:
            self._add_line(order, row, self._sku(row) or "")
        return []

    def leave_out(self, number: str) -> None:
        """A row of this order cannot be read: nothing of it is taken over."""
        self._left_out.add(number)

    def orders(self) -> list[OpenOrder]:
        """The orders of which nothing was wrong."""
        whole = {number: each for number, each in self._orders.items() if number not in self._left_out and each.lines}
        return [self._open(number, each) for number, each in whole.items()]

    def _open(self, number: str, order: _Order) -> OpenOrder:
        ordered_on = min(order.ordered_on or self._today, self._today)
        soonest = ordered_on + timedelta(order.supplier.lead_time_days)
        expected_on = max(order.expected_on or soonest, ordered_on)
        return OpenOrder(order.supplier.code, number, ordered_on, expected_on, tuple(order.lines.values()))

    def _fault(self, row: FormerOrderLine, supplier: Supplier | None, order: _Order | None) -> RowProblem | None:
        if supplier is None:
            return self._problem(
                row, ColumnRole.SUPPLIER, row.supplier, "unknown_supplier", "is no supplier of the shop"
            )
        if order is not None and order.supplier != supplier:
            reason = f"is another supplier than in row {order.row}, with the same number"
            return self._problem(row, ColumnRole.SUPPLIER, row.supplier, "order_split", reason)
        sku = self._sku(row)
        if sku is None:
            role = ColumnRole.SKU if row.sku else ColumnRole.GTIN
            named = row.sku or row.barcodes[0].lstrip("0")
            return self._problem(row, role, named, "unknown_product", "is no product of the shop")
        is_part = row.quantity != row.quantity.to_integral_value()
        if self._stored.products[sku].unit is Unit.PIECE and is_part:
            reason = "is not a number of pieces"
            return self._problem(row, ColumnRole.QUANTITY, str(row.quantity), "wrong_quantity", reason)
        return None

    def _sku(self, row: FormerOrderLine) -> str | None:
        return self._stored.sku_of(row.sku, row.barcodes)

    def _add_line(self, order: _Order, row: FormerOrderLine, sku: str) -> None:
        """One line for each product; what a unit costs is what the supplier asks for it where the file has nothing."""
        unit_cost = row.unit_cost or self._costs.get((order.supplier.code, sku), self._nothing)
        before = order.lines.get(sku)
        units = row.quantity + (before.quantity if before else Decimal(0))
        cost = unit_cost.times(row.quantity) + (before.cost if before else self._nothing)
        order.lines[sku] = OrderLine(sku, units, cost)

    def _problem(self, row: FormerOrderLine, role: ColumnRole, value: str, code: str, reason: str) -> RowProblem:
        heading = self._columns[role].heading if role in self._columns else role.value
        return RowProblem(row.row, heading, shown(value), code, reason)
