"""The goods of the web shop: which of the range it shows, counted, listed and sought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import sqlalchemy as sa

from models.catalogue.search_fit import search_fit
from store import schema
from store.catalogue.goods_list import WORDS_MAX, has_word

product, price, own_price = schema.product, schema.price, schema.location_price
#: So many products that fit a search are compared, and the names of so many are looked through for a likely word.
COMPARED_MAX, NAMES_MAX = 500, 20_000


@dataclass(frozen=True, slots=True)
class OnlineRule:
    """Which goods a web shop shows: sold, with a price on ``day`` at a location, and none that it may not sell.

    Those of the categories ``left_out`` are not shown, and no goods for which one must be older than ``age_most``.
    Goods whose price is asked for at the till are not shown either.
    """

    day: date
    location_id: int
    left_out: frozenset[str]
    age_most: int


def count_online(view: sa.Connection, rule: OnlineRule) -> dict[str, int]:
    """How many products each category of the web shop has; categories without any are left out."""
    query = (
        sa.select(product.c.category, sa.func.count().label("products"))
        .where(*_conditions(rule))
        .group_by(product.c.category)
    )
    return {row.category: row.products for row in view.execute(query)}


def list_online(view: sa.Connection, rule: OnlineRule, category: str, *, limit: int, offset: int = 0) -> list[str]:
    """A page of a category's products by name, as SKUs."""
    query = sa.select(product.c.sku).where(*_conditions(rule), product.c.category == category)
    return list(view.scalars(query.order_by(product.c.name, product.c.sku).limit(limit).offset(offset)))


def those_online(view: sa.Connection, rule: OnlineRule, skus: Sequence[str]) -> list[str]:
    """Those of some products (some hundreds at most) that the web shop shows, in their order."""
    online = set(view.scalars(_some_online(rule), {"skus": list(skus)}))
    return [sku for sku in skus if sku in online]


@lru_cache(maxsize=8)
def _some_online(rule: OnlineRule) -> sa.Select[tuple[str]]:
    """Those of some products that a web shop shows: the same for every page of a day."""
    some = product.c.sku.in_(sa.bindparam("skus", expanding=True))
    return sa.select(product.c.sku).where(*_conditions(rule), some)


def all_online(view: sa.Connection, rule: OnlineRule, limit: int) -> list[str]:
    """At most so many of the products that the web shop shows, by SKU."""
    return list(view.scalars(sa.select(product.c.sku).where(*_conditions(rule)).order_by(product.c.sku).limit(limit)))


def seek_online(view: sa.Connection, rule: OnlineRule, text: str, *, limit: int) -> list[str]:
    """The products that have every word of a text in name, SKU or barcode, those that fit best first."""
    words = text.split()[:WORDS_MAX]
    if not words:
        return []
    folds_case = view.dialect.name == "sqlite"
    query = sa.select(product.c.sku, product.c.name).where(
        *_conditions(rule), *(has_word(word, folds_case=folds_case) for word in words)
    )
    rows = view.execute(query.order_by(product.c.name, product.c.sku).limit(COMPARED_MAX)).all()
    ranked = sorted(rows, key=lambda row: search_fit(row.name, row.sku, text))
    return [row.sku for row in ranked[:limit]]


def names_online(view: sa.Connection, rule: OnlineRule) -> list[str]:
    """The names of the products that the web shop shows, of :data:`NAMES_MAX` at most."""
    return list(view.scalars(sa.select(product.c.name).where(*_conditions(rule)).limit(NAMES_MAX)))


def _conditions(rule: OnlineRule) -> Iterator[sa.ColumnElement[bool]]:
    yield product.c.active
    yield sa.not_(product.c.open_price)
    yield sa.or_(product.c.age_limit.is_(None), product.c.age_limit <= rule.age_most)
    if rule.left_out:
        yield product.c.category.not_in(rule.left_out)
    here = own_price.c.location_id == rule.location_id
    yield sa.or_(
        sa.exists().where(price.c.sku == product.c.sku, *_covers(price, rule.day)),
        sa.exists().where(own_price.c.sku == product.c.sku, here, *_covers(own_price, rule.day)),
    )


def _covers(table: sa.Table, day: date) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.valid_from <= day, sa.or_(table.c.valid_until.is_(None), table.c.valid_until > day)
