"""One product with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from models.catalogue.product import Product
from models.errors import Refused
from models.facts.price import BulkPricesSet
from models.money import Money
from models.pricing.price_list import Price
from store import schema
from store.catalogue.whole_range import ProductQuery, read_products


class UnknownProduct(Refused):
    """The shop has no product of that SKU."""

    code = "unknown_product"
    text = "There is no product {sku}. Nothing was changed; choose one from the list."

    sku: str


_shop_row, _own_row = schema.price.c, schema.location_price.c
_SKUS: sa.BindParameter[list[str]] = sa.bindparam("skus", expanding=True)
_OF_SKUS = ProductQuery(schema.product.c.sku.in_(_SKUS))
_PRICE_ROWS = (
    sa.select(_shop_row.sku, sa.null(), _shop_row.valid_from, _shop_row.valid_until, _shop_row.price_minor)
    .where(_shop_row.sku.in_(_SKUS))
    .order_by(_shop_row.sku, _shop_row.valid_from),
    sa.select(_own_row.sku, _own_row.location_id, _own_row.valid_from, _own_row.valid_until, _own_row.price_minor)
    .where(_own_row.sku.in_(_SKUS))
    .order_by(_own_row.sku, _own_row.location_id, _own_row.valid_from),
)


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
    return {each.sku: each for each in read_products(view, _OF_SKUS, {"skus": list(skus)})}


def free_sku(view: sa.Connection) -> str:
    """A SKU that no product has, for one that has no barcode: P and a number."""
    number = (view.scalar(sa.select(sa.func.count()).select_from(schema.product)) or 0) + 1
    while find_products(view, [f"P{number}"]):
        number += 1
    return f"P{number}"


def prices_of(view: sa.Connection, skus: Sequence[str], currency: str) -> dict[str, list[Price]]:
    """All prices of these products (some thousands at most), of every day, the oldest first, by SKU.

    Those of the shop come first, then those of each location.
    """
    matches: dict[str, list[Price]] = {sku: [] for sku in skus}
    for query in _PRICE_ROWS:
        for sku, location_id, first, until, minor in view.execute(query, {"skus": list(skus)}):
            matches[sku].append(Price(sku, Money(minor, currency), first, until, location_id))
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


def remove_prices(tx: sa.Connection, prices: Iterable[Price]) -> None:
    """Take away prices, each by its product, its location and its first day."""
    of_shop, of_locations = list[dict[str, object]](), list[dict[str, object]]()
    for each in prices:
        key: dict[str, object] = {"of_sku": each.sku, "first": each.valid_from}
        if each.location_id is None:
            of_shop.append(key)
        else:
            of_locations.append({**key, "place": each.location_id})
    for table, rows in ((schema.price, of_shop), (schema.location_price, of_locations)):
        begins = sa.and_(table.c.sku == sa.bindparam("of_sku"), table.c.valid_from == sa.bindparam("first"))
        at_place = table.c.location_id == sa.bindparam("place") if "location_id" in table.c else sa.true()
        if rows:
            tx.execute(table.delete().where(begins, at_place), rows)


def sold_at(view: sa.Connection, change: BulkPricesSet) -> list[str]:
    """Those products of a portion of a bulk change that were sold at their new price, where it holds."""
    line, sale = schema.sale_line.c, schema.sale.c
    prices = {each.sku: each.price for each in change.prices}
    locations = {each.location for each in change.prices}
    query = (
        sa.select(line.sku, line.unit_price_minor)
        .where(line.business_day >= change.valid_from, line.sku.in_(list(prices)))
        .distinct()
    )
    if None not in locations:
        query = query.join(schema.sale, sale.id == line.sale_id).where(sale.location_id.in_(locations))
    return [sku for sku, minor in view.execute(query) if prices[sku] == minor]
