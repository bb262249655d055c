"""What the files of a former system add up to by themselves, whatever is taken over of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from pathlib import Path

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import guess_columns
from integrations.spreadsheets.file_kinds import FileKind, headings_of
from integrations.spreadsheets.former_orders import FormerOrderLine, FormerOrderReader
from integrations.spreadsheets.price_history import FormerPriceReader, FormerPriceRow
from integrations.spreadsheets.reading import Cells
from integrations.spreadsheets.sales import NO_SUMS, ReceiptDiscount, ReceiptName, SaleReader, SaleRow
from integrations.spreadsheets.table import Table, open_table
from models.analytics.moved_figures import FigureName, MovedMeasure
from models.pricing.price import line_gross
from models.quantity import THOUSANDTHS
from models.shop import Shop
from pipelines.importing.report import ImportOptions
from pipelines.importing.run_import import style_of
from pipelines.importing.shop_here import Here
from pipelines.moving_in.file_writing import writing_of
from pipelines.moving_in.price_import import PRICE_DAYS

Figures = Counter[FigureName]


@dataclass(frozen=True, slots=True)
class FormerFile:
    """A file of the former system, and what it holds."""

    path: Path
    kind: FileKind


def former_figures(file: FormerFile, here: Here, options: ImportOptions) -> Figures:
    """The figures of a file. Cells that cannot be understood count for nothing: they are problems of the import."""
    table = open_table(file.path)
    count: Callable[[Table, Here, ImportOptions], Figures] = {
        FileKind.GOODS: _goods,
        FileKind.PRICE_HISTORY: _former_prices,
        FileKind.COUNT: _counted,
        FileKind.PURCHASE_ORDERS: _orders,
        FileKind.MEMBERS: _members,
        FileKind.GIFT_CARDS: _gift_cards,
        FileKind.SALES: _sales,
    }[file.kind]
    return count(table, here, options)


class _Rows:
    """The cells of each row of a table, read for a kind of file."""

    def __init__(self, table: Table, kind: FileKind, here: Here, options: ImportOptions) -> None:
        headings = headings_of(kind, table.headers)
        self.columns = guess_columns(table.headers, table.sample, headings, options.columns, here=here.place)
        self._table, self._style = table, style_of(table, self.columns, options)
        self._currency = here.company.currency

    def __iter__(self) -> Iterator[Cells]:
        for row in self._table.rows:
            if not row.is_empty and not row.damage:
                yield Cells(row, self.columns, self._style, self._currency)


def _goods(table: Table, here: Here, options: ImportOptions) -> Figures:
    """Rows with a price are goods; those of parents and pictures have none."""
    figures, worth = Figures(), Decimal(0)
    suppliers = set[str]()
    for cells in _Rows(table, FileKind.GOODS, here, options):
        if not (cells.raw(ColumnRole.PRICE) or cells.raw(ColumnRole.PRICE_WITHOUT_TAX)):
            continue
        figures[FigureName(MovedMeasure.GOODS)] += 1
        if cells.raw(ColumnRole.SUPPLIER):
            suppliers.add(cells.raw(ColumnRole.SUPPLIER))
        units, cost = cells.quantity(ColumnRole.STOCK), cells.amount(ColumnRole.COST, finer=True)
        if units is not None:
            figures[FigureName(MovedMeasure.STOCK_UNITS)] += int(units * THOUSANDTHS)
            worth += units * (cost or 0)
    if figures[FigureName(MovedMeasure.STOCK_UNITS)]:
        figures[FigureName(MovedMeasure.STOCK_COST)] = int(worth.to_integral_value(ROUND_HALF_EVEN))
    if suppliers:
        figures[FigureName(MovedMeasure.SUPPLIERS)] = len(suppliers)
    return figures


def _counted(table: Table, here: Here, options: ImportOptions) -> Figures:
    figures = Figures()
    for cells in _Rows(table, FileKind.COUNT, here, options):
        units = cells.quantity(ColumnRole.STOCK)
        figures[FigureName(MovedMeasure.STOCK_UNITS)] += 0 if units is None else int(units * THOUSANDTHS)
    return figures


def _orders(table: Table, here: Here, options: ImportOptions) -> Figures:
    """Orders with a line of which something is still to come, and what is still to come costs."""
    numbers, cost = set[str](), 0
    columns = guess_columns(
        table.headers,
        table.sample,
        headings_of(FileKind.PURCHASE_ORDERS, table.headers),
        options.columns,
        here=here.place,
    )
    writing = writing_of(table, columns, options, here.company, (ColumnRole.DATE, ColumnRole.EXPECTED))
    reader = FormerOrderReader(table.headers, columns, writing)
    for row in table.rows:
        line = None if row.is_empty else reader.read(row)
        if isinstance(line, FormerOrderLine):
            numbers.add(line.number)
            cost += 0 if line.unit_cost is None else line.unit_cost.times(line.quantity).minor
    figures = Figures({FigureName(MovedMeasure.OPEN_ORDERS): len(numbers)})
    if ColumnRole.COST in columns:
        figures[FigureName(MovedMeasure.OPEN_ORDER_COST)] = cost
    return figures


def _former_prices(table: Table, here: Here, options: ImportOptions) -> Figures:
    """Prices, each first day of a product once; those that begin today or later are no history and do not come over."""
    headings = headings_of(FileKind.PRICE_HISTORY, table.headers)
    columns = guess_columns(table.headers, table.sample, headings, options.columns, here=here.place)
    writing = writing_of(table, columns, options, here.company, PRICE_DAYS)
    reader = FormerPriceReader(table.headers, columns, writing)
    prices = set[tuple[str, date]]()
    for row in table.rows:
        price = None if row.is_empty else reader.read(row)
        if isinstance(price, FormerPriceRow):
            prices.add((price.sku or price.barcodes[0], price.first))
    return Figures({FigureName(MovedMeasure.FORMER_PRICES): len(prices)})


def _members(table: Table, here: Here, options: ImportOptions) -> Figures:
    figures = Figures()
    rows = _Rows(table, FileKind.MEMBERS, here, options)
    for cells in rows:
        figures[FigureName(MovedMeasure.MEMBERS)] += 1
        points = cells.quantity(ColumnRole.POINTS) or Decimal(0)
        figures[FigureName(MovedMeasure.POINTS)] += int(points.to_integral_value(ROUND_CEILING))
    if ColumnRole.POINTS not in rows.columns:
        del figures[FigureName(MovedMeasure.POINTS)]
    return figures


def _gift_cards(table: Table, here: Here, options: ImportOptions) -> Figures:
    figures = Figures()
    for cells in _Rows(table, FileKind.GIFT_CARDS, here, options):
        balance = cells.amount(ColumnRole.BALANCE) or 0
        figures[FigureName(MovedMeasure.GIFT_CARDS)] += balance > 0
        figures[FigureName(MovedMeasure.GIFT_CARD_DEBT)] += balance
    return figures


def _sales(table: Table, here: Here, options: ImportOptions) -> Figures:
    """Receipts and their lines as they are in the file, by the year of their business day."""
    columns = guess_columns(
        table.headers, table.sample, headings_of(FileKind.SALES, table.headers), options.columns, here=here.place
    )
    company = here.company
    writing = writing_of(table, columns, options, company, (ColumnRole.DATE,))
    reader, sales = SaleReader(table.headers, columns, writing), FormerSales(company)
    for row in table.rows:
        understood = reader.read(row)
        reader.notes.clear()
        if isinstance(understood, SaleRow | ReceiptDiscount):
            sales.add(understood)
    return sales.figures()


class FormerSales:
    """The receipts of the former system, summed up row by row while somebody reads them."""

    def __init__(self, company: Shop) -> None:
        self._company = company
        self._receipts: dict[tuple[ReceiptName, bool], _Receipt] = {}

    def add(self, row: SaleRow | ReceiptDiscount) -> None:
        """Add a row."""
        name = row.receipt, isinstance(row, SaleRow) and row.is_return
        receipt = self._receipts.get(name)
        if receipt is None:
            receipt = self._receipts[name] = _Receipt(self._company.business_day(row.at).year)
        receipt.add(row)

    def figures(self) -> Figures:
        """How many receipts there are in each year, returns with them, and what they come to."""
        figures = Figures()
        for (_, is_return), each in self._receipts.items():
            amount = -each.amount if is_return else each.amount - each.refunded
            figures[FigureName(MovedMeasure.SALES, each.year)] += 1 + bool(each.refunded)
            figures[FigureName(MovedMeasure.SALES_SUM, each.year)] += amount
        return figures


class _Receipt:
    """What a receipt comes to: by its lines, less what is taken off the whole, unless the file names the sum itself."""

    __slots__ = ("_back", "_lines", "_sums", "year")

    def __init__(self, year: int) -> None:
        self.year, self._lines, self._back, self._sums = year, 0, 0, NO_SUMS

    def add(self, row: SaleRow | ReceiptDiscount) -> None:
        """Add a row."""
        if isinstance(row, ReceiptDiscount):
            self._lines -= row.discount_minor
            return
        amount = line_gross(row.unit_price_minor, row.quantity) - row.discount_minor
        self._lines += amount
        self._back += amount if row.came_back else 0
        if row.order != NO_SUMS:
            self._sums = row.order

    @property
    def refunded(self) -> int:
        """Minor units that went back of it, as it names them or by the lines that came back."""
        return self._sums.refunded or self._back

    @property
    def amount(self) -> int:
        """Minor units."""
        return self._lines - (self._sums.discount or 0) if self._sums.lines is None else self._sums.lines
