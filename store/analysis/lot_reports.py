"""What expires soon, and where the goods of a lot came from and went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from models.stock.lots import LotOnHand, NamedLot, really_left
from models.stock.movement import REASONS_OF_SALES, MovementReason
from store import lot_levels, schema
from store.database.columns import Quantity

_lot, _part, _level, _move = schema.lot, schema.lot_movement, schema.lot_level, schema.stock_movement
_sale, _arrival, _product = schema.sale, schema.arrival, schema.product
#: So many days before a lot came goods of no of_lots lot may have been of it: they were sold before they were received.
DAYS_BEFORE = 2


@dataclass(frozen=True, slots=True)
class ExpiringLot:
    """A lot of which a location has some, with the name of its product; ``days_left`` is below zero once it expired."""

    location_id: int
    sku: str
    name: str
    lot: NamedLot
    units: Decimal
    days_left: int
    is_recalled: bool


@dataclass(frozen=True, slots=True)
class LotDelivery:
    """Goods of a lot that a supplier brought."""

    arrival_id: int
    supplier_code: str
    note_number: str
    location_id: int
    at: datetime
    units: Decimal


@dataclass(frozen=True, slots=True)
class LotSale:
    """A receipt of a till with goods of a lot; ``units`` are below zero for a return.

    ``member`` is the id of the customer, if that is one. ``is_certain`` is false where the lot of the goods is not
    of_lots and they may have been of this one.
    """

    sale_id: int
    device_id: int
    receipt_number: int
    location_id: int
    at: datetime
    units: Decimal
    member: str | None
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class LotHistory:
    """Where the goods of a lot came from and went, as for a recall; ``elsewhere`` sums other movements by reason."""

    sku: str
    name: str
    state: LotOnHand
    deliveries: tuple[LotDelivery, ...]
    sales: tuple[LotSale, ...]
    elsewhere: dict[str, Decimal]
    left: dict[int, Decimal]


def expiring_lots(view: sa.Connection, today: date, days: int, most: int = 200) -> list[ExpiringLot]:
    """What is good for at most ``days`` more days (0: until today), the first to expire first, expired goods too."""
    query = (
        sa.select(
            *_level.c["location_id", "sku", "code", "units"],
            _lot.c.best_before,
            _product.c.name,
            lot_levels.is_recalled(_level.c.sku, _level.c.code).label("is_recalled"),
        )
        .join(_lot, sa.and_(_lot.c.sku == _level.c.sku, _lot.c.code == _level.c.code))
        .join(_product, _product.c.sku == _level.c.sku)
        .where(_level.c.units > 0, _lot.c.best_before <= today + timedelta(days=days), _product.c.has_lots)
        .order_by(_lot.c.best_before, _level.c.sku, _level.c.code, _level.c.location_id)
        .limit(most)
    )
    rows = view.execute(query).all()
    left = _left(view, {(row.location_id, row.sku) for row in rows})
    return [
        ExpiringLot(
            row.location_id,
            row.sku,
            row.name,
            NamedLot(row.code, row.best_before),
            left[row.location_id, row.sku, row.code],
            (row.best_before - today).days,
            bool(row.is_recalled),
        )
        for row in rows
        if left[row.location_id, row.sku, row.code] > 0
    ]


def _left(view: sa.Connection, places: set[tuple[int, str]]) -> dict[tuple[int, str, str], Decimal]:
    """What there really is of each lot, by location, SKU and code."""
    shelves = lot_levels.shelves(view, places) if places else {}
    return {
        (place, sku, each.lot.code): each.units
        for (place, sku), shelf in shelves.items()
        for each in really_left(shelf.rest, shelf.lots)
    }


def lot_history(view: sa.Connection, sku: str, code: str) -> LotHistory:
    """Which deliveries brought a lot, which receipts took it, and what is left.

    Raises :class:`store.lot_levels.UnknownLot`.
    """
    state = lot_levels.lot_state(view, sku, code)
    if state is None:
        raise lot_levels.UnknownLot(sku[:40], code[:40])
    deliveries = _deliveries(view, sku, code)
    levels = sa.select(_level.c.location_id).where(_level.c.sku == sku, _level.c.code == code)
    left = _left(view, {(place, sku) for place in view.scalars(levels)})
    name = view.scalar(sa.select(_product.c.name).where(_product.c.sku == sku)) or sku
    sales = [*_sales(view, sku, code), *_perhaps(view, sku, deliveries)]
    return LotHistory(
        sku,
        name,
        state,
        deliveries,
        tuple(sorted(sales, key=lambda each: (each.at, each.sale_id))),
        _elsewhere(view, sku, code),
        {place: units for (place, _, of), units in sorted(left.items()) if of == code and units},
    )


def _of_lot(sku: str, code: str) -> sa.ColumnElement[bool]:
    return sa.and_(_part.c.sku == sku, _part.c.code == code)


_SAME_MOVE = sa.and_(_move.c.source_id == _part.c.source_id, _move.c.position == _part.c.position)


def _deliveries(view: sa.Connection, sku: str, code: str) -> tuple[LotDelivery, ...]:
    query = (
        sa.select(*_arrival.c["id", "supplier_code", "note_number", "location_id", "at"], _part.c.units)
        .join_from(_part, _arrival, _arrival.c.id == _part.c.source_id)
        .where(_of_lot(sku, code))
        .order_by(_arrival.c.at, _arrival.c.id)
    )
    return tuple(LotDelivery(*row) for row in view.execute(query))


def _sales(view: sa.Connection, sku: str, code: str) -> list[LotSale]:
    query = (
        sa.select(
            *_sale.c["id", "device_id", "receipt_number", "location_id", "at", "customer"],
            (-sa.func.sum(_part.c.units)).label("units"),
        )
        .join_from(_part, _sale, _sale.c.id == _part.c.source_id)
        .where(_of_lot(sku, code), _part.c.position > 0)
        .group_by(*_sale.c["id", "device_id", "receipt_number", "location_id", "at", "customer"])
    )
    return [_lot_sale(row, is_certain=True) for row in view.execute(query)]


def _perhaps(view: sa.Connection, sku: str, deliveries: tuple[LotDelivery, ...]) -> list[LotSale]:
    """Sales of goods of no of_lots lot where and since the lot came: what was sold may have been of it."""
    if not deliveries:
        return []
    places = sorted({each.location_id for each in deliveries})
    first = min(each.at for each in deliveries) - timedelta(days=DAYS_BEFORE)
    of_lots = sa.select(sa.func.sum(_part.c.units)).where(_SAME_MOVE).correlate(_move).scalar_subquery()
    unknown = sa.type_coerce(-(_move.c.quantity - sa.func.coalesce(of_lots, 0)), Quantity)
    query = (
        sa.select(
            *_sale.c["id", "device_id", "receipt_number", "location_id", "at", "customer"],
            unknown.label("units"),
        )
        .join_from(_move, _sale, _sale.c.id == _move.c.source_id)
        .where(
            _move.c.sku == sku,
            _move.c.at >= first,
            _move.c.location_id.in_(places),
            _move.c.reason == MovementReason.SALE.value,
            unknown > 0,
        )
    )
    return [_lot_sale(row, is_certain=False) for row in view.execute(query)]


def _lot_sale(row: sa.Row[tuple[object, ...]], *, is_certain: bool) -> LotSale:
    return LotSale(
        row.id, row.device_id, row.receipt_number, row.location_id, row.at, row.units, row.customer, is_certain
    )


def _elsewhere(view: sa.Connection, sku: str, code: str) -> dict[str, Decimal]:
    """What moved besides sales and deliveries, by reason."""
    query = (
        sa.select(_move.c.reason, sa.func.sum(_part.c.units).label("units"))
        .join_from(_part, _move, _SAME_MOVE)
        .where(_of_lot(sku, code))
        .group_by(_move.c.reason)
        .order_by(_move.c.reason)
    )
    besides = {reason.value for reason in REASONS_OF_SALES} | {MovementReason.DELIVERY.value}
    return {row.reason: row.units for row in view.execute(query) if row.reason not in besides}
