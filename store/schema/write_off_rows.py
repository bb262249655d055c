"""Goods thrown away or used by the shop (facts)."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

#: One product that was written off. ``request_key`` names what somebody pressed: pressing twice does it once.
#: ``use_kind`` and ``reason`` are those of :mod:`models.stock.write_off`; ``undoes`` is the row that it takes back.
write_off = sa.Table(
    "write_off",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("request_key", sa.String(64), nullable=False, unique=True),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("units", Quantity, nullable=False),
    sa.Column("use_kind", sa.String(16), nullable=False),
    sa.Column("reason", sa.String(16), nullable=False),
    sa.Column("note", sa.String(120), nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.Column("undoes", sa.ForeignKey("write_off.id"), unique=True),
    sa.CheckConstraint("units > 0", name="units"),
)
