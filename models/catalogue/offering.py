"""A product as the till sells it on a day."""

from __future__ import annotations

from dataclasses import dataclass

from models.catalogue.product import TaxCategory
from models.quantity import Unit


@dataclass(frozen=True, slots=True)
class Offering:
    """A product with the price that holds on a day; ``cost`` without tax if it is known."""

    sku: str
    gtin: str | None
    name: str
    unit: Unit
    category: str
    tax_category: TaxCategory
    price_minor: int
    cost_minor: int | None
