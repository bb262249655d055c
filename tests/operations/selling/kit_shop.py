"""A small shop that sells kits: a basket of goods, and a box that is in it."""

from __future__ import annotations

from decimal import Decimal

from models.catalogue.kit import KitPart
from models.catalogue.product import Product, TaxCategory
from models.pricing.price_list import Price
from models.quantity import Unit
from operations.catalogue.kit_changes import set_kit
from operations.installation.opening import Range, register_range
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, kr, small_shop, stock_up

BOX = Product("BOX", "Fruktlåda", Unit.PIECE, "cafe", TaxCategory.FOOD)
BASKET = Product("BASKET", "Presentkorg", Unit.PIECE, "cafe", TaxCategory.FOOD)
#: What one kit takes: the box is in the basket, so both take bananas, and a part of a milk is a fraction of a piece.
RECIPES = {
    "BOX": {"BANANAS": "0.333", "NAPKINS": "1"},
    "BASKET": {"BOX": "1", "BANANAS": "0.167", "MILK": "0.125"},
}
#: The same without the box in it.
UNITS = {
    "BOX": {"BANANAS": "0.333", "NAPKINS": "1"},
    "BASKET": {"BANANAS": "0.500", "NAPKINS": "1", "MILK": "0.125"},
}


def make(store: Store, sku: str, parts: dict[str, str]) -> None:
    """Make a product of these parts, as the office does."""
    set_kit(store, OFFICE_ACTOR, sku, [KitPart(part, Decimal(units)) for part, units in parts.items()], at=AT)


def shop_with_kits(store: Store) -> Store:
    """The small shop with its stock and both kits."""
    stock_up(small_shop(store))
    return add_kits(store)


def add_kits(store: Store) -> Store:
    """Both kits, in a small shop that is there already."""
    prices = (Price("BOX", kr(4900), DAY), Price("BASKET", kr(9900), DAY))
    register_range(store, OFFICE_ACTOR, Range(products=(BOX, BASKET), prices=prices), at=AT)
    for sku, parts in RECIPES.items():
        make(store, sku, parts)
    return store
