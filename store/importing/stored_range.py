"""The whole stored range at once, to compare it with an imported list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from models.catalogue.product import Category, Product
from models.purchasing.supplier import Supplier, SupplierTerm
from store import catalogue, purchasing, schema, stock
from store.catalogue.kit_rows import all_kits

_gtin, _code, _level = schema.product_gtin.c, schema.product_code.c, schema.stock_level.c


@dataclass(frozen=True, slots=True)
class StoredRange:
    """All stored values of products on a day.

    ``prices`` are the shop's ordinary ones (without an end) in minor units by SKU, ``location_prices`` those of single
    locations by location and SKU; ``terms`` are by SKU and supplier;
    ``owners`` are the products of barcodes; ``stock`` is on hand of the SKUs that have ever been moved at a location.
    ``kits`` are the products that have no stock of their own, but parts.
    """

    products: dict[str, Product]
    prices: dict[str, int]
    terms: dict[tuple[str, str], SupplierTerm]
    suppliers: dict[str, Supplier]
    categories: dict[str, Category]
    owners: dict[str, str]
    stock: dict[tuple[int, str], Decimal]
    location_prices: dict[tuple[int, str], int]
    kits: frozenset[str] = frozenset()

    def sku_of(self, sku: str, barcodes: Iterable[str]) -> str | None:
        """The product that a row names by its SKU, else by the first of its barcodes that a product has."""
        if sku in self.products:
            return sku
        return next((self.owners[code] for code in barcodes if code in self.owners), None)


def read_range(view: sa.Connection, day: date, currency: str) -> StoredRange:
    """The stored values of every product, active or not, as they hold on ``day``."""
    products = {product.sku: product for product in catalogue.all_products(view)}
    return StoredRange(
        products=products,
        prices=_ordinary_prices(view, day),
        terms={(each.sku, each.supplier_code): each for each in purchasing.all_terms(view, currency)},
        suppliers=purchasing.all_suppliers(view),
        categories={category.code: category for category in catalogue.all_categories(view)},
        owners=owners(view),
        stock=stock.levels(view),
        location_prices=_location_prices(view, day),
        kits=all_kits(view),
    )


def owners(view: sa.Connection) -> dict[str, str]:
    """The SKU that each barcode belongs to."""
    barcodes = sa.union_all(sa.select(_gtin.gtin, _gtin.sku), sa.select(_code.code, _code.sku))
    return {row.gtin: row.sku for row in view.execute(barcodes)}


def owners_of(view: sa.Connection, codes: Sequence[str]) -> dict[str, str]:
    """The SKU that each of these barcodes (some thousands at most) belongs to, if it belongs to one."""
    query = sa.union_all(
        sa.select(_gtin.gtin, _gtin.sku).where(_gtin.gtin.in_(codes)),
        sa.select(_code.code, _code.sku).where(_code.code.in_(codes)),
    )
    return {row.gtin: row.sku for row in view.execute(query)}


def stocked_at(view: sa.Connection, location_id: int, skus: Sequence[str]) -> frozenset[str]:
    """Those of these SKUs (some thousands at most) that were ever moved at a location."""
    return frozenset(view.scalars(sa.select(_level.sku).where(_level.location_id == location_id, _level.sku.in_(skus))))


def stock_at(view: sa.Connection, location_id: int, skus: Sequence[str]) -> dict[str, Decimal]:
    """What is on hand of those of these SKUs (some thousands at most) that were ever moved at a location."""
    query = sa.select(_level.sku, _level.on_hand).where(_level.location_id == location_id, _level.sku.in_(skus))
    return {row.sku: row.on_hand for row in view.execute(query)}


def _ordinary_prices(view: sa.Connection, day: date) -> dict[str, int]:
    price = schema.price.c
    query = (
        sa.select(price.sku, price.price_minor)
        .where(price.valid_until.is_(None), price.valid_from <= day)
        .order_by(price.sku, price.valid_from)
    )
    return {row.sku: row.price_minor for row in view.execute(query)}


def _location_prices(view: sa.Connection, day: date) -> dict[tuple[int, str], int]:
    price = schema.location_price.c
    query = (
        sa.select(price.location_id, price.sku, price.price_minor)
        .where(price.valid_until.is_(None), price.valid_from <= day)
        .order_by(price.sku, price.valid_from)
    )
    return {(row.location_id, row.sku): row.price_minor for row in view.execute(query)}
