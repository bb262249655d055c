"""Save imported goods in short transactions between which tills sell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from models.access.actor import Actor
from operations.access.actors import office_actor
from operations.bulk.imports import GoodsPortion, import_goods, save_goods
from operations.installation.opening import Range
from operations.progress import Progress
from store.database.engine import Store
from store.database.pauses import let_others_write, portion_size

#: Products of one transaction: about 10 ms on an ordinary machine.
PRODUCTS_AT_ONCE = 50


class _OfProduct(Protocol):
    @property
    def sku(self) -> str: ...


_Row = TypeVar("_Row", bound=_OfProduct)


def save_goods_in_portions(
    store: Store, goods: Range, stock: Mapping[str, Decimal], *, location_id: int, at: datetime, progress: Progress
) -> None:
    """Store a list of products portion by portion; running it again after an interruption completes it.

    Raises as :func:`operations.bulk.imports.save_goods`; the portions before it stay stored then.
    """
    size = portion_size(store, PRODUCTS_AT_ONCE)
    actor, portions = office_actor(store), list(goods_portions(goods, stock, size))
    for done, (portion, opening_stock) in enumerate(portions, start=1):
        save_goods(store, actor, portion, opening_stock, location_id=location_id, at=at)
        progress("save", done, len(portions))
        let_others_write(store)


def import_in_portions(
    store: Store, actor: Actor, whole: GoodsPortion, *, at: datetime, progress: Progress
) -> int | None:
    """As :func:`save_goods_in_portions`, as one import that can be taken back; returns its number."""
    portions = list(goods_portions(whole.goods, whole.stock, portion_size(store, PRODUCTS_AT_ONCE)))
    goods_import = whole.goods_import
    for done, (goods, opening_stock) in enumerate(portions, start=1):
        portion = replace(whole, goods=goods, stock=opening_stock, number=done, goods_import=goods_import)
        goods_import = import_goods(store, actor, portion, at=at)
        progress("save", done, len(portions))
        let_others_write(store)
    return goods_import


def goods_portions(
    goods: Range, stock: Mapping[str, Decimal], size: int = PRODUCTS_AT_ONCE
) -> Iterator[tuple[Range, dict[str, Decimal]]]:
    """Cut a range into portions of at most ``size`` products, each with all that belongs to them.

    The first portion has the categories and suppliers as well, for products refer to them.
    """
    rows: list[_OfProduct] = [*goods.products, *goods.prices, *goods.terms]
    skus = dict.fromkeys([*(row.sku for row in rows), *stock])
    place = {sku: number // size for number, sku in enumerate(skus)}
    products, prices, terms = (
        _by_place(goods.products, place),
        _by_place(goods.prices, place),
        _by_place(goods.terms, place),
    )
    stocked: dict[int, dict[str, Decimal]] = {}
    for sku, units in stock.items():
        stocked.setdefault(place[sku], {})[sku] = units
    for number in range(-(-len(skus) // size) or 1):
        portion = Range(
            categories=goods.categories if number == 0 else (),
            products=tuple(products.get(number, ())),
            prices=tuple(prices.get(number, ())),
            suppliers=goods.suppliers if number == 0 else (),
            terms=tuple(terms.get(number, ())),
        )
        yield portion, stocked.get(number, {})


def _by_place(rows: Sequence[_Row], place: Mapping[str, int]) -> dict[int, list[_Row]]:
    """The rows of each portion, in their order."""
    placed: dict[int, list[_Row]] = {}
    for row in rows:
        placed.setdefault(place[row.sku], []).append(row)
    return placed
