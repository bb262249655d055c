"""Stock movements (facts) and the level they sum to (a projection)."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

#: ``source_id`` is the sale, delivery or count that moved the goods; quantity is positive into the location.
stock_movement = sa.Table(
    "stock_movement",
    metadata,
    sa.Column("source_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("location_id", sa.Integer, nullable=False),
    sa.Column("sku", sa.String(40), nullable=False),
    sa.Column("quantity", Quantity, nullable=False),
    sa.Column("reason", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sqlite_with_rowid=False,
)

#: What moved after an instant, for counts while the tills sell.
sa.Index("ix_stock_movement_goods", stock_movement.c.sku, stock_movement.c.at)

stock_level = sa.Table(
    "stock_level",
    metadata,
    sa.Column("location_id", sa.ForeignKey("location.id"), primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), primary_key=True),
    sa.Column("on_hand", Quantity, nullable=False),
    sqlite_with_rowid=False,
)
