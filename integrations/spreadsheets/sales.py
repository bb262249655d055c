"""Read a sales list: one row is one line of a receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from zoneinfo import ZoneInfo

from integrations.spreadsheets.cells import digits_of, moment
from integrations.spreadsheets.columns import Column, ColumnRole, plain
from integrations.spreadsheets.reading import Cells
from integrations.spreadsheets.rows import Row, RowProblem, damaged, shown
from integrations.spreadsheets.sale_kinds import RowKind, is_type_of_rows, sale_kind
from models.barcode import NotAGtin, WrongCheckDigit, parse_gtin
from models.catalogue.product import NAME_LENGTH_MAX, SKU_LENGTH_MAX
from models.money import divide_half_up
from models.pricing.price import line_gross
from models.quantity import LINE_QUANTITY_MAX
from models.selling.settlement import TenderKind

RECEIPT_LENGTH_MAX = 80
CUSTOMER_LENGTH_MAX = REGISTER_LENGTH_MAX = 40
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
class SaleRow:
    """One sold line. ``receipt`` is its receipt in the other system; amounts in minor units.

    The line came to ``unit_price_minor`` × ``quantity`` − ``discount_minor``.
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


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file writes instants and amounts: ``day_order`` is ``dmy`` or ``mdy``."""

    zone: ZoneInfo
    day_order: str
    decimal_sign: str
    currency: str


class SaleReader:
    """Reads one sales list from top to bottom.

    What is only in the first row of a receipt (its date, its payment) holds for its other rows too. Where there
    is no receipt number every row is a receipt of its own, named by its content.
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
        self._kinds = [role for role in (ColumnRole.KIND, ColumnRole.STATUS) if role in columns]
        self._above: SaleRow | None = None
        self.receipt: ReceiptName | None = None
        self.notes: list[str] = []
        self._latest_kind: dict[ColumnRole, tuple[str, str]] = {}
        self._alike: dict[str, int] = {}

    def read(self, row: Row) -> SaleRow | list[RowProblem] | None:
        """The line of a row, what is wrong with it, or ``None`` when the row is empty or no sale.

        ``receipt`` names the receipt of the row that was read last; it is ``None`` if the row has no number. A row
        that is ignored although it is not empty is named in ``notes``.
        """
        self.receipt = None
        if row.damage:
            return [damaged(row)]
        if row.is_empty:
            return None
        if any(cell.strip() for cell in row.cells[self._width :]):
            return [RowProblem(row.number, "", "", "too_many_cells", "has more cells than there are columns")]
        cells = Cells(row, self._columns, self._writing.decimal_sign, self._writing.currency)
        if not self._is_sale(cells):
            return cells.problems or None
        line = self._line(cells)
        if cells.problems or line is None:
            return cells.problems
        self._above = line
        return line

    def _is_sale(self, cells: Cells) -> bool:
        """Whether a row is a line that was sold. A return is a problem; what was cancelled is noted."""
        if not self._kinds:
            return True
        receipt = cells.raw(ColumnRole.RECEIPT)
        for role in self._kinds:
            word = cells.raw(role)
            if not word and receipt and self._latest_kind.get(role, ("", ""))[0] == receipt:
                word = self._latest_kind[role][1]
            self._latest_kind[role] = receipt, word
            kind = sale_kind(self._columns[role].heading, word)
            if kind is RowKind.REFUND:
                number = self._number(cells)
                at = self._at(cells) if cells.raw(ColumnRole.DATE) else None
                self.receipt = ReceiptName(number, cells.raw(ColumnRole.REGISTER), at) if number else None
                cells.wrong(role, "refund", "is a return, which cannot be imported yet")
            elif kind is RowKind.CANCELLED:
                self.notes.append(f"row {cells.row.number}: {shown(word)!r} is no sale and was passed over.")
            if kind is not RowKind.SALE:
                return False
        goods = any(cells.raw(role) for role in (ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.NAME))
        return (
            goods or ColumnRole.KIND not in self._columns or not is_type_of_rows(self._columns[ColumnRole.KIND].heading)
        )

    def _line(self, cells: Cells) -> SaleRow | None:
        number, register = (
            self._number(cells),
            cells.text(ColumnRole.REGISTER, REGISTER_LENGTH_MAX) if self._has_registers else "",
        )
        above = self._above_of(number, register)
        register = register or (above.receipt.register if above else "")
        at = above.at if above and not cells.raw(ColumnRole.DATE) else self._at(cells)
        self.receipt = receipt = ReceiptName(number, register, at) if number else None
        sku, gtin = cells.name(ColumnRole.SKU, SKU_LENGTH_MAX), self._gtin(cells)
        name = cells.text(ColumnRole.NAME, NAME_LENGTH_MAX)
        if not (sku or gtin or name):
            cells.wrong(ColumnRole.SKU, "no_product", "no product is named")
        quantity = _quantity(cells)
        priced = _priced(cells, quantity) if quantity is not None else None
        if receipt is None or at is None or priced is None or quantity is None:
            return None
        line = SaleRow(
            row=cells.row.number,
            receipt=receipt,
            at=at,
            sku=sku,
            gtin=gtin,
            name=name,
            quantity=quantity,
            unit_price_minor=priced[0],
            discount_minor=priced[1],
            tender=above.tender
            if above and not cells.raw(ColumnRole.TENDER)
            else _tender(cells.raw(ColumnRole.TENDER)),
            customer=cells.name(ColumnRole.CUSTOMER, CUSTOMER_LENGTH_MAX) or (above.customer if above else ""),
            operator=cells.text(ColumnRole.OPERATOR, CUSTOMER_LENGTH_MAX) or (above.operator if above else ""),
        )
        return line if ColumnRole.RECEIPT in self._columns else self._named_by_content(line)

    def _above_of(self, number: str, register: str) -> SaleRow | None:
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
        return cells.understood(ColumnRole.DATE, lambda text: moment(text, clock, zone, order), "not_a_date")

    def _gtin(self, cells: Cells) -> str:
        text = digits_of(cells.raw(ColumnRole.GTIN))
        try:
            return parse_gtin(text) if text else ""
        except (NotAGtin, WrongCheckDigit):
            # A barcode that cannot be one may still name the product by its SKU or name.
            return ""


def _quantity(cells: Cells) -> Decimal | None:
    if not cells.raw(ColumnRole.QUANTITY):
        return Decimal(1)
    quantity = cells.quantity(ColumnRole.QUANTITY)
    if quantity is None:
        return None
    if quantity < 0:
        cells.wrong(ColumnRole.QUANTITY, "refund", "is a return, which cannot be imported yet")
        return None
    if quantity == 0 or quantity > LINE_QUANTITY_MAX:
        cells.wrong(ColumnRole.QUANTITY, "wrong_quantity", "is not a quantity that can be sold")
        return None
    return quantity


def _priced(cells: Cells, quantity: Decimal) -> tuple[int, int] | None:
    """Unit price and discount that give the amount of the row.

    A price is per unit; gross is before, a total after discount.
    """
    unit, gross, total = (cells.amount(role) for role in (ColumnRole.PRICE, ColumnRole.GROSS, ColumnRole.TOTAL))
    off = cells.amount(ColumnRole.DISCOUNT, unsigned=True)
    if cells.problems:
        return None
    before = line_gross(unit, quantity) if unit is not None else gross
    if before is None and total is None:
        cells.wrong(ColumnRole.PRICE, "no_price", "there is neither a price nor a total")
        return None
    if before is None:
        before = (total or 0) + (off or 0)
    if off is not None and cells.is_per_cent(ColumnRole.DISCOUNT):
        off = divide_half_up(before * off, 100 * cells.minor_units)
    after = before - off if off is not None else total if total is not None and gross is None else before
    if not 0 <= after <= before or (unit is not None and gross is None and total not in {None, after}):
        cells.wrong(ColumnRole.TOTAL, "wrong_sum", "is not price × quantity − discount")
        return None
    if unit is None:
        unit = int((Decimal(before) / quantity).to_integral_value(rounding=ROUND_CEILING))
    return unit, line_gross(unit, quantity) - after


def _tender(text: str) -> TenderKind:
    words = plain(text).split()
    return TenderKind.CASH if any(word in words for word in _CASH) else TenderKind.CARD
