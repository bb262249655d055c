"""Save categories, products, barcodes, prices and tax rates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from models.catalogue.product import Category, Product
from models.jurisdiction.tax_rules import TaxRate
from models.pricing.price_list import Price
from store import schema
from store.catalogue.pack_rows import check_packs
from store.database.upsert import upsert

product, gtin, own_code, price = schema.product, schema.product_gtin, schema.product_code, schema.price


def add_categories(tx: sa.Connection, categories: Iterable[Category]) -> None:
    """Save categories with their names; a category that exists is replaced, with all its names."""
    newest = {each.code: each for each in categories}
    if not newest:
        return
    rows = [
        {"code": each.code, "position": each.position, "colour": each.colour and each.colour.value}
        for each in newest.values()
    ]
    upsert(tx, schema.category, rows)
    names = schema.category_name
    of_category = names.c.category_code == sa.bindparam("of_category")
    tx.execute(names.delete().where(of_category), [{"of_category": code} for code in newest])
    upsert(tx, names, [row for each in newest.values() for row in _names_of(each)])


def _names_of(category: Category) -> list[dict[str, str]]:
    return [
        {"category_code": category.code, "language": language, "name": name}
        for language, name in category.names.items()
    ]


def add_products(tx: sa.Connection, products: Sequence[Product]) -> None:
    """Save products and their barcodes; a SKU that exists is replaced.

    Raises :class:`models.catalogue.packs.WrongPack` for a pack of nothing that is sold by the piece, or of a pack.
    """
    check_packs(tx, products)
    rows = [
        {
            "sku": p.sku,
            "name": p.name,
            "unit": p.unit.value,
            "category": p.category,
            "tax_category": p.tax_category.value,
            "active": p.active,
            "content_quantity": p.content.quantity if p.content else None,
            "content_unit": p.content.unit.value if p.content else None,
            "age_limit": p.age_limit,
            "open_price": p.open_price,
            "deposit": p.deposit,
            "pack_of": p.pack.sku if p.pack else None,
            "pack_quantity": p.pack.quantity if p.pack else None,
            "shelf_life_days": p.shelf_life_days,
            "has_lots": p.has_lots,
        }
        for p in sorted(products, key=lambda each: each.pack is not None)  # what is in a pack comes before it
    ]
    # A barcode that two of the products have belongs to the later one, with its deposit.
    codes = [(code, p.sku, dict(p.gtin_deposits).get(code)) for p in products for code in p.gtins]
    upsert(tx, product, rows)
    upsert(tx, gtin, [{"gtin": code, "sku": sku, "deposit": deposit} for code, sku, deposit in codes])
    upsert(tx, own_code, [{"code": code, "sku": p.sku} for p in products for code in p.codes])


def add_prices(tx: sa.Connection, prices: Iterable[Price]) -> None:
    """Save prices; the same product, location and first day is replaced, all others stay as history."""
    of_shop, of_locations = list[dict[str, object]](), list[dict[str, object]]()
    for p in prices:
        row = {"sku": p.sku, "valid_from": p.valid_from, "price_minor": p.amount.minor, "valid_until": p.valid_until}
        if p.location_id is None:
            of_shop.append(row)
        else:
            of_locations.append({**row, "location_id": p.location_id})
    upsert(tx, price, of_shop)
    upsert(tx, schema.location_price, of_locations)


def add_tax_rates(tx: sa.Connection, rates: Iterable[TaxRate]) -> None:
    """Save tax rates with their sources."""
    rows = [
        {
            "country": r.country,
            "tax_category": r.tax_category.value,
            "valid_from": r.valid_from,
            "rate_ppm": r.rate_ppm,
            "source": r.source,
        }
        for r in rates
    ]
    upsert(tx, schema.tax_rate, rows)
