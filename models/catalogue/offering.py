"""A product as the till sells it on a day."""

from __future__ import annotations

from dataclasses import dataclass

from models.catalogue.product import Pack, TaxCategory
from models.quantity import Unit


@dataclass(frozen=True, slots=True)
class Offering:
    """A product with the price that holds on a day; ``cost`` without tax if it is known.

    ``deposit`` is the class of the deposit of goods with the barcode that was scanned. An ``open_price`` is asked for
    at the till; ``price_minor`` is then what the shop usually takes, or zero. ``lot`` is what
    the code on the goods named, where that is a lot that the shop knows.
    """

    sku: str
    gtin: str | None
    name: str
    unit: Unit
    category: str
    tax_category: TaxCategory
    price_minor: int
    cost_minor: int | None
    age_limit: int | None = None
    open_price: bool = False
    deposit: str | None = None
    pack: Pack | None = None
    lot: str | None = None
