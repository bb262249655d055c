"""Products, barcodes, prices and tax rates, kept and found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from models.barcode import UnknownBarcode
from models.catalogue.product import Category, Product, TaxCategory
from models.money import Money
from models.pricing.price_list import NotPriced, Price
from models.pricing.tax import TaxRate
from models.quantity import Unit
from store import schema
from store.database.prepared import Prepared

product, gtin, price = schema.product, schema.product_gtin, schema.price


@dataclass(frozen=True, slots=True)
class Offering:
    """A product as the till sells it on a day: with the price that holds; ``cost`` without tax if known."""

    sku: str
    gtin: str | None
    name: str
    unit: Unit
    category: str
    tax_category: TaxCategory
    price_minor: int
    cost_minor: int | None


def add_categories(tx: sa.Connection, categories: Iterable[Category]) -> None:
    """Keep categories; a code that is kept already gets the new names."""
    rows = [{"code": c.code, "name_sv": c.name_sv, "name_en": c.name_en, "position": c.position} for c in categories]
    upsert(tx, schema.category, rows)


def add_products(tx: sa.Connection, products: Sequence[Product]) -> None:
    """Keep products and their barcodes; a SKU that is kept already is replaced."""
    rows = [
        {
            "sku": p.sku,
            "name": p.name,
            "unit": p.unit.value,
            "category": p.category,
            "tax_category": p.tax_category.value,
            "active": p.active,
        }
        for p in products
    ]
    upsert(tx, product, rows)
    upsert(tx, gtin, [{"gtin": code, "sku": p.sku} for p in products for code in p.gtins])


def add_prices(tx: sa.Connection, prices: Iterable[Price]) -> None:
    """Keep prices; the same product and first day is replaced, all others stay as history."""
    rows = [
        {"sku": p.sku, "valid_from": p.valid_from, "price_minor": p.amount.minor, "valid_until": p.valid_until}
        for p in prices
    ]
    upsert(tx, price, rows)


def add_tax_rates(tx: sa.Connection, rates: Iterable[TaxRate]) -> None:
    """Keep tax rates with their sources."""
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


def upsert(tx: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows; where the key is kept already, the other columns are replaced."""
    if not rows:
        return
    statement = insert_for(tx, table)
    keys = [column.name for column in table.primary_key]
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    on_conflict = statement.on_conflict_do_update(index_elements=keys, set_=others)
    tx.execute(on_conflict if others else statement.on_conflict_do_nothing(index_elements=keys), list(rows))


def insert_for(tx: sa.Connection, table: sa.Table) -> postgresql.Insert:
    """The insert of the connection's own dialect, which knows ``ON CONFLICT`` (both take the same words)."""
    if tx.dialect.name == "sqlite":
        return cast("postgresql.Insert", sqlite.insert(table))
    return postgresql.insert(table)


# Prices begin at different days; a correlated sub-query picks the one that began last and still holds.
_other = price.alias("other")
_latest = (
    sa.select(sa.func.max(_other.c.valid_from))
    .where(
        _other.c.sku == product.c.sku,
        _other.c.valid_from <= sa.bindparam("day"),
        sa.or_(_other.c.valid_until.is_(None), _other.c.valid_until > sa.bindparam("day")),
    )
    .correlate(product)
    .scalar_subquery()
)
_term = schema.supplier_term
_cost = (
    sa.select(sa.func.min(_term.c.cost_minor))
    .where(_term.c.sku == product.c.sku, _term.c.preferred)
    .correlate(product)
    .scalar_subquery()
)
_OFFERING = sa.select(
    *product.c["sku", "name", "unit", "category", "tax_category"], price.c.price_minor, _cost.label("cost_minor")
).outerjoin_from(product, price, sa.and_(price.c.sku == product.c.sku, price.c.valid_from == _latest))
_BY_GTIN = Prepared(
    _OFFERING.add_columns(gtin.c.gtin)
    .join(gtin, gtin.c.sku == product.c.sku)
    .where(gtin.c.gtin == sa.bindparam("code"), product.c.active)
)
_WITHOUT_GTIN = _OFFERING.add_columns(sa.null().label("gtin"))
_BY_SKU = Prepared(_WITHOUT_GTIN.where(product.c.sku == sa.bindparam("code"), product.c.active))


def offering_by_gtin(view: sa.Connection, code: str, day: date) -> Offering:
    """The product with a barcode of 14 digits, at the price of ``day``.

    Raises :class:`UnknownBarcode` or :class:`NotPriced`.
    """
    return _the_offering(_BY_GTIN.ask(view, {"code": code, "day": day}), code, day)


def offering_by_sku(view: sa.Connection, sku: str, day: date) -> Offering:
    """The product of a SKU, at the price of ``day``; raises :class:`UnknownBarcode` or :class:`NotPriced`."""
    return _the_offering(_BY_SKU.ask(view, {"code": sku, "day": day}), sku, day)


def till_catalogue(view: sa.Connection, day: date) -> list[tuple[Offering, tuple[str, ...]]]:
    """Every product that can be sold on ``day``, with all its barcodes, by category and name."""
    codes: dict[str, list[str]] = {}
    for row in view.execute(sa.select(gtin.c.sku, gtin.c.gtin).order_by(gtin.c.gtin)):
        codes.setdefault(row.sku, []).append(row.gtin)
    category = schema.category.c
    query = (
        _WITHOUT_GTIN.join(schema.category, category.code == product.c.category)
        .where(product.c.active, price.c.price_minor.is_not(None))
        .order_by(category.position, category.code, product.c.name, product.c.sku)
    )
    rows = view.execute(query, {"day": day})
    return [(_offering(row), tuple(codes.get(row.sku, ()))) for row in rows]


def all_categories(view: sa.Connection) -> list[Category]:
    """Every category in the order of the till's screen."""
    table = schema.category.c
    rows = view.execute(sa.select(schema.category).order_by(table.position, table.code))
    return [Category(row.code, row.name_sv, row.name_en, row.position) for row in rows]


def all_products(view: sa.Connection) -> list[Product]:
    """Every product with its barcodes, by SKU."""
    codes: dict[str, list[str]] = {}
    for row in view.execute(sa.select(gtin.c.sku, gtin.c.gtin).order_by(gtin.c.gtin)):
        codes.setdefault(row.sku, []).append(row.gtin)
    rows = view.execute(sa.select(product).order_by(product.c.sku))
    return [
        Product(
            sku=row.sku,
            name=row.name,
            unit=Unit(row.unit),
            category=row.category,
            tax_category=TaxCategory(row.tax_category),
            gtins=tuple(codes.get(row.sku, ())),
            active=row.active,
        )
        for row in rows
    ]


def prices_of(view: sa.Connection, sku: str, currency: str) -> list[Price]:
    """Every price that a product has had, oldest first."""
    rows = view.execute(sa.select(price).where(price.c.sku == sku).order_by(price.c.valid_from))
    return [Price(row.sku, Money(row.price_minor, currency), row.valid_from, row.valid_until) for row in rows]


_RATES = Prepared(
    sa.select(schema.tax_rate.c.tax_category, schema.tax_rate.c.rate_ppm)
    .where(schema.tax_rate.c.country == sa.bindparam("country"), schema.tax_rate.c.valid_from <= sa.bindparam("day"))
    .order_by(schema.tax_rate.c.valid_from)
)


def tax_rates(view: sa.Connection, country: str, day: date) -> dict[TaxCategory, int]:
    """The rate of each tax category on ``day``, in parts per million: the latest that has begun."""
    begun = _RATES.ask(view, {"country": country, "day": day})
    return {_TAX_CATEGORIES[category]: rate_ppm for category, rate_ppm in begun}


def _the_offering(found: Sequence[Sequence[Any]], code: str, day: date) -> Offering:
    if not found:
        raise UnknownBarcode(code)
    sku, *_, price_minor, _, _ = found[0]
    if price_minor is None:
        raise NotPriced(sku, day)
    return _offering(found[0])


def _offering(values: Sequence[Any]) -> Offering:
    sku, name, unit, category, tax_category, price_minor, cost_minor, code = values
    return Offering(
        sku=sku,
        gtin=code,
        name=name,
        unit=_UNITS[unit],
        category=category,
        tax_category=_TAX_CATEGORIES[tax_category],
        price_minor=price_minor,
        cost_minor=cost_minor,
    )


_UNITS = {unit.value: unit for unit in Unit}
_TAX_CATEGORIES = {category.value: category for category in TaxCategory}
