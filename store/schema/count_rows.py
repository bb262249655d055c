"""Counts of stock (facts) and their lines."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

#: A count that was saved. ``request_key`` names what somebody pressed: pressing twice counts once.
stock_count = sa.Table(
    "stock_count",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("request_key", sa.String(64), nullable=False, unique=True),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
)

#: ``counted`` was on the shelf at the instant ``at``, and ``book`` is what the movements up to it summed to then.
stock_count_line = sa.Table(
    "stock_count_line",
    metadata,
    sa.Column("count_id", sa.ForeignKey("stock_count.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("counted", Quantity, nullable=False),
    sa.Column("book", Quantity, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
sa.Index("ix_stock_count_line_sku", stock_count_line.c.sku, stock_count_line.c.at)
