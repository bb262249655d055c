"""Polars frames for analysis and demand. Each function states the grain of its rows.

Money stays exact: ``*_minor`` columns are ``Int64`` minor units. Quantities become ``Float64`` units, for
figures and forecasts. ``at`` is UTC; ``business_day`` is the day in the shop's books. ``first`` is included, ``until``
is not.
Rows are sorted by their key, the same on every database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from models.quantity import THOUSANDTHS
from models.selling.sale import LineKind, SaleKind
from models.stock.movement import REASONS_OF_SALES
from store import schema
from store.database.columns import Instant, Quantity

#: Rows that are fetched at a time: a year of a large shop then needs no more memory than its frame.
ROWS_A_TIME = 50_000

#: What a column becomes in a frame, by the type of its table column; more special types first.
_FRAME_TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], pl.DataType], ...] = (
    (Instant, pl.Datetime("us", "UTC")),
    (Quantity, pl.Float64()),
    (sa.Boolean, pl.Boolean()),
    (sa.Integer, pl.Int64()),
    (sa.Double, pl.Float64()),
    (sa.Date, pl.Date()),
    (sa.String, pl.String()),
)


def sales(view: sa.Connection, first: date | None = None, until: date | None = None) -> pl.DataFrame:
    """One row per sale or refund, by business day and id: who sold what it came to, where and when.

    ``sale_kind`` is sale or refund; amounts of a refund are below zero. ``channel`` is ``web`` for what was ordered in
    the web shop and what came back of it, else ``till``.
    ``gross = net + tax`` after ``discount``; ``due = gross + rounding`` is what was paid. Both hold what was put on
    gift cards, which is no sale: its lines are of the kind ``gift_card``.
    """
    s, order = schema.sale.c, schema.online_order.c
    query = sa.select(
        s.id.label("sale_id"), s.receipt_number, s.at, s.business_day, s.location_id, place_of(s.location_id),
        s.device_id, s.operator, s.customer, s.currency, s.gross_minor, s.net_minor, s.tax_minor, s.discount_minor,
        s.rounding_minor, s.due_minor, s.kind.label("sale_kind"),
        sa.case((order.sale_id.is_(None), "till"), else_="web").label("channel"),
    ).outerjoin_from(
        schema.sale, schema.online_order, order.sale_id == sa.func.coalesce(s.refers_to, s.id)
    ).where(*between(s.business_day, first, until))  # fmt: skip
    return read_frame(view, query, by=["business_day", "sale_id"])


def sale_lines(view: sa.Connection, first: date | None = None, until: date | None = None) -> pl.DataFrame:
    """One row per sale line, by business day, sale and position, with the head of its sale.

    ``category`` is the product's category today, null for a product that is no more. ``gross = net + tax`` is after
    ``discount``; ``cost`` is what the goods cost us without tax, null where it is not known. ``kind`` is goods, the
    deposit on their packaging, or money that was put on a gift card and is no sale.
    """
    s, line = schema.sale.c, schema.sale_line.c
    query = (
        sa.select(
            line.sale_id, line.position, s.receipt_number, s.at, s.business_day, s.location_id,
            place_of(s.location_id), s.device_id, s.customer,
            line.sku, line.name, schema.product.c.category, line.unit, line.quantity, line.unit_price_minor,
            line.gross_minor, line.net_minor, line.tax_minor, line.discount_minor, line.cost_minor, line.tax_category,
            line.tax_rate_ppm, line.kind,
        )
        .select_from(schema.sale.join(schema.sale_line).outerjoin(schema.product, schema.product.c.sku == line.sku))
        .where(*between(s.business_day, first, until))
    )  # fmt: skip
    return read_frame(view, query, by=["business_day", "sale_id", "position"])


def daily_sales(view: sa.Connection, first: date | None = None, until: date | None = None) -> pl.DataFrame:
    """One row per location, SKU and business day on which it sold: quantity, receipts and money.

    Deposits have a row for each of their classes, named ``deposit:`` and its code. What was put on gift cards is
    no sale.
    """
    s, line = schema.sale.c, schema.sale_line.c
    key = (s.location_id, line.sku, s.business_day)
    query = (
        sa.select(
            *key,
            place_of(s.location_id),
            sa.func.sum(line.quantity).label("quantity"),
            sa.func.count(sa.case((s.kind == SaleKind.SALE.value, line.sale_id)).distinct()).label("receipts"),
            sa.func.sum(line.gross_minor).label("gross_minor"),
            sa.func.sum(line.net_minor).label("net_minor"),
            sa.func.sum(line.discount_minor).label("discount_minor"),
        )
        .select_from(schema.sale.join(schema.sale_line))
        .where(*between(s.business_day, first, until), line.kind != LineKind.GIFT_CARD.value)
        .group_by(*key)
    )
    return read_frame(view, query, by=["location_id", "sku", "business_day"])


def products(view: sa.Connection) -> pl.DataFrame:
    """One row per product, by SKU, with the names of its category in Swedish and English."""
    p = schema.product.c
    swedish, english = (_category_name(language).label(f"category_{language}") for language in ("sv", "en"))
    query = sa.select(p.sku, p.name, p.unit, p.category, swedish, english, p.tax_category, p.active)
    return read_frame(view, query, by=["sku"])


def _category_name(language: str) -> sa.ColumnElement[str]:
    """The name of a product's category in a language; where there is none, another of its names, or else its code."""
    table = schema.category_name.c
    names = sa.select(sa.func.min(table.name)).where(table.category_code == schema.product.c.category)
    found = (names.where(table.language == language), names)
    return sa.func.coalesce(*(each.scalar_subquery() for each in found), schema.product.c.category)


def locations(view: sa.Connection) -> pl.DataFrame:
    """One row per location, by number: its name and address."""
    place = schema.location.c
    query = sa.select(place.id.label("location_id"), place.name.label("location"), place.address)
    return read_frame(view, query, by=["location_id"])


def tenders(view: sa.Connection, first: date | None = None, until: date | None = None) -> pl.DataFrame:
    """One row per means of payment of a sale, by business day, sale and position: ``amount`` given, ``change`` back."""
    s, t = schema.sale.c, schema.tender.c
    query = (
        sa.select(
            t.sale_id, t.position, s.at, s.business_day, s.location_id, place_of(s.location_id), s.device_id, t.kind,
            t.amount_minor, t.change_minor, t.status,
        )
        .select_from(schema.sale.join(schema.tender))
        .where(*between(s.business_day, first, until))
    )  # fmt: skip
    return read_frame(view, query, by=["business_day", "sale_id", "position"])


def prices(view: sa.Connection) -> pl.DataFrame:
    """One row per price that a product has or had, by SKU, location and first day.

    ``valid_until`` is null without an end, ``location_id`` where it is the whole shop's; that of a location wins.
    """
    p, own = schema.price.c, schema.location_price.c
    everywhere = sa.cast(sa.null(), sa.Integer).label("location_id")
    of_shop = sa.select(p.sku, everywhere, p.valid_from, p.valid_until, p.price_minor)
    of_locations = sa.select(own.sku, own.location_id, own.valid_from, own.valid_until, own.price_minor)
    both = sa.union_all(of_shop, of_locations).subquery("prices")
    return read_frame(view, sa.select(both), by=["sku", "location_id", "valid_from"])


def stock_movements(view: sa.Connection, first: date | None = None, until: date | None = None) -> pl.DataFrame:
    """One row per movement of goods, by business day, source and position; positive into the location."""
    m = schema.stock_movement.c
    query = sa.select(
        m.source_id, m.position, m.at, m.business_day, m.location_id, place_of(m.location_id), m.sku, m.reason,
        m.quantity,
    ).where(*between(m.business_day, first, until))  # fmt: skip
    return read_frame(view, query, by=["business_day", "source_id", "position"])


def place_of(location_id: sa.ColumnElement[int]) -> sa.Label[str]:
    """The name of a row's location, as its column ``location``."""
    place = schema.location.c
    return sa.select(place.name).where(place.id == location_id).scalar_subquery().label("location")


def stock_levels(view: sa.Connection) -> pl.DataFrame:
    """One row per location and SKU that was ever stocked: what is on hand now."""
    level = schema.stock_level.c
    return read_frame(
        view,
        sa.select(level.location_id, place_of(level.location_id), level.sku, level.on_hand),
        by=["location_id", "sku"],
    )


def stock_changes(view: sa.Connection, first: date) -> pl.DataFrame:
    """One row per location, SKU and business day since ``first`` on which goods moved.

    ``sold`` is what sales took (positive); ``change`` is the sum of all movements, so that the level at the end of a
    day is the level now less the changes of all later days.
    """
    sold = _changes_of_sales(view, first)
    other = _other_changes(view, first)
    key = ["location_id", "sku", "business_day"]
    parts = pl.concat(
        [
            sold.select(*key, sold=-pl.col("change"), change=pl.col("change")),
            other.select(*key, sold=pl.lit(0.0), change=pl.col("change")),
        ]
    )
    return parts.group_by(key).agg(pl.col("sold", "change").sum().round(3)).sort(key)


def _changes_of_sales(view: sa.Connection, first: date) -> pl.DataFrame:
    # Through the sale's index on its business day: the movements of a sale lie together under its id. Asked for their
    # reason as well, SQLite would walk all movements of the shop's history instead.
    s, m = schema.sale.c, schema.stock_movement.c
    query = (
        sa.select(m.location_id, m.sku, m.business_day, sa.func.sum(m.quantity).label("change"))
        .select_from(schema.sale.join(schema.stock_movement, m.source_id == s.id))
        .where(s.business_day >= first)
        .group_by(m.location_id, m.sku, m.business_day)
    )
    return read_frame(view, query, by=["location_id", "sku", "business_day"])


def _other_changes(view: sa.Connection, first: date) -> pl.DataFrame:
    m = schema.stock_movement.c
    query = (
        sa.select(m.location_id, m.sku, m.business_day, sa.func.sum(m.quantity).label("change"))
        .where(m.business_day >= first, m.reason.not_in(sorted(REASONS_OF_SALES)))
        .group_by(m.location_id, m.sku, m.business_day)
    )
    return read_frame(view, query, by=["location_id", "sku", "business_day"])


def between(day: sa.ColumnElement[date], first: date | None, until: date | None) -> list[sa.ColumnElement[bool]]:
    """The conditions of rows from ``first`` on and before ``until``, as far as they are given."""
    bounds = [day >= first if first else None, day < until if until else None]
    return [bound for bound in bounds if bound is not None]


def read_frame(view: sa.Connection, query: sa.Select[Any], *, by: Sequence[str]) -> pl.DataFrame:
    """The rows of ``query`` with the types of its table columns, sorted ``by``.

    Types never come from the rows: a customer that is null in the first thousands of sales would be taken for null.
    """
    columns = {str(column.key): column for column in query.selected_columns}
    types = {key: _frame_type(column.type) for key, column in columns.items()}
    fetched = {key: pl.Int64() if _is_whole(column.type) else types[key] for key, column in columns.items()}
    raw = [_whole(column) for column in columns.values()]
    with view.execute(query.with_only_columns(*raw, maintain_column_froms=True)) as rows:
        parts = [pl.DataFrame(part, schema=fetched, orient="row") for part in rows.partitions(ROWS_A_TIME)]
    frame = pl.concat([pl.DataFrame(schema=fetched), *parts])
    quantities = [key for key, column in columns.items() if isinstance(column.type, Quantity)]
    # Polars divides by multiplying with the inverse: 1515 / 1000 would be 1.5150000000000001 without rounding.
    return frame.with_columns((pl.col(quantities) / THOUSANDTHS).round(3)).cast(pl.Schema(types)).sort(by)


def _is_whole(kind: sa.types.TypeEngine[Any]) -> bool:
    return isinstance(kind, Quantity | Instant | sa.Integer)


def _whole(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    # Whole numbers as the database stores them, without a Python object for each; a sum is numeric to PostgreSQL.
    return sa.cast(column, sa.BigInteger).label(column.key) if _is_whole(column.type) else column


def _frame_type(kind: sa.types.TypeEngine[Any]) -> pl.DataType:
    return next(frame_type for table_type, frame_type in _FRAME_TYPES if isinstance(kind, table_type))
