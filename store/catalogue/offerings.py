"""What can be sold on a day: products by barcode or SKU, with the price that holds, and the pages of the till."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.barcode import UnknownBarcode
from models.catalogue.offering import Offering
from models.catalogue.product import NO_DEPOSIT, TaxCategory
from models.pricing.price_list import NotPriced, price_on
from models.quantity import Unit
from store import schema
from store.catalogue.pack_rows import stored_pack
from store.catalogue.whole_range import all_categories
from store.database.prepared import Prepared

product, gtin, own_code, price = schema.product, schema.product_gtin, schema.product_code, schema.price
_own = schema.location_price
#: SKUs whose barcodes are looked up in one statement.
CODES_AT_ONCE = 1_000


class _PricedRow(NamedTuple):
    """A product with one of its prices, as :data:`_OFFERING` asks for them; those of the price may be null."""

    sku: str
    name: str
    unit: str
    category: str
    tax_category: str
    age_limit: int | None
    open_price: bool
    deposit: str | None
    pack_of: str | None
    pack_quantity: int | None
    cost_minor: int | None
    price_minor: int
    valid_from: date
    valid_until: date | None
    gtin: str | None
    gtin_deposit: str | None
    location_id: int | None = None


_FIRST_DAY = _PricedRow._fields.index("valid_from")

# Only prices that can hold on the day are read; which of them does is decided by :func:`price_on`.
_CAN_HOLD = sa.and_(
    price.c.sku == product.c.sku,
    price.c.valid_from <= sa.bindparam("day"),
    sa.or_(price.c.valid_until.is_(None), price.c.valid_until > sa.bindparam("day")),
)
_CAN_HOLD_HERE = sa.and_(
    _own.c.location_id == sa.bindparam("location_id", type_=sa.Integer),
    _own.c.valid_from <= sa.bindparam("day"),
    sa.or_(_own.c.valid_until.is_(None), _own.c.valid_until > sa.bindparam("day")),
)
_own_columns = _own.c["price_minor", "valid_from", "valid_until", "location_id"]
_OWN_PRICES = Prepared(sa.select(*_own_columns).where(_own.c.sku == sa.bindparam("sku"), _CAN_HOLD_HERE))
_term = schema.supplier_term
_cost = (
    sa.select(sa.func.min(_term.c.cost_minor))
    .where(_term.c.sku == product.c.sku, _term.c.preferred)
    .correlate(product)
    .scalar_subquery()
)
_OFFERING = sa.select(
    *product.c["sku", "name", "unit", "category", "tax_category"],
    *product.c["age_limit", "open_price", "deposit", "pack_of", "pack_quantity"],
    _cost.label("cost_minor"),
    *price.c["price_minor", "valid_from", "valid_until"],
).outerjoin_from(product, price, _CAN_HOLD)
_NO_GTIN = (sa.null().label("gtin"), sa.null().label("gtin_deposit"))
_BY_GTIN = Prepared(
    _OFFERING.add_columns(gtin.c.gtin, gtin.c.deposit.label("gtin_deposit"))
    .join(gtin, gtin.c.sku == product.c.sku)
    .where(gtin.c.gtin == sa.bindparam("code"), product.c.active)
)
_BY_CODE = Prepared(
    _OFFERING.add_columns(*_NO_GTIN)
    .join(own_code, own_code.c.sku == product.c.sku)
    .where(own_code.c.code == sa.bindparam("code"), product.c.active)
)
_WITHOUT_GTIN = _OFFERING.add_columns(*_NO_GTIN)
_BY_SKU = Prepared(_WITHOUT_GTIN.where(product.c.sku == sa.bindparam("code"), product.c.active))


def offering_by_gtin(view: sa.Connection, code: str, day: date, location_id: int | None = None) -> Offering:
    """The product with a barcode of 14 digits, at the price of ``day`` at a location; without one, at the shop's.

    Raises :class:`UnknownBarcode` or :class:`NotPriced`.
    """
    return _the_offering(view, _BY_GTIN, code, day, location_id)


def offering_by_code(view: sa.Connection, code: str, day: date, location_id: int | None = None) -> Offering:
    """The product with a code of the shop's own; else as :func:`offering_by_gtin`."""
    return _the_offering(view, _BY_CODE, code, day, location_id)


def offering_by_sku(view: sa.Connection, sku: str, day: date, location_id: int | None = None) -> Offering:
    """The product of a SKU; else as :func:`offering_by_gtin`."""
    return _the_offering(view, _BY_SKU, sku, day, location_id)


_SOME = _WITHOUT_GTIN.where(product.c.sku.in_(sa.bindparam("skus", expanding=True)), product.c.active)


def offerings_of(
    view: sa.Connection, skus: Sequence[str], day: date, location_id: int | None = None
) -> dict[str, Offering]:
    """Those of some products (some hundreds at most) that are sold and have a price on ``day``, by SKU."""
    rows = view.execute(_SOME.order_by(product.c.sku), {"skus": list(skus), "day": day})
    by_sku = [(sku, list(of_one)) for sku, of_one in groupby(rows, key=itemgetter(0))]
    own = _own_prices(view, [sku for sku, _ in by_sku], day, location_id)
    offerings: dict[str, Offering] = {}
    for sku, of_one in by_sku:
        with suppress(NotPriced):
            offerings[sku] = _priced(of_one, own.get(sku, ()), day, location_id)
    return offerings


def skus_after(view: sa.Connection, after: str, limit: int) -> list[str]:
    """At most ``limit`` SKUs of products that are sold, in order, those that follow ``after``."""
    query = sa.select(product.c.sku).where(product.c.sku > after, product.c.active)
    return list(view.scalars(query.order_by(product.c.sku).limit(limit)))


def sku_alike(view: sa.Connection, code: str) -> str | None:
    """The SKU or own code that is ``code`` but for letter case or zeros in front, as that of its product.

    ``None`` unless exactly one product that is sold has such a one.
    """
    wanted = code.lower()
    bare = wanted.lstrip("0")
    alike = [_is_alike(column, wanted, bare) for column in (product.c.sku, own_code.c.code)]
    by_sku = sa.select(product.c.sku).where(product.c.active, alike[0])
    joined = own_code.join(product, product.c.sku == own_code.c.sku)
    by_code = sa.select(own_code.c.sku).select_from(joined).where(product.c.active, alike[1])
    found = view.scalars(sa.union(by_sku, by_code).limit(2)).all()
    return found[0] if len(found) == 1 else None


def _is_alike(column: sa.Column[str], wanted: str, bare: str) -> sa.ColumnElement[bool]:
    same = sa.func.lower(column) == wanted
    return sa.or_(same, sa.func.ltrim(sa.func.lower(column), "0") == bare) if bare else same


def withdrawn_name(view: sa.Connection, codes: Iterable[str]) -> str | None:
    """The name of a product that is sold no longer and has one of these GTINs, own codes or SKUs."""
    wanted = list(codes)
    owners = sa.union(
        sa.select(gtin.c.sku).where(gtin.c.gtin.in_(wanted)),
        sa.select(own_code.c.sku).where(own_code.c.code.in_(wanted)),
        sa.select(product.c.sku).where(product.c.sku.in_(wanted)),
    )
    found = sa.select(product.c.name).where(product.c.sku.in_(owners), sa.not_(product.c.active)).limit(1)
    return view.scalars(found).one_or_none()


# The page of products is cut before their prices are joined: a product has several.
_on_page = (
    sa.select(product.c.sku)
    .where(
        product.c.category == sa.bindparam("category"),
        sa.tuple_(product.c.name, product.c.sku) > sa.tuple_(sa.bindparam("name"), sa.bindparam("after_sku")),
        product.c.active,
        sa.or_(
            product.c.open_price,
            sa.exists().where(_CAN_HOLD),
            sa.exists().where(_own.c.sku == product.c.sku, _CAN_HOLD_HERE),
        ),
    )
    .order_by(product.c.name, product.c.sku)
    .limit(sa.bindparam("products", type_=sa.Integer))
)
_PAGE = Prepared(_WITHOUT_GTIN.where(product.c.sku.in_(_on_page)).order_by(product.c.name, product.c.sku))


def sellable_products(
    view: sa.Connection, day: date, limit: int, after: str | None = None, *, location_id: int | None = None
) -> list[tuple[Offering, tuple[str, ...]]]:
    """At most ``limit`` products that can be sold at a location on ``day``, with their barcodes, by category and name.

    They follow the product whose SKU is ``after``; the costs grow with the page and not with the range. Raises
    :class:`UnknownBarcode` if there is no such product.
    """
    found: list[Offering] = []
    first_category, name, sku = _place_of(view, after) if after is not None else (None, "", "")
    for category in (each.code for each in all_categories(view)):
        if first_category in {None, category}:
            place = {"category": category, "name": name, "after_sku": sku}
            values = {**place, "day": day, "location_id": location_id, "products": limit - len(found)}
            by_sku = [(each, list(of_one)) for each, of_one in groupby(_PAGE.ask(view, values), key=itemgetter(0))]
            own = _own_prices(view, [each for each, _ in by_sku], day, location_id)
            found.extend(_priced(of_one, own.get(each, ()), day, location_id) for each, of_one in by_sku)
            first_category, name, sku = None, "", ""
        if len(found) >= limit:
            break
    codes = _codes_of(view, [each.sku for each in found])
    return [(each, tuple(codes.get(each.sku, ()))) for each in found]


def _place_of(view: sa.Connection, sku: str) -> tuple[str, str, str]:
    """Category, name and SKU of a product: its place on the till's screen."""
    row = view.execute(sa.select(product.c.category, product.c.name).where(product.c.sku == sku)).one_or_none()
    if row is None:
        raise UnknownBarcode(sku)
    return row.category, row.name, sku


def _codes_of(view: sa.Connection, skus: Sequence[str]) -> dict[str, list[str]]:
    """The GTINs of some products, then their codes of the shop's own."""
    codes: dict[str, list[str]] = {}
    for column in (gtin.c.gtin, own_code.c.code):
        sku = column.table.c.sku
        for begin in range(0, len(skus), CODES_AT_ONCE):
            some = sku.in_(skus[begin : begin + CODES_AT_ONCE])
            for owner, code in view.execute(sa.select(sku, column).where(some).order_by(column)):
                codes.setdefault(owner, []).append(code)
    return codes


def _own_prices(
    view: sa.Connection, skus: Sequence[str], day: date, location_id: int | None
) -> dict[str, list[Sequence[Any]]]:
    """The prices that a location itself has for some products on a day, by SKU."""
    own: dict[str, list[Sequence[Any]]] = {}
    if location_id is None:
        return own
    for begin in range(0, len(skus), CODES_AT_ONCE):
        some = _own.c.sku.in_(skus[begin : begin + CODES_AT_ONCE])
        query = sa.select(_own.c.sku, *_own_columns).where(some, _CAN_HOLD_HERE)
        for sku, *columns in view.execute(query, {"day": day, "location_id": location_id}):
            own.setdefault(sku, []).append(columns)
    return own


def _the_offering(view: sa.Connection, query: Prepared, code: str, day: date, location_id: int | None) -> Offering:
    found = query.ask(view, {"code": code, "day": day})
    if not found:
        raise UnknownBarcode(code)
    here = {"sku": found[0][0], "day": day, "location_id": location_id}
    own = _OWN_PRICES.ask(view, here) if location_id is not None else ()
    return _priced(found, own, day, location_id)


def _priced(
    found: Sequence[Sequence[Any]], own: Sequence[Sequence[Any]], day: date, location_id: int | None
) -> Offering:
    """The product at the price of the day; one whose price is asked for at the till needs none.

    ``found`` are its rows with the shop's prices, ``own`` the prices of the location.
    """
    first = _PricedRow(*found[0])
    rows = [_PricedRow(*row) for row in found if row[_FIRST_DAY] is not None]
    rows += [
        first._replace(price_minor=minor, valid_from=begins, valid_until=until, location_id=place)
        for minor, begins, until, place in own
    ]
    if not rows and first.open_price:
        return _offering(first._replace(price_minor=0))
    return _offering(price_on(rows, first.sku, day, location_id))


def _offering(row: _PricedRow) -> Offering:
    deposit = row.gtin_deposit or row.deposit
    return Offering(
        sku=row.sku,
        gtin=row.gtin,
        name=row.name,
        unit=_UNITS[row.unit],
        category=row.category,
        tax_category=_TAX_CATEGORIES[row.tax_category],
        price_minor=row.price_minor,
        cost_minor=row.cost_minor,
        age_limit=row.age_limit,
        open_price=bool(row.open_price),
        deposit=None if deposit == NO_DEPOSIT else deposit,
        pack=stored_pack(row.pack_of, row.pack_quantity),
    )


_UNITS = {unit.value: unit for unit in Unit}
_TAX_CATEGORIES = {category.value: category for category in TaxCategory}
