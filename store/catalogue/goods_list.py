"""The list of goods: searched, filtered, counted and read a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from itertools import product as combinations
from operator import attrgetter

import sqlalchemy as sa

from models.pricing.price_list import price_on
from store import schema

product, gtin, own_code, price = schema.product, schema.product_gtin, schema.product_code, schema.price
#: Fewer digits than this are not looked for inside barcodes.
BARCODE_PART_LEAST = 3
#: Words of a search beyond these are left out.
WORDS_MAX = 8
#: Letters with two forms, of which every combination is looked for.
_TWO_FORMS_MAX = 3


@dataclass(frozen=True, slots=True)
class GoodsFilter:
    """Which goods a list shows: those with every word of ``text`` in their name, SKU or barcodes.

    ``active``: sold, discontinued, or ``None`` for both. ``without_price``: only those that have none on the day.
    """

    text: str = ""
    category: str | None = None
    active: bool | None = True
    without_price: bool = False
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """A row of the list; ``price_minor`` is the price of the day, ``cost_minor`` what the usual supplier asks."""

    sku: str
    name: str
    unit: str
    category: str
    active: bool
    price_minor: int | None
    cost_minor: int | None


def count_goods(view: sa.Connection, goods_filter: GoodsFilter, day: date) -> int:
    """How many products a list has."""
    return (
        view.scalar(sa.select(sa.func.count()).select_from(product).where(*_conditions(view, goods_filter, day))) or 0
    )


def list_goods(
    view: sa.Connection, goods_filter: GoodsFilter, day: date, *, limit: int, offset: int = 0
) -> list[ListedProduct]:
    """A page of a list, by name."""
    columns = product.c["sku", "name", "unit", "category", "active"]
    query = sa.select(*columns).where(*_conditions(view, goods_filter, day)).order_by(product.c.name, product.c.sku)
    rows = view.execute(query.limit(limit).offset(offset)).all()
    skus = [row.sku for row in rows]
    prices, costs = _prices_on(view, skus, day), _costs(view, skus)
    return [
        ListedProduct(row.sku, row.name, row.unit, row.category, row.active, prices.get(row.sku), costs.get(row.sku))
        for row in rows
    ]


def skus_of(view: sa.Connection, goods_filter: GoodsFilter, day: date) -> list[str]:
    """The SKUs of every product of a list, in order."""
    query = sa.select(product.c.sku).where(*_conditions(view, goods_filter, day)).order_by(product.c.sku)
    return list(view.scalars(query))


def _conditions(view: sa.Connection, goods_filter: GoodsFilter, day: date) -> Iterator[sa.ColumnElement[bool]]:
    if goods_filter.active is not None:
        yield product.c.active if goods_filter.active else sa.not_(product.c.active)
    if goods_filter.category is not None:
        yield product.c.category == goods_filter.category
    if goods_filter.supplier is not None:
        term = schema.supplier_term
        yield sa.exists().where(term.c.sku == product.c.sku, term.c.supplier_code == goods_filter.supplier)
    if goods_filter.without_price:
        yield sa.not_(sa.exists().where(price.c.sku == product.c.sku, *_covers(day)))
    for word in goods_filter.text.split()[:WORDS_MAX]:
        yield has_word(word, folds_case=view.dialect.name == "sqlite")


def _covers(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    return price.c.valid_from <= day, sa.or_(price.c.valid_until.is_(None), price.c.valid_until > day)


def has_word(word: str, *, folds_case: bool) -> sa.ColumnElement[bool]:
    """Whether a word is in the name or the SKU of a product, or in one of its barcodes.

    ``folds_case``: the database's own ``LIKE`` takes letters of ASCII in either case, so that nothing need be lowered.
    """
    columns: list[sa.ColumnElement[bool]] = []
    for form in _forms(word):
        columns += [_contains(each, form, folds_case=folds_case) for each in (product.c.name, product.c.sku)]
    codes = sa.select(own_code.c.sku).where(own_code.c.code.icontains(word, autoescape=True))
    columns.append(product.c.sku.in_(codes))
    if word.isascii() and word.isdigit() and len(word) >= BARCODE_PART_LEAST:
        barcodes = sa.select(gtin.c.sku).where(gtin.c.gtin.contains(word.lstrip("0") or word))
        columns.append(product.c.sku.in_(barcodes))
    return sa.or_(*columns)


def _contains(column: sa.Column[str], part: str, *, folds_case: bool) -> sa.ColumnElement[bool]:
    """Letters of ASCII in either case. PostgreSQL folds those alone in half the time that all letters take it."""
    if folds_case:
        return column.contains(part, autoescape=True)
    folded = "".join(sign.lower() if sign.isascii() else sign for sign in part)
    return sa.func.lower(column.collate("C")).contains(folded, autoescape=True)


def _forms(word: str) -> list[str]:
    """The word with each letter beyond ASCII in both forms: only the case of ASCII is folded."""
    # A sign without another form counts once: forty signs of Chinese would have 2 to the power of forty combinations.
    letters = [tuple({sign.lower(), sign.upper()}) if not sign.isascii() else (sign,) for sign in word]
    if sum(len(forms) > 1 for forms in letters) > _TWO_FORMS_MAX:
        return sorted({word, word.lower(), word.upper(), word.capitalize()})
    return sorted({"".join(form) for form in combinations(*letters)})


def _prices_on(view: sa.Connection, skus: Sequence[str], day: date) -> dict[str, int]:
    """The shop's price of each product on a day, for those that have one."""
    table = price.c
    columns = table["sku", "valid_from", "valid_until", "price_minor"]
    of_shop = sa.null().label("location_id")
    rows = view.execute(sa.select(*columns, of_shop).where(table.sku.in_(skus), *_covers(day)).order_by(table.sku))
    by_sku = ((sku, list(group)) for sku, group in groupby(rows, key=attrgetter("sku")))
    return {sku: price_on(group, sku, day).price_minor for sku, group in by_sku}


def _costs(view: sa.Connection, skus: Sequence[str]) -> dict[str, int]:
    term = schema.supplier_term.c
    query = sa.select(term.sku, sa.func.min(term.cost_minor).label("cost")).where(term.sku.in_(skus), term.preferred)
    return {row.sku: row.cost for row in view.execute(query.group_by(term.sku))}
