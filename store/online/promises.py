"""What is promised to orders that wait, and what is left besides: promised in a transaction that holds the levels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

import sqlalchemy as sa

from store import schema
from store.database.columns import Quantity
from store.database.prepared import Prepared

_PROMISE, _LEVEL = schema.stock_promise, schema.stock_level
#: So many products are asked for in one statement, which every sale sends; of fewer the last is repeated.
_AT_ONCE = 16
_PLACES = tuple(f"sku_{place}" for place in range(_AT_ONCE))
_TOTAL = sa.cast(sa.func.sum(sa.type_coerce(_PROMISE.c.quantity, sa.BigInteger)), sa.BigInteger)
_PROMISED = Prepared(
    sa.select(_PROMISE.c.sku, sa.type_coerce(_TOTAL, Quantity).label("promised"))
    .where(
        _PROMISE.c.location_id == sa.bindparam("location_id"),
        sa.or_(*(_PROMISE.c.sku == sa.bindparam(place) for place in _PLACES)),
    )
    .group_by(_PROMISE.c.sku)
)


def lock_free(tx: sa.Connection, location_id: int, skus: Collection[str]) -> dict[str, Decimal]:
    """What is on hand of products at a location and promised to nobody; nobody moves their levels meanwhile.

    Products of which no stock was ever stored are left out.
    """
    levels = {row.sku: row.on_hand for row in tx.execute(_levels(location_id, skus).with_for_update())}
    return _without_promised(tx, location_id, levels)


def read_free(view: sa.Connection, location_id: int, skus: Collection[str]) -> dict[str, Decimal]:
    """The same for whoever only looks."""
    levels = {row.sku: row.on_hand for row in view.execute(_levels(location_id, skus))}
    return _without_promised(view, location_id, levels)


def _levels(location_id: int, skus: Collection[str]) -> sa.Select[tuple[str, Decimal]]:
    here = _LEVEL.c.location_id == location_id, _LEVEL.c.sku.in_(sorted(skus))
    return sa.select(_LEVEL.c.sku, _LEVEL.c.on_hand).where(*here).order_by(_LEVEL.c.sku)


def _without_promised(view: sa.Connection, location_id: int, levels: Mapping[str, Decimal]) -> dict[str, Decimal]:
    promised = promised_of(view, location_id, levels)
    return {sku: on_hand - promised.get(sku, Decimal(0)) for sku, on_hand in levels.items()}


def promised_of(view: sa.Connection, location_id: int, skus: Collection[str]) -> dict[str, Decimal]:
    """How much of products is promised at a location, by SKU; without those of which nothing is."""
    goods, promised = sorted(skus), dict[str, Decimal]()
    for begin in range(0, len(goods), _AT_ONCE):
        some = goods[begin : begin + _AT_ONCE]
        some += some[-1:] * (_AT_ONCE - len(some))
        rows = _PROMISED.ask(view, {"location_id": location_id, **dict(zip(_PLACES, some, strict=True))})
        promised.update((sku, quantity) for sku, quantity in rows)
    return promised


def promise(tx: sa.Connection, order_id: int, location_id: int, units: Mapping[str, Decimal]) -> None:
    """Promise goods to an order, in place of what was promised to it before."""
    release(tx, order_id)
    rows = [
        {"order_id": order_id, "sku": sku, "location_id": location_id, "quantity": quantity}
        for sku, quantity in sorted(units.items())
    ]
    if rows:
        tx.execute(_PROMISE.insert(), rows)


def release(tx: sa.Connection, order_id: int) -> None:
    """Promise nothing to an order any more."""
    tx.execute(_PROMISE.delete().where(_PROMISE.c.order_id == order_id))


def promised_to(view: sa.Connection, order_id: int) -> dict[str, Decimal]:
    """What is promised to an order, by SKU."""
    query = sa.select(_PROMISE.c.sku, _PROMISE.c.quantity).where(_PROMISE.c.order_id == order_id)
    return {row.sku: row.quantity for row in view.execute(query.order_by(_PROMISE.c.sku))}


def all_promises(view: sa.Connection) -> dict[int, tuple[tuple[int, str, Decimal], ...]]:
    """Everything that is promised: location, SKU and quantity, by order."""
    promises: dict[int, tuple[tuple[int, str, Decimal], ...]] = {}
    query = sa.select(_PROMISE).order_by(_PROMISE.c.order_id, _PROMISE.c.sku)
    for row in view.execute(query):
        promises[row.order_id] = (*promises.get(row.order_id, ()), (row.location_id, row.sku, row.quantity))
    return promises


def short_of_promises(tx: sa.Connection, location_id: int, skus: Collection[str]) -> list[str]:
    """Those of some products of which less is on hand at a location than is promised, by name.

    Whoever moved their levels in this transaction holds them, so that no order is promised more meanwhile.
    """
    promised = promised_of(tx, location_id, skus)
    if not promised:
        return []
    query = (
        sa.select(_LEVEL.c.sku, _LEVEL.c.on_hand, schema.product.c.name)
        .join(schema.product, schema.product.c.sku == _LEVEL.c.sku)
        .where(_LEVEL.c.location_id == location_id, _LEVEL.c.sku.in_(sorted(promised)))
        .order_by(schema.product.c.name)
    )
    return [row.name for row in tx.execute(query) if row.on_hand < promised[row.sku]]
