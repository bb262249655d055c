"""Polars frames that demand is learned from. Each function states the grain of its rows.

Everything is summed by the database, so that a year of a large shop needs little memory; the order of the rows is not
given. Units are floats here and never come back as quantities.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from models.quantity import THOUSANDTHS
from models.selling.sale import LineKind
from models.shop import DEVICE_SHIFT, DeviceKind
from models.stock.movement import MovementReason
from store import schema
from store.catalogue.kit_rows import is_kit

#: Rows that are fetched at a time.
PORTION = 50_000

_BY_DAY: Mapping[str, type[pl.DataType]] = {
    "location_id": pl.Int32,
    "sku": pl.String,
    "day": pl.Date,
    "milli": pl.Int64,
}


def sale_days(view: sa.Connection, before: date) -> tuple[date, date] | None:
    """The first and the last business day with a sale before a day, if there are any."""
    day = schema.sale.c.business_day
    first, last = view.execute(sa.select(sa.func.min(day), sa.func.max(day)).where(day < before)).one()
    return None if first is None else (first, last)


def units_sold(view: sa.Connection, first: date, until: date) -> pl.DataFrame:
    """One row per location, SKU and business day on which the product was sold or returned.

    Columns location_id (i32), sku, day, units (f64): sold minus returned. What was sold in packs counts as pieces of
    the product in them, and kits as their parts. What comes back at a till on a receipt of its own takes nothing away:
    it was wanted when it was sold.
    """
    line, part = schema.sale_line.c, schema.sale_line_part.c
    sku, pieces = sa.func.coalesce(line.pack_of, line.sku), sa.func.coalesce(line.pack_quantity, 1)
    in_time = (
        *(line.business_day >= first, line.business_day < until, line.kind == LineKind.GOODS.value),
        line.return_reason.is_(None),
    )
    alone = sa.select(line.location_id, sku, line.business_day, _milli(line.quantity * pieces)).where(
        *in_time, line.kit_version.is_(None)
    )
    in_kits = (
        sa.select(line.location_id, part.sku, line.business_day, _milli(part.quantity))
        .join_from(
            schema.sale_line,
            schema.sale_line_part,
            sa.and_(part.sale_id == line.sale_id, part.position == line.position),
        )
        .where(*in_time, line.kit_version.is_not(None))
    )
    units = _by_day(view, alone.group_by(line.location_id, sku, line.business_day))
    of_parts = _by_day(view, in_kits.group_by(line.location_id, part.sku, line.business_day))
    if of_parts.is_empty():
        return units
    return pl.concat([units, of_parts]).group_by("location_id", "sku", "day").agg(pl.col("units").sum().round(3))


def net_prices(view: sa.Connection, first: date, until: date) -> pl.DataFrame:
    """One row per product that sold: sku and price (f64), what a unit brought on average, minor units without tax.

    What a kit brought is the price of none of its parts: they have rows for what was sold of them alone.
    """
    line = schema.sale_line.c
    sku, pieces = sa.func.coalesce(line.pack_of, line.sku), sa.func.coalesce(line.pack_quantity, 1)
    query = (
        sa.select(sku, _milli(line.quantity * pieces), _milli(line.net_minor))
        .where(line.business_day >= first, line.business_day < until, line.kind == LineKind.GOODS.value)
        .where(line.return_reason.is_(None), line.quantity > 0, line.kit_version.is_(None))
        .group_by(sku)
    )
    found = _read(view, query, {"sku": pl.String, "milli": pl.Int64, "net": pl.Int64})
    return found.select("sku", price=pl.col("net") * THOUSANDTHS / pl.col("milli"))


def stock_moved(view: sa.Connection, first: date, until: date) -> pl.DataFrame:
    """One row per location, SKU and business day on which goods moved; what moved before ``first`` as the day before.

    Columns location_id (i32), sku, day, units (f64): net into the location. Left out are imported receipts and the
    stock that was booked for their sake: they were made up to cancel out, and are no stock on a shelf.
    """
    move = schema.stock_movement.c
    earlier = sa.literal(first - timedelta(days=1), sa.Date)
    day = sa.case((move.business_day < first, earlier), else_=move.business_day)
    query = (
        sa.select(move.location_id, move.sku, day, _milli(move.quantity))
        .where(move.business_day < until, *(~_moved_by(device_id) for device_id in _cancelling_devices(view)))
        .group_by(move.location_id, move.sku, day)
    )
    return _by_day(view, query)


def active_products(view: sa.Connection) -> pl.DataFrame:
    """One row per product that is sold, but for packs and kits, whose goods are those of others: sku, category."""
    product = schema.product.c
    own_goods = product.pack_of.is_(None), ~is_kit(product.sku)
    query = sa.select(product.sku, product.category).where(product.active, *own_goods)
    return _read(view, query, {"sku": pl.String, "category": pl.String})


def shelf_lives(view: sa.Connection, days_max: int) -> dict[str, int]:
    """The products that spoil within so many days, with the days on which they may be sold."""
    product = schema.product.c
    query = sa.select(product.sku, product.shelf_life_days).where(product.shelf_life_days <= days_max)
    return {row.sku: row.shelf_life_days for row in view.execute(query)}


def spoiling_arrivals(view: sa.Connection, days_max: int, since: date) -> pl.DataFrame:
    """One row per location, SKU and business day from ``since`` on which goods came that spoil within so many days.

    Columns location_id (i32), sku, day, units (f64); from a supplier or from another location.
    """
    move, product = schema.stock_movement.c, schema.product.c
    is_arrival = move.reason.in_([MovementReason.DELIVERY.value, MovementReason.TRANSFER_IN.value])
    query = (
        sa.select(move.location_id, move.sku, move.business_day, _milli(move.quantity))
        .join_from(schema.stock_movement, schema.product, product.sku == move.sku)
        .where(is_arrival, move.quantity > 0, move.business_day >= since, product.shelf_life_days <= days_max)
        .group_by(move.location_id, move.sku, move.business_day)
    )
    return _by_day(view, query)


def prices(view: sa.Connection, until: date) -> pl.DataFrame:
    """One row per price of the products that ever had a campaign: sku, valid_from, valid_until, price_minor (i64).

    ``valid_until`` is null for a price without an end; only prices of the whole shop that begin before ``until``.
    """
    price, own = schema.price.c, schema.location_price.c
    campaigns = sa.union(
        sa.select(price.sku).where(price.valid_until.is_not(None)),
        sa.select(own.sku).where(own.valid_until.is_not(None)),
    )
    query = sa.select(price.sku, price.valid_from, price.valid_until, price.price_minor).where(
        price.sku.in_(campaigns), price.valid_from < until
    )
    return _read(view, query, _PRICES)


def location_prices(view: sa.Connection, until: date) -> pl.DataFrame:
    """As :func:`prices`, one row per price that a single location has of any product; with a column location_id."""
    own = schema.location_price.c
    query = sa.select(own.location_id, own.sku, own.valid_from, own.valid_until, own.price_minor)
    return _read(view, query.where(own.valid_from < until), {"location_id": pl.Int32, **_PRICES})


_PRICES = {"sku": pl.String, "valid_from": pl.Date, "valid_until": pl.Date, "price_minor": pl.Int64}


def _cancelling_devices(view: sa.Connection) -> list[int]:
    """Import devices whose stock was invented to offset their receipts; their movements must not count as shelf stock.

    An import device that only sold took from stock that was booked in the ordinary way: it is not among them.
    """
    device, move = schema.device.c, schema.stock_movement.c
    others = view.scalars(sa.select(device.id).where(device.kind == DeviceKind.IMPORT.value)).all()
    besides = move.reason != MovementReason.SALE.value
    return [each for each in others if view.scalar(sa.select(sa.exists().where(_moved_by(each), besides)))]


def _moved_by(device_id: int) -> sa.ColumnElement[bool]:
    return schema.stock_movement.c.source_id.between(device_id << DEVICE_SHIFT, (device_id + 1 << DEVICE_SHIFT) - 1)


def _milli(quantity: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    # A sum of whole numbers is numeric to PostgreSQL; as an integer it comes without an object of its own per row.
    return sa.cast(sa.func.sum(quantity), sa.BigInteger)


def _by_day(view: sa.Connection, query: sa.Select[Any]) -> pl.DataFrame:
    found = _read(view, query, _BY_DAY)
    # Polars divides by multiplying with the inverse: rounding gives the thousandth back.
    return found.select("location_id", "sku", "day", units=(pl.col("milli") / THOUSANDTHS).round(3))


def _read(view: sa.Connection, query: sa.Select[Any], types: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    with view.execute(query, execution_options={"yield_per": PORTION}) as rows:
        parts = [pl.DataFrame(part, schema=types, orient="row") for part in rows.partitions()]
    return pl.concat([pl.DataFrame(schema=types), *parts])
