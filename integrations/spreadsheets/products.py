"""Rows of a product list, understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from integrations.spreadsheets.barcodes import Barcodes, read_barcodes
from integrations.spreadsheets.cells import days, digits_of, unit, years, yes_or_no
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.number_style import NumberStyle
from integrations.spreadsheets.product_names import cut_text, innermost_group, key_of, whole_name
from integrations.spreadsheets.reading import Cells, fill_from_above
from integrations.spreadsheets.remarks import Remark
from integrations.spreadsheets.rows import Row, RowProblem, damaged, shown
from integrations.spreadsheets.taxes import TaxWords
from models.barcode import NotAGtin, WrongCheckDigit, parse_gtin
from models.catalogue.content import Content, WrongContent, content_of
from models.catalogue.product import (
    DEPOSIT_LENGTH_MAX,
    NAME_LENGTH_MAX,
    PACK_QUANTITIES,
    SKU_LENGTH_MAX,
    TaxCategory,
    clean_text,
)
from models.quantity import Unit

CATEGORY_LENGTH_MAX = 80
SUPPLIER_LENGTH_MAX = 120
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
_OPTIONS = (ColumnRole.VARIANT, ColumnRole.VARIANT2, ColumnRole.VARIANT3)
#: A column for each tax, with yes or no in it: "Tax - Moms (25%)".
_TAX_FLAG = re.compile(r"^tax\b.*?\(([0-9]+(?:[.,][0-9]+)?)\s*%\)\s*$", re.IGNORECASE | re.DOTALL)
#: What other programs write for a price that is asked for at the till.
_OPEN_PRICES = frozenset(
    {"variable", "variable price", "open", "open price", "var", "oppet pris", "fritt pris", "valfritt"}
)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as one row describes it. Amounts in minor units; ``None``: the row leaves it open.

    ``has_sku``: the row names a SKU; else the barcode serves as one, or a key that the other program has (``by_id``).
    ``net_price`` in whole units of the currency is given instead of a price with tax. ``age_limit`` and
    ``shelf_life_days`` 0: there is none.
    A ``price_location`` is the only location that the price is for.
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
    codes: tuple[str, ...] = ()
    net_price: Decimal | None = None
    sale_price_minor: int | None = None
    lead_time_days: int | None = None
    by_id: bool = False
    content: Content | None = None
    age_limit: int | None = None
    shelf_life_days: int | None = None
    has_lots: bool | None = None
    open_price: bool = False
    deposit: str = ""
    pack_of: str = ""
    pack_quantity: int | None = None
    price_location: str = ""


class ProductReader:
    """Reads one product list from top to bottom: a row without a name belongs to the one above with its handle."""

    def __init__(
        self,
        headers: tuple[str, ...],
        columns: Mapping[ColumnRole, Column],
        *,
        taxes: TaxWords,
        style: NumberStyle,
        currency: str,
    ) -> None:
        self._columns, self._taxes, self._width = columns, taxes, len(headers)
        self._style, self._currency = style, currency
        flags = [(index, _TAX_FLAG.match(header)) for index, header in enumerate(headers)]
        self._tax_flags = [(index, found[1]) for index, found in flags if found]
        self._handle, self._above = "", dict[ColumnRole, str]()
        self._parents: dict[str, dict[ColumnRole, str]] = {}
        self.notes: list[Remark] = []

    def read(self, row: Row) -> ProductRow | list[RowProblem] | None:
        """The product of a row, what is wrong with it, or ``None`` when it describes no product.

        A row that is ignored although it is not empty is named in ``notes``.
        """
        if row.damage:
            return [damaged(row)]
        if any(cell.strip() for cell in row.cells[self._width :]):
            return [RowProblem(row.number, "", "", "too_many_cells", "has more cells than there are columns")]
        cells = Cells(row, self._columns, self._style, self._currency)
        if not _describes_goods(cells):
            return None
        if cells.problems:
            return cells.problems
        if self._is_passed_over(cells):
            return None
        self._lean(cells)
        product = self._product(cells)
        self.notes.extend(cells.notes)
        return cells.problems or product

    def _is_passed_over(self, cells: Cells) -> bool:
        """Whether a row is no product that can be sold; a note reports it."""
        kind = cells.raw(ColumnRole.KIND)
        if plain(kind).startswith(_PARENTS):
            shared: dict[ColumnRole, str] = {role: cells.raw(role) for role in _SHARED if role is not ColumnRole.NAME}
            for key in (cells.raw(ColumnRole.SKU), f"id:{cells.raw(ColumnRole.ID)}"):
                self._parents[key] = shared
            self.notes.append(Remark("variants_only", row=cells.row.number, text=shown(kind)))
            return True
        return False

    def _is_open(self, cells: Cells) -> bool:
        """Whether the till asks for the price; a note reports it."""
        price = cells.raw(self._price_role)
        is_open = plain(price) in _OPEN_PRICES
        if is_open:
            named = shown(cells.raw(ColumnRole.NAME) or cells.raw(ColumnRole.SKU))
            self.notes.append(Remark("open_price", row=cells.row.number, name=named, text=shown(price)))
        return is_open

    @property
    def _price_role(self) -> ColumnRole:
        return ColumnRole.PRICE if ColumnRole.PRICE in self._columns else ColumnRole.PRICE_WITHOUT_TAX

    def _lean(self, cells: Cells) -> None:
        """Fill empty cells: of a row without a name from that above with its handle, of a variant from its parent."""
        handle, parent = cells.raw(ColumnRole.HANDLE), cells.raw(ColumnRole.PARENT)
        if parent in self._parents:
            fill_from_above(cells, self._parents[parent])
        elif cells.raw(ColumnRole.NAME):
            shared: dict[ColumnRole, str] = {role: cells.raw(role) for role in _SHARED}
            shared[ColumnRole.TAX] = self._tax_text(cells)
            self._handle, self._above = handle, shared
        elif handle and handle == self._handle:
            fill_from_above(cells, self._above)

    def _product(self, cells: Cells) -> ProductRow:
        barcodes = self._barcodes(cells)
        options = [cells.text(role) for role in _OPTIONS]
        sku, by_id = self._key(cells, barcodes, options)
        name = self._name(cells, options)
        price_minor, net_price = self._price(cells)
        by_weight = cells.understood(ColumnRole.BY_WEIGHT, yes_or_no, "not_yes_or_no")
        priced_by = cells.understood(ColumnRole.UNIT, unit, "unknown_unit") if cells.raw(ColumnRole.UNIT) else None
        return ProductRow(
            row=cells.row.number,
            sku=sku,
            has_sku=bool(cells.raw(ColumnRole.SKU)),
            name=name,
            gtins=barcodes.gtins,
            codes=barcodes.codes,
            price_minor=price_minor or 0,
            net_price=net_price,
            sale_price_minor=cells.amount(ColumnRole.SALE_PRICE, finer=True),
            unit=Unit.KILOGRAM if by_weight else priced_by,
            category=self._category(cells),
            tax_category=self._tax(cells),
            cost_minor=cells.amount(ColumnRole.COST, finer=True),
            supplier=cells.text(ColumnRole.SUPPLIER, SUPPLIER_LENGTH_MAX),
            supplier_sku=cells.name(ColumnRole.SUPPLIER_SKU, SKU_LENGTH_MAX),
            case_pack=_above_zero(cells, ColumnRole.CASE_PACK),
            moq=_above_zero(cells, ColumnRole.MOQ),
            lead_time_days=cells.understood(ColumnRole.LEAD_TIME, self._days, "not_days"),
            active=_active(cells),
            stock=cells.quantity(ColumnRole.STOCK),
            by_id=by_id,
            content=_content(cells),
            age_limit=cells.understood(ColumnRole.AGE_LIMIT, years, "not_years"),
            shelf_life_days=cells.understood(ColumnRole.SHELF_LIFE, days, "not_days"),
            has_lots=cells.understood(ColumnRole.HAS_LOTS, _yes_no_or_empty, "not_yes_or_no"),
            open_price=self._is_open(cells),
            deposit=cells.name(ColumnRole.DEPOSIT, DEPOSIT_LENGTH_MAX),
            pack_of=cells.name(ColumnRole.PACK_OF, SKU_LENGTH_MAX),
            pack_quantity=_pack_quantity(cells),
            price_location=cells.text(ColumnRole.PRICE_LOCATION),
        )

    def _key(self, cells: Cells, barcodes: Barcodes, options: list[str]) -> tuple[str, bool]:
        """The SKU of a row; else its barcode, its handle with its options, or the number the other program gave it."""
        sku = cells.name(ColumnRole.SKU, SKU_LENGTH_MAX)
        if sku or barcodes.gtins or barcodes.codes:
            return sku or (
                barcodes.gtins[0].lstrip("0") if barcodes.gtins else barcodes.codes[0][:SKU_LENGTH_MAX]
            ), False
        handle = cells.name(ColumnRole.HANDLE, NAME_LENGTH_MAX)
        if handle:
            return key_of(handle, options), False
        key = cells.name(ColumnRole.ID, SKU_LENGTH_MAX)
        if not key and not cells.problems:
            cells.wrong(ColumnRole.SKU, "no_sku", "there is neither a SKU nor a barcode")
        return key, True

    def _price(self, cells: Cells) -> tuple[int | None, Decimal | None]:
        """The price with tax, or the exact price without."""
        role = self._price_role
        if plain(cells.raw(role)) in _OPEN_PRICES:
            return None, None
        if not cells.raw(role):
            cells.wrong(role, "no_price", "there is no price")
            return None, None
        if role is ColumnRole.PRICE:
            return cells.amount(role), None
        net = cells.exact_amount(role)
        if net is not None and net < 0:
            cells.wrong(role, "negative", "is negative")
        return None, net

    def _name(self, cells: Cells, options: list[str]) -> str:
        text = cells.text(ColumnRole.NAME)
        whole = whole_name(text, options)
        if not whole:
            cells.wrong(ColumnRole.NAME, "no_name", "there is no name")
        elif not whole.startswith(text):
            cut = Remark("name_cut", row=cells.row.number, most=NAME_LENGTH_MAX, text=shown(whole))
            cells.notes.append(cut)
        return whole

    def _category(self, cells: Cells) -> str:
        group = innermost_group(cells.text(ColumnRole.CATEGORY))
        if len(group) > CATEGORY_LENGTH_MAX:
            group = cut_text(group, CATEGORY_LENGTH_MAX)
            cells.notes.append(Remark("category_cut", row=cells.row.number, text=shown(group)))
        return clean_text(group)

    def _barcodes(self, cells: Cells) -> Barcodes:
        role = ColumnRole.GTIN
        if role not in self._columns:
            return Barcodes(gtins=_lone_gtin(cells.raw(ColumnRole.SKU)))
        found = read_barcodes(cells.raw(role))
        for code, reason in found.faults:
            cells.wrong(role, code, reason)
        for text, gtin in found.restored:
            cells.notes.append(Remark("lost_zero", row=cells.row.number, text=text, gtin=gtin))
        return found

    def _days(self, text: str) -> int | None:
        """A lead time in days; the heading may name weeks."""
        weeks = re.search(r"veck|week", self._columns[ColumnRole.LEAD_TIME].heading, re.IGNORECASE) if text else None
        return days(f"{text} weeks" if weeks and text.strip().isdigit() else text)

    def _tax(self, cells: Cells) -> TaxCategory | None:
        hint = f"{cells.raw(ColumnRole.CATEGORY)} {cells.raw(ColumnRole.NAME)}"
        try:
            return self._taxes.category(self._tax_text(cells), hint)
        except ValueError as error:
            cells.wrong(ColumnRole.TAX, "unknown_tax", str(error))
            return None

    def _tax_text(self, cells: Cells) -> str:
        """The tax of a row: the last one that has a yes in a column of its own, else its cell."""
        tax = cells.raw(ColumnRole.TAX)
        for index, per_cent in self._tax_flags:
            if index < len(cells.row.cells) and plain(cells.row.cells[index]) in {"y", "yes", "true", "1", "ja"}:
                tax = f"{per_cent} %"
        return tax


def _describes_goods(cells: Cells) -> bool:
    """Whether a row has anything that makes a product of it: a picture of Shopify has only a handle."""
    telling = (ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.NAME, ColumnRole.PRICE, ColumnRole.PRICE_WITHOUT_TAX)
    return any(cells.raw(role) for role in telling)


def _active(cells: Cells) -> bool | None:
    """Whether goods can be sold: they are not archived, and no column denies that they are sold."""
    asked = [role for role in (ColumnRole.ARCHIVED, ColumnRole.ACTIVE) if cells.raw(role)]
    answers = {role: cells.understood(role, yes_or_no, "not_yes_or_no") for role in asked}
    if answers.get(ColumnRole.ARCHIVED):
        return False
    return answers.get(ColumnRole.ACTIVE, True if ColumnRole.ARCHIVED in answers else None)


def _content(cells: Cells) -> Content | None:
    """The net content that a row states: "1,5 l" in one cell, or a number and its unit in two."""
    if not cells.raw(ColumnRole.CONTENT):
        return None
    try:
        return content_of(cells.raw(ColumnRole.CONTENT), cells.raw(ColumnRole.CONTENT_UNIT))
    except WrongContent:
        cells.wrong(ColumnRole.CONTENT, "wrong_content", "is not a content such as 1,5 l, 400 g or 50 st")
        return None


def _pack_quantity(cells: Cells) -> int | None:
    """How many pieces are in a pack; one that names its content needs it."""
    role, quantity = ColumnRole.PACK_QUANTITY, cells.quantity(ColumnRole.PACK_QUANTITY)
    if cells.raw(ColumnRole.PACK_OF) and quantity is None and not cells.raw(role):
        cells.wrong(role, "wrong_pack", "is missing: a pack holds from 2 to 9999 pieces")
    if quantity is None:
        return None
    if quantity not in PACK_QUANTITIES:
        cells.wrong(role, "wrong_pack", "is not from 2 to 9999 pieces")
        return None
    return int(quantity)


def _yes_no_or_empty(text: str) -> bool | None:
    return yes_or_no(text) if text.strip() else None


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
