"""Stock movements, appended, and the levels they sum to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from models.catalogue.kit import can_make
from models.catalogue.product import Product
from models.stock.movement import MovementReason, StockMovement, on_hand
from store import schema
from store.catalogue.kit_rows import contents_of_kits
from store.database.columns import Quantity
from store.database.prepared import Prepared


def record_movements(tx: sa.Connection, movements: Sequence[StockMovement]) -> None:
    """Append movements and move the levels by their sums, in the order of SKU so that two writers never cross."""
    if not movements:
        return
    rows = [
        {
            "source_id": m.source_id,
            "position": m.position,
            "location_id": m.location_id,
            "sku": m.sku,
            "quantity": m.quantity,
            "reason": m.reason.value,
            "at": m.at,
            "business_day": m.business_day,
        }
        for m in movements
    ]
    _ADD.send(tx, rows)
    sums = sorted(on_hand(movements).items())
    levels = [{"location_id": place, "sku": sku, "on_hand": change} for (place, sku), change in sums]
    _MOVE_LEVELS.send(tx, levels)


_ADD = Prepared(schema.stock_movement.insert())
# As text, for it reads the same on every database; SQLAlchemy has an ON CONFLICT for each.
_MOVE_LEVELS = Prepared(
    sa.text(
        "INSERT INTO stock_level (location_id, sku, on_hand) VALUES (:location_id, :sku, :on_hand) "
        "ON CONFLICT (location_id, sku) DO UPDATE SET on_hand = stock_level.on_hand + excluded.on_hand"
    ).bindparams(sa.bindparam("on_hand", type_=Quantity))
)


def remove_empty_levels(tx: sa.Connection, location_id: int, skus: Sequence[str]) -> None:
    """Let products of which nothing is on hand at a location count as never stocked there."""
    level = schema.stock_level
    here = level.c.location_id == location_id, level.c.sku.in_(skus), level.c.on_hand == 0
    tx.execute(level.delete().where(*here))


def movements_from(view: sa.Connection, source_ids: Sequence[int]) -> dict[int, list[StockMovement]]:
    """The movements that these facts made, in order, by the fact's id."""
    found: dict[int, list[StockMovement]] = {}
    table = schema.stock_movement.c
    query = sa.select(schema.stock_movement).where(table.source_id.in_(source_ids))
    for row in view.execute(query.order_by(table.source_id, table.position)):
        movement = StockMovement(
            source_id=row.source_id,
            position=row.position,
            location_id=row.location_id,
            sku=row.sku,
            quantity=row.quantity,
            reason=MovementReason(row.reason),
            at=row.at,
            business_day=row.business_day,
        )
        found.setdefault(row.source_id, []).append(movement)
    return found


def levels(view: sa.Connection) -> dict[tuple[int, str], Decimal]:
    """What is on hand per location and SKU."""
    rows = view.execute(sa.select(schema.stock_level))
    return {(row.location_id, row.sku): row.on_hand for row in rows}


def levels_of(view: sa.Connection, location_id: int, skus: Sequence[str]) -> dict[str, Decimal]:
    """What is on hand of some products (some hundreds at most) at a location, by SKU; zero where none ever was."""
    level = schema.stock_level.c
    query = sa.select(level.sku, level.on_hand).where(level.location_id == location_id, level.sku.in_(skus))
    return {sku: Decimal(0) for sku in skus} | {row.sku: row.on_hand for row in view.execute(query)}


_promise, _level = schema.stock_promise.c, schema.stock_level.c
_promised_milli = sa.func.coalesce(sa.func.sum(sa.type_coerce(_promise.quantity, sa.BigInteger)), 0)
_PROMISED = (
    sa.select(sa.cast(_promised_milli, sa.BigInteger))
    .where(_promise.location_id == _level.location_id, _promise.sku == _level.sku)
    .correlate(schema.stock_level)
    .scalar_subquery()
)
#: What is on hand and promised to no order of the web shop.
_FREE = sa.type_coerce(sa.type_coerce(_level.on_hand, sa.BigInteger) - _PROMISED, Quantity)


@dataclass(frozen=True, slots=True)
class StoredLevel:
    """What is on hand of a product at a location, in the product's unit."""

    location_id: int
    sku: str
    on_hand: Decimal
    unit: str


def levels_after(
    view: sa.Connection, place: tuple[int, str], limit: int, location_id: int | None = None
) -> list[StoredLevel]:
    """At most ``limit`` levels by location and SKU, those that follow ``place``; all locations, or one."""
    level, product = schema.stock_level.c, schema.product.c
    query = (
        sa.select(level.location_id, level.sku, level.on_hand, product.unit)
        .join_from(schema.stock_level, schema.product, product.sku == level.sku)
        .where(sa.tuple_(level.location_id, level.sku) > sa.tuple_(sa.literal(place[0]), sa.literal(place[1])))
    )
    if location_id is not None:
        query = query.where(level.location_id == location_id)
    rows = view.execute(query.order_by(level.location_id, level.sku).limit(limit))
    return [StoredLevel(*row) for row in rows]


def left_of(view: sa.Connection, products: Sequence[Product], location_id: int | None = None) -> dict[str, Decimal]:
    """What is left of some products (some hundreds at most) at a location or in the whole shop, by SKU.

    What is promised to orders of the web shop is not left. Of a pack as many as the product in it fills, of a kit as
    many as each location could make of its parts. Products of which no stock was ever stored are left out, and so are
    kits of such products alone.
    """
    level = schema.stock_level.c
    skus = {each.sku if each.pack is None else each.pack.sku for each in products}
    query = sa.select(level.sku, _FREE).where(level.sku.in_(skus))
    if location_id is not None:
        query = query.where(level.location_id == location_id)
    sums: dict[str, Decimal] = {}
    for sku, quantity in view.execute(query):
        sums[sku] = sums.get(sku, Decimal(0)) + quantity
    left = {each.sku: sums.get(each.sku) for each in products}
    left |= {each.sku: _packs(sums.get(each.pack.sku), each.pack.quantity) for each in products if each.pack}
    left |= _kits(view, [each.sku for each in products], location_id)
    return {sku: quantity for sku, quantity in left.items() if quantity is not None}


def _kits(view: sa.Connection, skus: Sequence[str], location_id: int | None) -> dict[str, Decimal | None]:
    """How many of the kits among some products could be made: parts at different places make none."""
    kits, level = contents_of_kits(view, skus), schema.stock_level.c
    parts = {part.sku for contents in kits.values() for part in contents.parts}
    if not parts:
        return {}
    query = sa.select(level.location_id, level.sku, _FREE).where(level.sku.in_(parts))
    if location_id is not None:
        query = query.where(level.location_id == location_id)
    places: dict[int, dict[str, Decimal]] = {}
    for place, sku, quantity in view.execute(query):
        places.setdefault(place, {})[sku] = quantity
    return {
        sku: Decimal(sum(can_make(contents, on_hand) for on_hand in places.values()))
        for sku, contents in kits.items()
        if any(part.sku in on_hand for part in contents.parts for on_hand in places.values())
    }


def _packs(pieces: Decimal | None, quantity: int) -> Decimal | None:
    return None if pieces is None else max(pieces, Decimal(0)) // quantity
