"""The fact that products were created or changed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class ContentValues:
    """The net content of one unit that is sold."""

    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class BarcodeDeposit:
    """The class of deposit of goods with one barcode, where it is not that of their product."""

    gtin: str
    deposit: str


@dataclass(frozen=True, slots=True)
class ProductValues:
    """A product after the change; ``active`` is false once it is withdrawn.

    ``gtins`` and ``codes`` (barcodes of the shop's own) belong to it from then on; those that it had before and that no
    other product took stay with it. ``pack_of`` and ``pack_quantity``: it is a box of so many of another
    product. ``shelf_life_days``: on so many days it may be sold. ``has_lots``: deliveries name
    its lots.
    """

    sku: str
    name: str
    unit: str
    category: str
    tax_category: str
    gtins: tuple[str, ...]
    active: bool
    codes: tuple[str, ...]
    content: ContentValues | None
    age_limit: int | None
    open_price: bool
    deposit: str | None
    gtin_deposits: tuple[BarcodeDeposit, ...]
    pack_of: str | None
    pack_quantity: int | None
    shelf_life_days: int | None
    has_lots: bool


def _with_codes(values: Values) -> Values:
    """Version 1 knew no barcodes of the shop's own."""
    return {**values, "products": [{**each, "codes": []} for each in values["products"]]}


def _with_content(values: Values) -> Values:
    """Versions 1 and 2 knew no net content."""
    return {**values, "products": [{**each, "content": None} for each in values["products"]]}


_PLAIN: Values = {
    "age_limit": None,
    "open_price": False,
    "deposit": None,
    "gtin_deposits": [],
    "pack_of": None,
    "pack_quantity": None,
}


def _of_plain_goods(values: Values) -> Values:
    """Versions up to 3 knew neither age limits nor open prices, deposits and packs."""
    return {**values, "products": [{**each, **_PLAIN} for each in values["products"]]}


def _with_shelf_life(values: Values) -> Values:
    """Versions up to 4 did not know how long goods may be sold."""
    return {**values, "products": [{**each, "shelf_life_days": None} for each in values["products"]]}


def _without_lots(values: Values) -> Values:
    """Versions up to 5 knew no lots."""
    return {**values, "products": [{**each, "has_lots": False} for each in values["products"]]}


@dataclass(frozen=True, slots=True)
class ProductsChanged(Fact):
    """Products were created, or replaced by what is here."""

    kind: ClassVar[JournalKind] = JournalKind.PRODUCTS_CHANGED
    version = 6
    upgrades = (_with_codes, _with_content, _of_plain_goods, _with_shelf_life, _without_lots)

    products: tuple[ProductValues, ...]
