"""The fact that products were created or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


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


def _with_codes(values: Values) -> Values:
    """Version 1 knew no barcodes of the shop's own."""
    return {**values, "products": [{**each, "codes": []} for each in values["products"]]}


@dataclass(frozen=True, slots=True)
class ProductsChanged(Fact):
    """Products were created, or replaced by what is here."""

    kind: ClassVar[JournalKind] = JournalKind.PRODUCTS_CHANGED
    version = 2
    upgrades = (_with_codes,)

    products: tuple[ProductValues, ...]
