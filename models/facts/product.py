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
class ProductValues:
    """A product after the change; ``active`` is false once it is withdrawn.

    ``gtins`` and ``codes`` (barcodes of the shop's own) belong to it from then on; those that it had before and that no
    other product took stay with it.
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


def _with_codes(values: Values) -> Values:
    """Version 1 knew no barcodes of the shop's own."""
    return {**values, "products": [{**each, "codes": []} for each in values["products"]]}


def _with_content(values: Values) -> Values:
    """Versions 1 and 2 knew no net content."""
    return {**values, "products": [{**each, "content": None} for each in values["products"]]}


@dataclass(frozen=True, slots=True)
class ProductsChanged(Fact):
    """Products were created, or replaced by what is here."""

    kind: ClassVar[JournalKind] = JournalKind.PRODUCTS_CHANGED
    version = 3
    upgrades = (_with_codes, _with_content)

    products: tuple[ProductValues, ...]
