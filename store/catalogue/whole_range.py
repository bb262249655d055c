"""The whole range: every product, category and tax rate that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from models.catalogue.colour import parse_colour
from models.catalogue.content import Content, ContentUnit
from models.catalogue.product import Category, Product, TaxCategory
from models.jurisdiction.tax_rules import TaxRate
from models.pricing.tax import rates_on
from models.quantity import Unit
from store import schema
from store.catalogue.pack_rows import stored_pack
from store.database.prepared import Prepared

product, gtin, own_code = schema.product, schema.product_gtin, schema.product_code
_TAX_CATEGORIES = {category.value: category for category in TaxCategory}


def categories_in_use(view: sa.Connection) -> frozenset[str]:
    """The categories that an active product is in."""
    table = schema.category.c
    used = sa.exists().where(product.c.category == table.code, product.c.active)
    return frozenset(view.scalars(sa.select(table.code).where(used)))


def tax_categories_in_use(view: sa.Connection) -> dict[str, dict[TaxCategory, int]]:
    """How many active products of each category have which tax category."""
    kind = product.c["category", "tax_category"]
    counts: dict[str, dict[TaxCategory, int]] = {}
    query = sa.select(*kind, sa.func.count()).where(product.c.active).group_by(*kind)
    for category, tax_category, products in view.execute(query):
        counts.setdefault(category, {})[_TAX_CATEGORIES[tax_category]] = products
    return counts


def has_products(view: sa.Connection) -> bool:
    """Whether the shop has any product."""
    return view.scalar(sa.select(sa.exists().select_from(product))) is True


#: Written once: SQLAlchemy then recognises them at once.
_NAMES = sa.select(schema.category_name).order_by(*schema.category_name.c["category_code", "language"])
_CATEGORIES = sa.select(schema.category).order_by(schema.category.c.position, schema.category.c.code)


def all_categories(view: sa.Connection) -> list[Category]:
    """Every category in the order of the till's screen."""
    names: dict[str, dict[str, str]] = {}
    for row in view.execute(_NAMES):
        names.setdefault(row.category_code, {})[row.language] = row.name
    rows = view.execute(_CATEGORIES)
    return [Category(row.code, names.get(row.code, {}), row.position, parse_colour(row.colour or "")) for row in rows]


def all_products(view: sa.Connection) -> list[Product]:
    """Every product with its barcodes, by SKU."""
    return products_where(view, sa.true())


class ProductQuery:
    """The statements that read the products that a condition on their rows chooses; its values are given by name."""

    def __init__(self, which: sa.ColumnElement[bool]) -> None:
        self.gtins, self.codes = _by_owner(gtin.c.gtin, which), _by_owner(own_code.c.code, which)
        joined = sa.select(*gtin.c["sku", "gtin", "deposit"]).join(product, product.c.sku == gtin.c.sku)
        self.deposits = joined.where(which, gtin.c.deposit.is_not(None)).order_by(gtin.c.gtin)
        self.rows = sa.select(product).where(which).order_by(product.c.sku)


def products_where(view: sa.Connection, which: sa.ColumnElement[bool]) -> list[Product]:
    """The products that a condition on their rows chooses, with their barcodes, by SKU."""
    return read_products(view, ProductQuery(which), {})


def read_products(view: sa.Connection, query: ProductQuery, values: Mapping[str, object]) -> list[Product]:
    """The same by statements that were written before."""
    gtins, codes = _grouped(view, query.gtins, values), _grouped(view, query.codes, values)
    deposits: dict[str, list[tuple[str, str]]] = {}
    for sku, code, deposit in view.execute(query.deposits, values):
        deposits.setdefault(sku, []).append((code, deposit))
    rows = view.execute(query.rows, values)
    return [
        Product(
            sku=row.sku,
            name=row.name,
            unit=Unit(row.unit),
            category=row.category,
            tax_category=TaxCategory(row.tax_category),
            gtins=tuple(gtins.get(row.sku, ())),
            active=row.active,
            codes=tuple(codes.get(row.sku, ())),
            content=content_from(row.content_quantity, row.content_unit),
            age_limit=row.age_limit,
            open_price=row.open_price,
            deposit=row.deposit,
            gtin_deposits=tuple(deposits.get(row.sku, ())),
            pack=stored_pack(row.pack_of, row.pack_quantity),
            shelf_life_days=row.shelf_life_days,
            has_lots=row.has_lots,
        )
        for row in rows
    ]


def content_from(quantity: Decimal | None, unit: str | None) -> Content | None:
    """The content that a product's two columns hold, if they do."""
    return None if quantity is None or unit is None else Content(quantity, ContentUnit(unit))


def _by_owner(column: sa.Column[str], which: sa.ColumnElement[bool]) -> sa.Select[tuple[str, str]]:
    """Barcodes of a kind with the product that they belong to."""
    owner = column.table.c.sku
    query = sa.select(owner, column).join_from(column.table, product, product.c.sku == owner).where(which)
    return query.order_by(column)


def _grouped(
    view: sa.Connection, query: sa.Select[tuple[str, str]], values: Mapping[str, object]
) -> dict[str, list[str]]:
    by_sku: dict[str, list[str]] = {}
    for sku, code in view.execute(query, values):
        by_sku.setdefault(sku, []).append(code)
    return by_sku


_rate = schema.tax_rate.c
_RATES = Prepared(
    sa.select(_rate.country, _rate.tax_category, _rate.valid_from, _rate.rate_ppm, _rate.source).where(
        _rate.country == sa.bindparam("country")
    )
)


def tax_rates(view: sa.Connection, country: str, day: date) -> dict[TaxCategory, int]:
    """The rate of each tax category on ``day``, in parts per million: the latest that has begun."""
    return rates_on(all_tax_rates(view, country), day)


def all_tax_rates(view: sa.Connection, country: str) -> list[TaxRate]:
    """Every tax rate of a country, past and coming, with its source."""
    rows = _RATES.ask(view, {"country": country})
    return [TaxRate(of, _TAX_CATEGORIES[category], first, ppm, source) for of, category, first, ppm, source in rows]
