"""Guess what the columns of another program's table mean, from their headings and their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources

from integrations.spreadsheets.cells import digits_of
from integrations.spreadsheets.column_roles import AMOUNTS, COUNTED, WITH_TAX, ColumnRole
from integrations.spreadsheets.heading_words import (
    amount_words,
    compact,
    is_foreign,
    is_with_tax,
    is_without_tax,
    outlet_of,
    plain,
)
from integrations.spreadsheets.rows import Row
from models.barcode import check_digit
from models.errors import Refused

#: A column without a telling heading holds barcodes if so many of its cells are sound ones.
BARCODES_LEAST = 0.8


def _headings(table: str) -> dict[ColumnRole, tuple[str, ...]]:
    """What other programs call each meaning, the most telling first; from ``headings.tsv``."""
    text = resources.files("integrations.spreadsheets").joinpath("headings.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {ColumnRole(role): tuple(names.split("; ")) for kind, role, names in rows if kind == table}


_PRODUCTS, _WEB_PRODUCTS = _headings("products"), _headings("web products")
_PRODUCTS[ColumnRole.PRICE_WITHOUT_TAX] = ("netto", *_PRODUCTS[ColumnRole.PRICE])
_COUNTS = _headings("counts")
_COUNTS[ColumnRole.STOCK] += _PRODUCTS[ColumnRole.STOCK]
_DELIVERIES = _headings("deliveries")
_MEMBERS, _GIFT_CARDS = _headings("members"), _headings("gift cards")
_PURCHASE_ORDERS = _headings("purchase orders")
_PRICE_HISTORY, _PRICE_BREAKS = _headings("price history"), _headings("price breaks")
_SALES, _ORDERS, _ORDER_LINES = _headings("sales"), _headings("orders"), _headings("order lines")


def product_headings(headers: Sequence[str]) -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a list of products. A web shop's has a type column: product or variant."""
    names = {plain(header) for header in headers}
    return _PRODUCTS | _WEB_PRODUCTS if {"type", "regular price"} <= names else _PRODUCTS


def count_headings() -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a stock count."""
    roles = (ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.NAME)
    return {role: _PRODUCTS[role] for role in roles} | _COUNTS


def member_headings() -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a list of customers."""
    return _MEMBERS


def gift_card_headings() -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a list of gift cards."""
    return _GIFT_CARDS


def delivery_headings() -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean on a supplier's delivery note."""
    roles = (ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.NAME, ColumnRole.COST, ColumnRole.SUPPLIER_SKU)
    return {role: _PRODUCTS[role] for role in roles} | _DELIVERIES


def purchase_order_headings() -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a list of purchase orders; that of a product is never the order's own name."""
    sku, gtin = (_PRODUCTS[role] for role in (ColumnRole.SKU, ColumnRole.GTIN))
    of_lines = ("order lines product internal reference", "order lines product default code", "product sku")
    return {ColumnRole.SKU: (*of_lines, *sku), ColumnRole.GTIN: gtin} | _PURCHASE_ORDERS


def price_history_headings() -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a list of what goods cost on which days."""
    keys = {role: (*_PRICE_HISTORY.get(role, ()), *_PRODUCTS[role]) for role in (ColumnRole.SKU, ColumnRole.GTIN)}
    prices = (*_PRICE_HISTORY[ColumnRole.PRICE], *_PRODUCTS[ColumnRole.PRICE])
    return _PRICE_HISTORY | keys | {ColumnRole.PRICE: prices}


def price_break_headings() -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a supplier's list of prices by quantity."""
    keys = {role: _PRODUCTS[role] for role in (ColumnRole.SKU, ColumnRole.GTIN, ColumnRole.NAME, ColumnRole.SUPPLIER)}
    costs = (*_PRODUCTS[ColumnRole.COST], *_PRICE_BREAKS[ColumnRole.COST])
    return keys | _PRICE_BREAKS | {ColumnRole.COST: costs}


def sale_headings(headers: Sequence[str]) -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a list of sales.

    Where some headings begin with ``lineitem`` or ``order lines`` the others are about the whole order: its total is
    not that of a line.
    Beside product sales, gross sales are the paid amount, after the discount and with tax.
    """
    names = [plain(header) for header in headers]
    if any(name.startswith("lineitem ") for name in names):
        return _ORDERS
    if any(name.startswith(_LINE_BEGINS) for name in names):
        return _SALES | {ColumnRole.GROSS: ()} | _ORDER_LINES
    return _SALES | {ColumnRole.GROSS: (), ColumnRole.TOTAL: ("gross sales",)} if "product sales" in names else _SALES


_LINE_BEGINS = ("order lines ", "lines ", "order line ", "orderrader ", "orderrad ")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that means something: ``by`` is how it was recognised (``heading``, ``content`` or ``choice``)."""

    role: ColumnRole
    heading: str
    index: int
    by: str


@dataclass(frozen=True, slots=True)
class ImportPlace:
    """Where a list is imported to: the currency of the shop, and the name of the location."""

    currency: str = ""
    location: str = ""

    def is_of(self, header: str) -> bool:
        """Whether a heading names this location as its outlet."""
        mine = plain(self.location)
        return bool(mine) and (outlet_of(header) == mine or plain(header).endswith(f" {mine}"))


class UnknownColumn(Refused):
    """A column was chosen that the table does not have, or for a meaning that there is not."""

    code = "unknown_column"
    text = "There is no {name!r}. Nothing was imported; choose from: {choices}."

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name, self.known = name, tuple(known)
        self.choices = ", ".join(known)
        super().__init__()


class MissingColumn(Refused):
    """Nothing in the table can be taken for something that must be there."""

    code = "missing_column"
    text = (
        "No column was recognised as {wanted}. Nothing was imported. The table has: {table:.300}."
        "{passed_over} Choose one with --map HEADING={roles[0].value}."
    )

    def __init__(self, roles: Sequence[ColumnRole], headings: Sequence[str], currency: str = "") -> None:
        self.roles, self.headings = tuple(roles), tuple(headings)
        self.wanted, self.table = " or ".join(role.value for role in roles), ", ".join(headings)
        wanted = headings if WITH_TAX & set(roles) else ()
        untaxed = ", ".join(heading for heading in wanted if is_without_tax(heading))[:100]
        foreign = ", ".join(heading for heading in wanted if currency and is_foreign(heading, currency))[:100]
        self.passed_over = f" {untaxed} was not taken: prices and amounts must include tax." if untaxed else ""
        self.passed_over += f" {foreign} was not taken: the shop sells in {currency}." if foreign else ""
        super().__init__()


def guess_columns(
    headers: Sequence[str],
    sample: Sequence[Row],
    headings: Mapping[ColumnRole, tuple[str, ...]],
    chosen: Mapping[str, str] | None = None,
    *,
    here: ImportPlace | None = None,
) -> dict[ColumnRole, Column]:
    """What each column means. ``chosen`` (role to heading; an empty heading: none) comes before any guess.

    The same headings in another order mean the same. Of columns alike, one for each outlet, that of the place ``here``
    is taken. Raises :class:`UnknownColumn`.
    """
    place = here or ImportPlace()
    columns = _chosen(headers, headings, chosen or {})
    settled = {ColumnRole(role) for role in chosen or {}}
    taken = {column.index for column in columns.values()}
    fits = [
        (rank, role, index)
        for index, header in enumerate(headers)
        for role, names in headings.items()
        for rank in _ranks(header, role, names, place)
        if role not in settled and index not in taken
    ]
    fits.sort(key=lambda fit: (fit[0], headers[fit[2]], fit[2]))
    used = [(role, index) for _, role, index in fits if _is_used(sample, index)]
    _take(columns, taken, headers, used)
    if ColumnRole.GTIN in headings and ColumnRole.GTIN not in columns and ColumnRole.GTIN not in settled:
        columns |= _by_content(headers, sample, taken)
        taken.update(column.index for column in columns.values())
    # A column that is named but empty comes last: its rows are then reported to lack it, not the table.
    _take(columns, taken, headers, [(role, index) for _, role, index in fits])
    if ColumnRole.PRICE in columns:
        columns.pop(ColumnRole.PRICE_WITHOUT_TAX, None)
    if ColumnRole.SALE_PRICE in columns and not {ColumnRole.PRICE, ColumnRole.PRICE_WITHOUT_TAX} & {*columns, *settled}:
        columns[ColumnRole.PRICE] = replace(columns.pop(ColumnRole.SALE_PRICE), role=ColumnRole.PRICE)
    return columns


def _take(
    columns: dict[ColumnRole, Column], taken: set[int], headers: Sequence[str], fits: Iterable[tuple[ColumnRole, int]]
) -> None:
    """Give each role that has no column yet the first that fits it and is free."""
    for role, index in fits:
        if role not in columns and index not in taken:
            columns[role] = Column(role, headers[index], index, "heading")
            taken.add(index)


def require(
    columns: Mapping[ColumnRole, Column], headers: Sequence[str], *alternatives: ColumnRole, currency: str = ""
) -> None:
    """Raise :class:`MissingColumn` unless there is a column for one of the roles."""
    if not any(role in columns for role in alternatives):
        raise MissingColumn(alternatives, headers, currency)


def columns_of_outlets(headers: Sequence[str], sample: Sequence[Row], column: Column) -> list[str]:
    """Headings that differ from that of a column only in their outlet, and that somebody filled in."""
    words = plain(column.heading)
    begin = next((each for each in _BY_OUTLET if words == each or words.startswith(f"{each} ")), None)
    return [
        header
        for index, header in enumerate(headers)
        if begin is not None
        and index != column.index
        and (plain(header) == begin or _is_outlets(plain(header), begin))
        and _is_used(sample, index)
    ]


#: Headings of several columns alike, one for each outlet: what follows is the outlet's name.
_BY_OUTLET = ("current quantity", "inventory", "in stock", "default price", "price", "stock")
#: Unless it begins with a word that makes another meaning of it.
_NO_OUTLET = re.compile(
    r"(?:alert|amount|average|avg|code|control|cost|count|date|days|group|history|incoming|level|limit|list|location|"
    r"management|max|maximum|method|min|minimum|name|note|order|outgoing|point|policy|reserved|retail|rule|sold|status|"
    r"threshold|total|tracker|tracked|tracking|type|unit|updated|valuation|value|varde|warning)\b"
)


def _ranks(header: str, role: ColumnRole, names: Sequence[str], here: ImportPlace) -> list[int]:
    """How well a heading fits a role: the least best; none at all: it does not.

    What ends in a question mark is yes or no. Of two prices the one that names the tax it includes is the shelf's.
    """
    if _contradicts(header, role, here):
        return []
    without = is_without_tax(header)
    place = _place(plain(header), names)
    if role in AMOUNTS and (is_with_tax(header) or without or place is None):
        by_amount = _place(amount_words(header), names)
        place = by_amount if by_amount is not None else place
        if place is not None and role in WITH_TAX and is_with_tax(header):
            return [place - _WITH_TAX_FIRST]
    if place is not None:
        return [place - _OWN_OUTLET_FIRST * here.is_of(header)]
    name = plain(header)
    begins = [begin for begin in _BY_OUTLET if begin in names and _is_outlets(name, begin)]
    return [100 + names.index(begins[0]) - _OWN_OUTLET_FIRST * here.is_of(header)] if begins else []


def _contradicts(header: str, role: ColumnRole, here: ImportPlace) -> bool:
    """Whether a heading excludes its column from a role, whatever other words it has."""
    asks, foreign = header.rstrip().endswith("?"), bool(here.currency) and is_foreign(header, here.currency)
    if (role in COUNTED and asks) or (role in AMOUNTS and foreign):
        return True
    if role is ColumnRole.COST:
        return is_with_tax(header)
    without = is_without_tax(header)
    return without if role in WITH_TAX else role is ColumnRole.PRICE_WITHOUT_TAX and not without


#: So much better is a price that names its tax, and a column of the outlet that is imported to.
_WITH_TAX_FIRST, _OWN_OUTLET_FIRST = 1_000, 50


def _place(words: str, names: Sequence[str]) -> int | None:
    """The place of words in a list of names, however they are run together."""
    if words in names:
        return names.index(words)
    together = compact(words)
    return next((place for place, name in enumerate(names) if compact(name) == together), None) if words else None


def _is_outlets(name: str, begin: str) -> bool:
    """Whether a heading is a telling one with an outlet's name behind it."""
    return name.startswith(f"{begin} ") and not _NO_OUTLET.match(name.removeprefix(begin).strip())


def _chosen(
    headers: Sequence[str], headings: Mapping[ColumnRole, tuple[str, ...]], chosen: Mapping[str, str]
) -> dict[ColumnRole, Column]:
    columns = {}
    for role_name, heading in chosen.items():
        if role_name not in {role.value for role in headings}:
            raise UnknownColumn(role_name, [role.value for role in headings])
        if not heading:
            continue
        index = next((i for i, header in enumerate(headers) if header.casefold() == heading.strip().casefold()), None)
        if index is None:
            raise UnknownColumn(heading, headers)
        columns[ColumnRole(role_name)] = Column(ColumnRole(role_name), headers[index], index, "choice")
    return columns


def _is_used(sample: Sequence[Row], index: int) -> bool:
    """Whether any row looked at has something there; a column of an export that nobody filled in means nothing."""
    rows = [row for row in sample if not row.damage and not row.is_empty]
    return not rows or any(len(row.cells) > index and row.cells[index].strip() for row in rows)


def _by_content(headers: Sequence[str], sample: Sequence[Row], taken: set[int]) -> dict[ColumnRole, Column]:
    for index, header in enumerate(headers):
        cells = [row.cells[index] for row in sample if len(row.cells) > index and row.cells[index].strip()]
        if index not in taken and cells and sum(map(_is_barcode, cells)) >= BARCODES_LEAST * len(cells):
            return {ColumnRole.GTIN: Column(ColumnRole.GTIN, header, index, "content")}
    return {}


def _is_barcode(cell: str) -> bool:
    digits = digits_of(cell)
    sound = len(digits) in {8, 12, 13, 14} and digits.isascii() and digits.isdigit()
    return sound and check_digit(digits[:-1]) == int(digits[-1])
