"""Rows of a product list, understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from integrations.spreadsheets.cells import digits_of, is_shortened, unit, yes_or_no
from integrations.spreadsheets.columns import Column, ColumnRole, plain
from integrations.spreadsheets.reading import Cells
from integrations.spreadsheets.rows import Row, RowProblem, damaged, shown
from integrations.spreadsheets.taxes import TaxWords
from models.barcode import NotAGtin, WrongCheckDigit, parse_gtin
from models.catalogue.product import NAME_LENGTH_MAX, SKU_LENGTH_MAX, TaxCategory
from models.quantity import Unit

CATEGORY_LENGTH_MAX = 80
SUPPLIER_LENGTH_MAX = 120
#: What exports write for the only variant of a product.
ONLY_VARIANT = frozenset({"default title", "default", "regular", "ordinarie", "standard"})
#: Rows of these types are no goods: they hold what their variants have in common.
_PARENTS = ("variable", "grouped")
#: What a row without a name takes from the row above with its handle.
_SHARED = (
    ColumnRole.NAME,
    ColumnRole.CATEGORY,
    ColumnRole.SUPPLIER,
    ColumnRole.TAX,
    ColumnRole.UNIT,
    ColumnRole.BY_WEIGHT,
    ColumnRole.ACTIVE,
    ColumnRole.ARCHIVED,
)
_NO_BARCODE = frozenset({"", "-", "n/a", "na", "null", "none", "saknas", "0"})
#: A column for each tax, with yes or no in it: "Tax - Moms (25%)".
_TAX_FLAG = re.compile(r"^tax\b.*?\(([0-9]+(?:[.,][0-9]+)?)\s*%\)\s*$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as one row describes it. Amounts in minor units; ``None``: the row leaves it open.

    ``has_sku``: the row names a SKU; else the barcode serves as one.
    """

    row: int
    sku: str
    has_sku: bool
    name: str
    gtins: tuple[str, ...]
    price_minor: int
    unit: Unit | None = None
    category: str = ""
    tax_category: TaxCategory | None = None
    cost_minor: int | None = None
    supplier: str = ""
    supplier_sku: str = ""
    case_pack: Decimal | None = None
    moq: Decimal | None = None
    active: bool | None = None
    stock: Decimal | None = None


class ProductReader:
    """Reads one product list from top to bottom: a row without a name belongs to the one above with its handle."""

    def __init__(
        self,
        headers: tuple[str, ...],
        columns: Mapping[ColumnRole, Column],
        *,
        taxes: TaxWords,
        decimal_sign: str,
        currency: str,
    ) -> None:
        self._columns, self._taxes, self._width = columns, taxes, len(headers)
        self._decimal_sign, self._currency = decimal_sign, currency
        flags = [(index, _TAX_FLAG.match(header)) for index, header in enumerate(headers)]
        self._tax_flags = [(index, found[1]) for index, found in flags if found]
        self._handle, self._above = "", dict[ColumnRole, str]()
        self.notes: list[str] = []

    def read(self, row: Row) -> ProductRow | list[RowProblem] | None:
        """The product of a row, what is wrong with it, or ``None`` when it describes no product.

        A row that is ignored although it is not empty is named in ``notes``.
        """
        if row.damage:
            return [damaged(row)]
        if any(cell.strip() for cell in row.cells[self._width :]):
            return [RowProblem(row.number, "", "", "too_many_cells", "has more cells than there are columns")]
        cells = Cells(row, self._columns, self._decimal_sign, self._currency)
        if not any(cells.raw(role) for role in (ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.PRICE)) and not cells.raw(
            ColumnRole.NAME
        ):
            return None
        if plain(cells.raw(ColumnRole.KIND)).startswith(_PARENTS):
            self.notes.append(
                f"row {row.number}: {shown(cells.raw(ColumnRole.KIND))!r} is no product, its variants are."
            )
            return None
        self._lean(cells)
        product = self._product(cells)
        return cells.problems or product

    def _lean(self, cells: Cells) -> None:
        """Fill the empty cells of a row without a name from the row above with its handle."""
        handle = cells.raw(ColumnRole.HANDLE)
        if cells.raw(ColumnRole.NAME):
            self._handle, self._above = handle, {role: cells.raw(role) for role in _SHARED}
        elif handle and handle == self._handle:
            cells.above = self._above

    def _product(self, cells: Cells) -> ProductRow:
        gtins = self._gtins(cells)
        sku = cells.name(ColumnRole.SKU, SKU_LENGTH_MAX) or (gtins[0].lstrip("0") if gtins else "")
        if not sku and not cells.problems:
            cells.wrong(ColumnRole.SKU, "no_sku", "there is neither a SKU nor a barcode")
        name = self._whole_name(cells)
        price_minor = cells.amount(ColumnRole.PRICE)
        if price_minor is None and not cells.raw(ColumnRole.PRICE):
            cells.wrong(ColumnRole.PRICE, "no_price", "there is no price")
        by_weight = cells.understood(ColumnRole.BY_WEIGHT, yes_or_no, "not_yes_or_no")
        priced_by = cells.understood(ColumnRole.UNIT, unit, "unknown_unit") if cells.raw(ColumnRole.UNIT) else None
        return ProductRow(
            row=cells.row.number,
            sku=sku,
            has_sku=bool(cells.raw(ColumnRole.SKU)),
            name=name,
            gtins=gtins,
            price_minor=price_minor or 0,
            unit=Unit.KILOGRAM if by_weight else priced_by,
            category=cells.text(ColumnRole.CATEGORY, CATEGORY_LENGTH_MAX),
            tax_category=self._tax(cells),
            cost_minor=cells.amount(ColumnRole.COST, finer=True),
            supplier=cells.text(ColumnRole.SUPPLIER, SUPPLIER_LENGTH_MAX),
            supplier_sku=cells.name(ColumnRole.SUPPLIER_SKU, SKU_LENGTH_MAX),
            case_pack=_above_zero(cells, ColumnRole.CASE_PACK),
            moq=_above_zero(cells, ColumnRole.MOQ),
            active=_active(cells),
            stock=cells.quantity(ColumnRole.STOCK),
        )

    def _whole_name(self, cells: Cells) -> str:
        text = cells.text(ColumnRole.NAME, NAME_LENGTH_MAX)
        variant = cells.text(ColumnRole.VARIANT, NAME_LENGTH_MAX)
        if variant and plain(variant) not in ONLY_VARIANT and variant not in text:
            text = f"{text} {variant}"
            if len(text) > NAME_LENGTH_MAX:
                cells.wrong(ColumnRole.VARIANT, "too_long", f"makes a name longer than {NAME_LENGTH_MAX} characters")
        if not text.strip() and not any(problem.code == "too_long" for problem in cells.problems):
            cells.wrong(ColumnRole.NAME, "no_name", "there is no name")
        return text.strip()

    def _gtins(self, cells: Cells) -> tuple[str, ...]:
        role = ColumnRole.GTIN
        if role not in self._columns:
            return _lone_gtin(cells.raw(ColumnRole.SKU))
        text = digits_of(cells.raw(role))
        if text.casefold() in _NO_BARCODE:
            return ()
        if is_shortened(text):
            cells.wrong(
                role, "shortened_barcode", "was shortened by a spreadsheet; format the column as text and export again"
            )
            return ()
        found: dict[str, None] = {}
        for part in re.split(r"[\s,;|/]+", text):
            try:
                found.update({parse_gtin(digits_of(part)): None} if part else {})
            except WrongCheckDigit:
                cells.wrong(role, "wrong_check_digit", "has a wrong check digit")
            except NotAGtin:
                cells.wrong(role, "not_a_gtin", "is not a barcode of 8, 12, 13 or 14 digits")
        return tuple(found)

    def _tax(self, cells: Cells) -> TaxCategory | None:
        hint = f"{cells.raw(ColumnRole.CATEGORY)} {cells.raw(ColumnRole.NAME)}"
        tax = cells.raw(ColumnRole.TAX)
        for index, per_cent in self._tax_flags:
            if index < len(cells.row.cells) and plain(cells.row.cells[index]) in {"y", "yes", "true", "1", "ja"}:
                tax = f"{per_cent} %"
        try:
            return self._taxes.category(tax, hint)
        except ValueError as error:
            cells.wrong(ColumnRole.TAX, "unknown_tax", str(error))
            return None


def _active(cells: Cells) -> bool | None:
    if cells.raw(ColumnRole.ARCHIVED):
        archived = cells.understood(ColumnRole.ARCHIVED, yes_or_no, "not_yes_or_no")
        return None if archived is None else not archived
    return cells.understood(ColumnRole.ACTIVE, yes_or_no, "not_yes_or_no") if cells.raw(ColumnRole.ACTIVE) else None


def _above_zero(cells: Cells, role: ColumnRole) -> Decimal | None:
    """A quantity above zero; other programs write zero for none."""
    quantity = cells.quantity(role)
    if quantity is not None and quantity < 0:
        cells.wrong(role, "negative", "is negative")
    return quantity if quantity is not None and quantity > 0 else None


def _lone_gtin(sku: str) -> tuple[str, ...]:
    """A SKU that is a sound barcode is taken for one where the table has no column of barcodes."""
    try:
        return (parse_gtin(digits_of(sku)),)
    except (NotAGtin, WrongCheckDigit):
        return ()
