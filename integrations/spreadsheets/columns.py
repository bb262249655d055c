"""Guess what the columns of another program's table mean, from their headings and their cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from integrations.spreadsheets.cells import digits_of
from integrations.spreadsheets.rows import Row
from models.barcode import check_digit
from models.errors import Refused

#: A column without a telling heading holds barcodes if so many of its cells are sound ones.
BARCODES_LEAST = 0.8


class ColumnRole(StrEnum):
    """What a column can mean; the values are what ``--map`` takes."""

    SKU = "sku"
    GTIN = "gtin"
    NAME = "name"
    VARIANT = "variant"
    HANDLE = "handle"
    CATEGORY = "category"
    PRICE = "price"
    COST = "cost"
    TAX = "tax"
    UNIT = "unit"
    BY_WEIGHT = "by_weight"
    ACTIVE = "active"
    ARCHIVED = "archived"
    STOCK = "stock"
    SUPPLIER = "supplier"
    SUPPLIER_SKU = "supplier_sku"
    CASE_PACK = "case_pack"
    MOQ = "moq"
    KIND = "kind"
    STATUS = "status"
    RECEIPT = "receipt"
    REGISTER = "register"
    DATE = "date"
    TIME = "time"
    QUANTITY = "quantity"
    GROSS = "gross"
    TOTAL = "total"
    DISCOUNT = "discount"
    TENDER = "tender"
    CUSTOMER = "customer"
    OPERATOR = "operator"


def _headings(table: str) -> dict[ColumnRole, tuple[str, ...]]:
    """What other programs call each meaning, the most telling first; from ``headings.tsv``."""
    text = resources.files("integrations.spreadsheets").joinpath("headings.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {ColumnRole(role): tuple(names.split("; ")) for kind, role, names in rows if kind == table}


#: Amounts that customers pay: with tax.
WITH_TAX = frozenset({ColumnRole.PRICE, ColumnRole.GROSS, ColumnRole.TOTAL})
_COUNTED = WITH_TAX | {
    ColumnRole.COST,
    ColumnRole.STOCK,
    ColumnRole.QUANTITY,
    ColumnRole.DISCOUNT,
    ColumnRole.CASE_PACK,
    ColumnRole.MOQ,
}

_PRODUCTS, _WEB_PRODUCTS = _headings("products"), _headings("web products")
_SALES, _ORDERS = _headings("sales"), _headings("orders")


def product_headings(headers: Sequence[str]) -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a list of products. A web shop's has a type column: product or variant."""
    names = {plain(header) for header in headers}
    return _PRODUCTS | _WEB_PRODUCTS if {"type", "regular price"} <= names else _PRODUCTS


def sale_headings(headers: Sequence[str]) -> Mapping[ColumnRole, tuple[str, ...]]:
    """What headings mean in a list of sales.

    Where some headings begin with ``lineitem`` the others are about the whole order: its total is not that of a line.
    Beside product sales, gross sales are the paid amount, after the discount and with tax.
    """
    names = [plain(header) for header in headers]
    if any(name.startswith("lineitem ") for name in names):
        return _ORDERS
    return _SALES | {ColumnRole.GROSS: (), ColumnRole.TOTAL: ("gross sales",)} if "product sales" in names else _SALES


@dataclass(frozen=True, slots=True)
class Column:
    """A column that means something: ``by`` is how it was recognised (``heading``, ``content`` or ``choice``)."""

    role: ColumnRole
    heading: str
    index: int
    by: str


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

    def __init__(self, roles: Sequence[ColumnRole], headings: Sequence[str]) -> None:
        self.roles, self.headings = tuple(roles), tuple(headings)
        self.wanted, self.table = " or ".join(role.value for role in roles), ", ".join(headings)
        bare = [heading for heading in headings if is_without_tax(heading)] if WITH_TAX & set(roles) else []
        untaxed = ", ".join(bare)[:100]
        self.passed_over = f" {untaxed} was not taken: prices and amounts must include tax." if bare else ""
        super().__init__()


def guess_columns(
    headers: Sequence[str],
    sample: Sequence[Row],
    headings: Mapping[ColumnRole, tuple[str, ...]],
    chosen: Mapping[str, str] | None = None,
) -> dict[ColumnRole, Column]:
    """What each column means. ``chosen`` (role to heading; an empty heading: none) comes before any guess.

    The same headings in another order mean the same. Raises :class:`UnknownColumn`.
    """
    columns = _chosen(headers, headings, chosen or {})
    settled = {ColumnRole(role) for role in chosen or {}}
    taken = {column.index for column in columns.values()}
    fits = [
        (rank, role, index)
        for index, header in enumerate(headers)
        for role, names in headings.items()
        for rank in _ranks(header, role, names)
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
    return columns


def _take(
    columns: dict[ColumnRole, Column], taken: set[int], headers: Sequence[str], fits: Iterable[tuple[ColumnRole, int]]
) -> None:
    """Give each role that has no column yet the first that fits it and is free."""
    for role, index in fits:
        if role not in columns and index not in taken:
            columns[role] = Column(role, headers[index], index, "heading")
            taken.add(index)


def require(columns: Mapping[ColumnRole, Column], headers: Sequence[str], *alternatives: ColumnRole) -> None:
    """Raise :class:`MissingColumn` unless there is a column for one of the roles."""
    if not any(role in columns for role in alternatives):
        raise MissingColumn(alternatives, headers)


def plain(header: str) -> str:
    """A heading without accents, signs, brackets and their contents.

    >>> plain("Försäljningspris (SEK)"), plain("Price [Butiken]"), plain("list_price")
    ('forsaljningspris', 'price', 'list price')
    """
    return _letters(re.sub(r"\[[^\]]*\]|\([^)]*\)", " ", header))


def is_without_tax(header: str) -> bool:
    """Whether a heading states, in brackets or not, that its amounts are without tax.

    >>> is_without_tax("Pris (exkl. moms)"), is_without_tax("Net price"), is_without_tax("Pris inkl. moms")
    (True, True, False)
    """
    return _WITHOUT_TAX.search(_letters(header)) is not None


_TAX = r"(?:moms|momsen|mva|vat|tax|taxes|gst|skatt)"
_WITHOUT_TAX = re.compile(
    rf"\b(?:exkl\w*|excl\w*|netto\w*|net|pretax|exmoms|(?:ex|utan|without|before|fore|pre|w o|no|less|minus) {_TAX})\b"
)


def _letters(text: str) -> str:
    """Letters and digits without accents or capitals, a blank for everything else."""
    signs = unicodedata.normalize("NFKD", text.lstrip("\ufeff").casefold())
    return " ".join(re.sub(r"[^a-z0-9]+", " ", "".join(s for s in signs if not unicodedata.combining(s))).split())


#: Headings of several columns alike, one for each outlet: what follows is the outlet's name.
_BY_OUTLET = ("current quantity", "inventory", "in stock", "default price", "price", "stock")
#: Unless it begins with a word that makes another meaning of it.
_NO_OUTLET = re.compile(
    r"(?:alert|amount|code|date|group|level|list|management|method|name|point|policy|rule|status|type|unit)\b"
)


def _ranks(header: str, role: ColumnRole, names: Sequence[str]) -> list[int]:
    """How well a heading fits a role: 0 best; none at all: it does not. What ends in a question mark is yes or no."""
    name = plain(header)
    if (role in WITH_TAX and is_without_tax(header)) or (role in _COUNTED and header.rstrip().endswith("?")):
        return []
    if name in names:
        return [names.index(name)]
    begins = [begin for begin in _BY_OUTLET if begin in names and name.startswith(f"{begin} ")]
    named = begins and not _NO_OUTLET.match(name.removeprefix(begins[0]).strip())
    return [100 + names.index(begins[0])] if named else []


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
