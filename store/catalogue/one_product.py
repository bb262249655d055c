"""One product with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from models.catalogue.product import Product
from models.errors import Refused
from models.facts.price import BulkPricesSet
from models.money import Money
from models.pricing.price_list import Price
from store import schema
from store.catalogue.whole_range import products_where


class UnknownProduct(Refused):
    """The shop has no product of that SKU."""

    code = "unknown_product"
    text = "There is no product {sku}. Nothing was changed; choose one from the list."

    sku: str


def lock_range(tx: sa.Connection) -> None:
    """Let no other transaction change goods or prices until this one ends; tills sell meanwhile."""
    tx.execute(sa.select(schema.shop.c.id).with_for_update(key_share=True))


def get_product(view: sa.Connection, sku: str) -> Product:
    """The product of a SKU, sold or not; raises :class:`UnknownProduct`."""
    matches = find_products(view, [sku])
    if sku not in matches:
        raise UnknownProduct(sku)
    return matches[sku]


def find_products(view: sa.Connection, skus: Sequence[str]) -> dict[str, Product]:
    """Those of these SKUs (some thousands at most) that are products, with their barcodes."""
    return {each.sku: each for each in products_where(view, schema.product.c.sku.in_(skus))}


def free_sku(view: sa.Connection) -> str:
    """A SKU that no product has, for one that has no barcode: P and a number."""
    number = (view.scalar(sa.select(sa.func.count()).select_from(schema.product)) or 0) + 1
    while find_products(view, [f"P{number}"]):
        number += 1
    return f"P{number}"


def prices_of(view: sa.Connection, skus: Sequence[str], currency: str) -> dict[str, list[Price]]:
    """All prices of these products (some thousands at most), of every day, the oldest first, by SKU."""
    table = schema.price.c
    query = sa.select(schema.price).where(table.sku.in_(skus)).order_by(table.sku, table.valid_from)
    matches: dict[str, list[Price]] = {sku: [] for sku in skus}
    for row in view.execute(query):
        matches[row.sku].append(Price(row.sku, Money(row.price_minor, currency), row.valid_from, row.valid_until))
    return matches


def owner_of(view: sa.Connection, barcode: str) -> Product | None:
    """The product that has a GTIN of 14 digits or a code of the shop's own, sold or not."""
    gtin, code = schema.product_gtin.c, schema.product_code.c
    owners = sa.union_all(
        sa.select(gtin.sku).where(gtin.gtin == barcode), sa.select(code.sku).where(code.code == barcode)
    )
    sku = view.scalars(owners).first()
    return None if sku is None else get_product(view, sku)


def has_category(view: sa.Connection, code: str) -> bool:
    """Whether the shop has a category."""
    return view.scalar(sa.select(schema.category.c.code).where(schema.category.c.code == code)) is not None


def remove_barcodes(tx: sa.Connection, sku: str, gtins: Sequence[str], codes: Sequence[str]) -> None:
    """Take barcodes away from a product."""
    gtin, code = schema.product_gtin, schema.product_code
    tx.execute(gtin.delete().where(gtin.c.sku == sku, gtin.c.gtin.in_(gtins)))
    tx.execute(code.delete().where(code.c.sku == sku, code.c.code.in_(codes)))


def remove_prices(tx: sa.Connection, skus: Sequence[str], valid_from: date) -> None:
    """Take away the prices of some products that begin on a day."""
    table = schema.price
    tx.execute(table.delete().where(table.c.sku.in_(skus), table.c.valid_from == valid_from))


def sold_at(view: sa.Connection, change: BulkPricesSet) -> list[str]:
    """Those products of a portion of a bulk change that were sold at their new price."""
    line = schema.sale_line.c
    prices = {each.sku: each.price for each in change.prices}
    query = (
        sa.select(line.sku, line.unit_price_minor)
        .where(line.business_day >= change.valid_from, line.sku.in_(list(prices)))
        .distinct()
    )
    return [sku for sku, minor in view.execute(query) if prices[sku] == minor]


def remove_price(tx: sa.Connection, sku: str, valid_from: date) -> None:
    """Take away the price of a product that begins on a day."""
    table = schema.price
    tx.execute(table.delete().where(table.c.sku == sku, table.c.valid_from == valid_from))
