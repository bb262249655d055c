"""Read a sales list: one row is one line of a receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache

from integrations.spreadsheets.barcodes import read_barcodes
from integrations.spreadsheets.cells import moment
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.number_style import NumberStyle
from integrations.spreadsheets.product_names import cut_text
from integrations.spreadsheets.reading import Cells, fill_from_above
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import Row, RowProblem, damaged, shown
from integrations.spreadsheets.sale_amounts import discount_of_row, is_rounding, price_and_discount, quantity_of
from integrations.spreadsheets.sale_kinds import RowKind, is_type_of_rows, sale_kind
from integrations.spreadsheets.sale_returns import came_back, refunded_minor
from integrations.spreadsheets.time_zones import zone_of
from models.catalogue.product import NAME_LENGTH_MAX, SKU_LENGTH_MAX
from models.pricing.price import line_gross
from models.selling.settlement import TenderKind

RECEIPT_LENGTH_MAX = 80
CUSTOMER_LENGTH_MAX = REGISTER_LENGTH_MAX = 40
#: Columns that tell whether a row was sold.
_KINDS = (ColumnRole.KIND, ColumnRole.STATUS, ColumnRole.CANCELLED, ColumnRole.REFUNDED)
_OF_ORDER = (ColumnRole.ORDER_DISCOUNT, ColumnRole.ORDER_SUM, ColumnRole.ORDER_TOTAL, ColumnRole.REFUNDED)
_CASH = ("kontant", "kontanter", "cash")


@dataclass(frozen=True, slots=True)
class ReceiptName:
    """The identity of a receipt in the other system: its number, and its register and instant where the file has them.

    One number may name several receipts: some tills begin again each day, and each register may count for itself.
    """

    number: str
    register: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderSums:
    """Amounts of a whole receipt in minor units, as its rows name them.

    ``discount`` is taken off the sum of its lines; ``lines`` is that sum after the discount, ``total`` what was paid.
    ``refunded`` is what went back of it later.
    """

    discount: int | None = None
    lines: int | None = None
    total: int | None = None
    refunded: int | None = None


NO_SUMS = OrderSums()


@dataclass(frozen=True, slots=True)
class ReceiptDiscount:
    """A row that is no goods but takes an amount off its receipt."""

    row: int
    receipt: ReceiptName
    at: datetime
    discount_minor: int


@dataclass(frozen=True, slots=True)
class SaleRow:
    """One sold line. ``receipt`` is its receipt in the other system; amounts in minor units.

    The line came to ``unit_price_minor`` × ``quantity`` − ``discount_minor``. ``code`` is a barcode of the shop's own.
    ``is_return``: the row is no sale but goods that came back; ``came_back``: it was sold, and came back later.
    """

    row: int
    receipt: ReceiptName
    at: datetime
    sku: str
    gtin: str
    name: str
    quantity: Decimal
    unit_price_minor: int
    discount_minor: int
    tender: TenderKind
    customer: str
    operator: str
    code: str = ""
    order: OrderSums = NO_SUMS
    is_return: bool = False
    came_back: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file writes instants and amounts: ``day_order`` is ``dmy`` or ``mdy``."""

    zone: tzinfo
    day_order: str
    style: NumberStyle
    currency: str


class SaleReader:
    """Reads one sales list from top to bottom.

    What is only in the first row of a receipt (its date, its payment) holds for its other rows too; a row without
    number and date belongs to the receipt above it. Where there is no column of receipt numbers every row is a receipt
    of its own, named by its content.
    """

    def __init__(
        self,
        headers: tuple[str, ...],
        columns: Mapping[ColumnRole, Column],
        writing: Writing,
    ) -> None:
        self._columns, self._width = columns, len(headers)
        self._writing = writing
        self._has_registers = ColumnRole.REGISTER in columns
        self._kinds = [role for role in _KINDS if role in columns]
        self._above: SaleRow | ReceiptDiscount | None = None
        self._parent = ""
        self.receipt: ReceiptName | None = None
        self.notes: list[Remark] = []
        self._latest_kind: dict[ColumnRole, tuple[str, str]] = {}
        self._back = self._is_return = False
        self._alike: dict[str, int] = {}

    def read(self, row: Row) -> SaleRow | ReceiptDiscount | list[RowProblem] | None:
        """The line of a row, what is wrong with it, or ``None`` when the row is empty or no sale.

        ``receipt`` names the receipt of the row that was read last; it is ``None`` if the row has no number. A row
        that is ignored although it is not empty is named in ``notes``.
        """
        self.receipt = None
        if row.is_empty:
            return None
        problem = self._unreadable(row)
        if problem:
            self._parent = ""
            return [problem]
        cells = Cells(row, self._columns, self._writing.style, self._writing.currency)
        if not (cells.raw(ColumnRole.RECEIPT) or cells.raw(ColumnRole.DATE) or cells.raw(ColumnRole.REGISTER)):
            fill_from_above(cells, {ColumnRole.RECEIPT: self._parent})
        self._parent = cells.raw(ColumnRole.RECEIPT)
        if cells.problems:
            self.receipt = self._receipt_of(cells)
            return cells.problems
        if not self._is_sale(cells):
            return cells.problems or None
        line = self._discount(cells) or self._line(cells)
        if cells.problems or line is None:
            return cells.problems
        self._above = line
        self.notes.extend(cells.notes)
        return line

    def _unreadable(self, row: Row) -> RowProblem | None:
        if row.damage:
            return damaged(row)
        if any(cell.strip() for cell in row.cells[self._width :]):
            return RowProblem(row.number, "", "", "too_many_cells", "has more cells than there are columns")
        return None

    def _receipt_of(self, cells: Cells) -> ReceiptName | None:
        """The receipt of a row that cannot be used, by its number alone."""
        number = cells.raw(ColumnRole.RECEIPT)
        return ReceiptName(number, cells.raw(ColumnRole.REGISTER), None) if number else None

    def _discount(self, cells: Cells) -> ReceiptDiscount | None:
        """A row that only takes an amount off its receipt."""
        minor = discount_of_row(cells)
        if minor is None or ColumnRole.RECEIPT not in self._columns:
            return None
        receipt, at, _ = self._place(cells)
        if receipt is None or at is None:
            return None
        text = shown(cells.raw(ColumnRole.NAME))
        self.notes.append(Remark("receipt_discount", row=cells.row.number, text=text))
        return ReceiptDiscount(cells.row.number, receipt, at, minor)

    def _is_sale(self, cells: Cells) -> bool:
        """Whether a row is a line that was sold or came back; what was cancelled is noted."""
        self._back, self._is_return = False, False
        if is_rounding(cells):
            self.notes.append(Remark("cash_rounding", row=cells.row.number))
            return False
        if not self._kinds:
            return True
        words = {role: self._word_of_kind(cells, role) for role in self._kinds}
        for role, word in words.items():
            kind = sale_kind(self._columns[role].heading, word)
            if kind is RowKind.REFUND:
                if not self._is_understood_return(cells, role, words):
                    return False
            elif kind in {RowKind.CANCELLED, RowKind.PENDING}:
                named = f"{self._columns[role].heading} {word}" if role is ColumnRole.CANCELLED else word
                self.notes.append(Remark("no_sale", row=cells.row.number, text=shown(named)))
            if kind not in {RowKind.SALE, RowKind.REFUND}:
                return False
        goods = any(cells.raw(role) for role in (ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.NAME))
        return (
            goods or ColumnRole.KIND not in self._columns or not is_type_of_rows(self._columns[ColumnRole.KIND].heading)
        )

    def _is_understood_return(self, cells: Cells, role: ColumnRole, words: Mapping[ColumnRole, str]) -> bool:
        """Whether it is clear how much of a row came back: all of it, as a row of its own or later, or an amount."""
        if role is ColumnRole.KIND:
            self._is_return = True
            return True
        self._back = came_back(cells, role, words)
        if not cells.problems:
            return True
        number = self._number(cells)
        at = self._at(cells) if cells.raw(ColumnRole.DATE) else None
        self.receipt = ReceiptName(number, cells.raw(ColumnRole.REGISTER), at) if number else None
        return False

    def _word_of_kind(self, cells: Cells, role: ColumnRole) -> str:
        """The cell of a role, or where it is empty that of a row above of the same receipt."""
        word, receipt = cells.raw(role), cells.raw(ColumnRole.RECEIPT)
        above, latest = self._latest_kind.get(role, ("", ""))
        if not word and receipt and above == receipt:
            word = latest
        self._latest_kind[role] = receipt, word
        return word

    def _place(self, cells: Cells) -> tuple[ReceiptName | None, datetime | None, SaleRow | None]:
        """The receipt and the instant of a row, and the line above if it is of the same receipt."""
        number = self._number(cells)
        register = cells.text(ColumnRole.REGISTER, REGISTER_LENGTH_MAX) if self._has_registers else ""
        above = self._above_of(number, register)
        register = register or (above.receipt.register if above else "")
        at = above.at if above and not cells.raw(ColumnRole.DATE) else self._at(cells)
        self.receipt = ReceiptName(number, register, at) if number else None
        return self.receipt, at, above if isinstance(above, SaleRow) else None

    def _line(self, cells: Cells) -> SaleRow | None:
        receipt, at, above = self._place(cells)
        barcodes = read_barcodes(cells.raw(ColumnRole.GTIN))
        for code, reason in barcodes.faults:
            if code == "shortened_barcode":
                cells.wrong(ColumnRole.GTIN, code, reason)
        sku, name = cells.name(ColumnRole.SKU, SKU_LENGTH_MAX), cells.text(ColumnRole.NAME)
        if not (sku or barcodes.gtins or barcodes.codes or name):
            cells.wrong(ColumnRole.SKU, "no_product", "no product is named")
        quantity = quantity_of(cells)
        is_return = self._is_return or (quantity is not None and quantity < 0)
        quantity = quantity if quantity is None else abs(quantity)
        priced = price_and_discount(cells, quantity, is_return=is_return) if quantity is not None else None
        order = _order_sums(cells, self._columns, is_return=is_return)
        if receipt is None or at is None or priced is None or quantity is None:
            return None
        line = SaleRow(
            row=cells.row.number,
            receipt=receipt,
            at=at,
            sku=sku,
            gtin=_first(barcodes.gtins),
            name=cut_text(name, NAME_LENGTH_MAX),
            quantity=quantity,
            unit_price_minor=priced[0],
            discount_minor=priced[1],
            tender=above.tender
            if above and not cells.raw(ColumnRole.TENDER)
            else _tender(cells.raw(ColumnRole.TENDER)),
            customer=cells.name(ColumnRole.CUSTOMER, CUSTOMER_LENGTH_MAX) or (above.customer if above else ""),
            operator=cells.text(ColumnRole.OPERATOR, CUSTOMER_LENGTH_MAX) or (above.operator if above else ""),
            code=_first(barcodes.codes),
            order=order,
            is_return=is_return,
            came_back=self._back and not is_return,
        )
        return line if ColumnRole.RECEIPT in self._columns else self._named_by_content(line)

    def _above_of(self, number: str, register: str) -> SaleRow | ReceiptDiscount | None:
        """The row above, if it is of the same receipt."""
        same = self._above and self._above.receipt.number == number and register in {"", self._above.receipt.register}
        return self._above if same else None

    def _number(self, cells: Cells) -> str:
        """The receipt's number; a row of a list without numbers is a receipt of its own."""
        if ColumnRole.RECEIPT not in self._columns:
            return f"row {cells.row.number}"
        number = cells.name(ColumnRole.RECEIPT, RECEIPT_LENGTH_MAX)
        if not number and not cells.problems:
            cells.wrong(ColumnRole.RECEIPT, "no_receipt", "there is no receipt number")
        return number

    def _named_by_content(self, line: SaleRow) -> SaleRow:
        """Name a line without a number by its parsed values: columns may come in any order and number."""
        amount = line_gross(line.unit_price_minor, line.quantity) - line.discount_minor
        values = (line.at.isoformat(), line.sku, line.gtin, line.name, str(line.quantity.normalize()), str(amount))
        number = self._counted((*values, line.tender.value))
        self.receipt = ReceiptName(number, line.receipt.register, line.at)
        return replace(line, receipt=self.receipt)

    def _counted(self, values: tuple[str, ...]) -> str:
        """Content hash of a row plus a counter, so identical rows get different keys."""
        content = hashlib.blake2b("\x1f".join(values).encode(), digest_size=10).hexdigest()
        self._alike[content] = self._alike.get(content, 0) + 1
        return f"{content}-{self._alike[content]}"

    def _at(self, cells: Cells) -> datetime | None:
        clock, zone, order = cells.raw(ColumnRole.TIME), self._writing.zone, self._writing.day_order
        if cells.raw(ColumnRole.ZONE):
            named = cells.understood(ColumnRole.ZONE, zone_of, "unknown_zone")
            zone = named or zone
        return cells.understood(ColumnRole.DATE, lambda text: _moment(text, clock, zone, order), "not_a_date")


@lru_cache(maxsize=1_024)
def _moment(text: str, clock: str, zone: tzinfo, order: str) -> datetime:
    """The rows of a receipt have the same."""
    return moment(text, clock, zone, order)


def _order_sums(cells: Cells, columns: Mapping[ColumnRole, Column], *, is_return: bool) -> OrderSums:
    """The amounts of the whole receipt that a row names, above zero."""
    if not any(map(cells.raw, _OF_ORDER)):
        return NO_SUMS
    if cells.is_per_cent(ColumnRole.ORDER_DISCOUNT) and cells.amount(ColumnRole.ORDER_DISCOUNT, unsigned=True):
        cells.wrong(ColumnRole.ORDER_DISCOUNT, "wrong_sum", "is a share of the whole receipt; export it as an amount")
    heading = columns[ColumnRole.QUANTITY].heading if ColumnRole.QUANTITY in columns else ""
    return OrderSums(
        discount=cells.amount(ColumnRole.ORDER_DISCOUNT, unsigned=True),
        lines=cells.amount(ColumnRole.ORDER_SUM, finer=True, unsigned=is_return),
        total=cells.amount(ColumnRole.ORDER_TOTAL, finer=True, unsigned=is_return),
        refunded=None if is_return else refunded_minor(cells, heading),
    )


def _first(codes: tuple[str, ...]) -> str:
    return codes[0] if codes else ""


def _tender(text: str) -> TenderKind:
    words = plain(text).split()
    return TenderKind.CASH if any(word in words for word in _CASH) else TenderKind.CARD
