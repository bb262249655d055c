"""The goods that a code on a box or a shelf means, whether they have a price or not: for counting, not for selling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from models.catalogue.product import Product
from models.scanning import readings
from store import schema
from store.catalogue.one_product import find_products, get_product, owner_of

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class GoodsOfCode:
    """A product, and how many units of it the code means: those in a pack, or the weight on a scale's label.

    ``lot`` and ``last_day`` are those that the code names; the day is the last on which the goods are good.
    """

    product: Product
    units: Decimal
    lot: str = ""
    last_day: date | None = None


def goods_of_code(view: sa.Connection, code: str, country: str, supplier_code: str = "") -> GoodsOfCode | None:
    """The goods of a barcode, an own code, a SKU or a supplier's number for them; ``None`` if no reading fits.

    A pack means the goods in it. ``supplier_code`` is the supplier whose numbers count.
    """
    for reading in readings(code, country):
        owner = owner_of(view, reading.code) or find_products(view, [reading.code]).get(reading.code)
        if owner is not None:
            goods = _unpacked(view, owner, reading.weight or _ONE)
            return replace(goods, lot=reading.lot, last_day=reading.last_day)
    sku = _by_supplier(view, code.strip(), supplier_code) if supplier_code else None
    return None if sku is None else _unpacked(view, get_product(view, sku), _ONE)


def _unpacked(view: sa.Connection, product: Product, units: Decimal) -> GoodsOfCode:
    if product.pack is None:
        return GoodsOfCode(product, units)
    return GoodsOfCode(get_product(view, product.pack.sku), units * product.pack.quantity)


def _by_supplier(view: sa.Connection, number: str, supplier_code: str) -> str | None:
    term = schema.supplier_term.c
    same = term.supplier_code == supplier_code, term.supplier_sku == number
    skus = view.scalars(sa.select(term.sku).where(*same).limit(2)).all()
    return skus[0] if len(skus) == 1 else None
