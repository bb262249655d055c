"""A supplier's delivery note from a file: which goods came, for which lines of an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import ImportPlace, delivery_headings, guess_columns, require
from integrations.spreadsheets.delivery_notes import NoteReader, NoteRow
from integrations.spreadsheets.rows import RowProblem, shown
from integrations.spreadsheets.table import open_table
from models.errors import Refused
from models.money import Money
from models.purchasing.arrival import CountedGoods
from models.purchasing.order_progress import LineProgress
from models.purchasing.purchase_order import PurchaseOrder
from models.stock.lots import named_lot
from pipelines.importing.report import ImportOptions
from pipelines.importing.run_import import style_of
from store import received_goods, shop
from store.catalogue.goods_of_code import GoodsOfCode, goods_of_code
from store.database.engine import Connection, Store

#: No delivery note has more lines.
ROWS_MAX = 5_000


class WrongDeliveryNote(Refused):
    """A file of which some rows cannot be received."""

    code = "wrong_delivery_note"
    text = "{count} rows of the file cannot be received, the first is row {row}: {reason}. Nothing was received."

    count: int
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class NoteTarget:
    """What a delivery note is for: an order with the progress of its lines, or only a supplier."""

    supplier_code: str
    order: PurchaseOrder | None = None
    progress: Mapping[int, LineProgress] | None = None


def read_delivery_note(store: Store, path: Path, target: NoteTarget) -> tuple[CountedGoods, ...]:
    """The goods of a delivery note in a CSV or Parquet file, on the lines of the order that have them.

    Rows name their goods by barcode, SKU or the supplier's number; a case counts as what is in it. Raises
    :class:`WrongDeliveryNote`, :class:`integrations.spreadsheets.rows.NotATable` or
    :class:`integrations.spreadsheets.columns.MissingColumn`.
    """
    table = open_table(path)
    with store.view() as view:
        company = shop.get_shop(view)
        headings = delivery_headings()
        columns = guess_columns(table.headers, table.sample, headings, {}, here=ImportPlace(company.currency, ""))
        require(columns, table.headers, ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.SUPPLIER_SKU)
        require(columns, table.headers, ColumnRole.QUANTITY)
        reader = NoteReader(columns, style_of(table, columns, ImportOptions()), company.currency)
        problems, goods = list[RowProblem](), list[CountedGoods]()
        for row in islice(table.rows, ROWS_MAX):
            understood = None if row.is_empty else reader.read(row)
            if isinstance(understood, NoteRow):
                matches = _goods(view, understood, company.country, target.supplier_code)
                if matches is None:
                    problems.append(_unknown(understood))
                else:
                    goods.append(_counted(understood, matches, target, company.currency))
            elif understood is not None:
                problems += understood
    if problems:
        raise WrongDeliveryNote(len(problems), problems[0].row, f"{problems[0].column} {problems[0].reason}".strip())
    return tuple(goods)


def note_target(view: Connection, order: PurchaseOrder) -> NoteTarget:
    """A delivery note for an order, from what has come of it."""
    return NoteTarget(order.supplier_code, order, received_goods.progress_of_orders(view, [order.id])[order.id])


def _goods(view: Connection, row: NoteRow, country: str, supplier_code: str) -> GoodsOfCode | None:
    matches = (goods_of_code(view, code, country, supplier_code) for code in row.codes)
    return next((each for each in matches if each is not None), None)


def _unknown(row: NoteRow) -> RowProblem:
    return RowProblem(row.row, "", shown(row.codes[0]), "unknown_product", f"{shown(row.codes[0])} is no product")


def _counted(row: NoteRow, goods: GoodsOfCode, target: NoteTarget, currency: str) -> CountedGoods:
    lines = () if target.order is None else target.order.lines
    position = next((at for at, line in enumerate(lines, start=1) if line.sku == goods.product.sku), None)
    delivered_before = target.progress[position].delivered if target.progress and position else Decimal(0)
    cost = None if row.cost is None else Money(row.cost, currency)
    return CountedGoods(
        goods.product.sku, row.quantity * goods.units, row.damaged * goods.units, position, delivered_before, cost,
        named_lot(goods.product.sku, row.lot, row.best_before),
    )  # fmt: skip
