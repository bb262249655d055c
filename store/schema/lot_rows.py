"""Lots (facts), the parts of movements that were of them (facts), what is on hand of each (a projection), recalls."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

#: A lot of a product; ``best_before`` is the last day on which its goods are good.
lot = sa.Table(
    "lot",
    metadata,
    sa.Column("sku", sa.ForeignKey("product.sku"), primary_key=True),
    sa.Column("code", sa.String(40), primary_key=True),
    sa.Column("best_before", sa.Date),
    sqlite_with_rowid=False,
)

#: So much of a movement was of a lot, with the sign of the movement; what is left is of no known lot.
lot_movement = sa.Table(
    "lot_movement",
    metadata,
    sa.Column("source_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("code", sa.String(40), primary_key=True),
    sa.Column("sku", sa.String(40), nullable=False),
    sa.Column("units", Quantity, nullable=False),
    sa.ForeignKeyConstraint(["source_id", "position"], ["stock_movement.source_id", "stock_movement.position"]),
    sa.ForeignKeyConstraint(["sku", "code"], ["lot.sku", "lot.code"]),
    sqlite_with_rowid=False,
)
#: Where a lot came from and where it went.
sa.Index("ix_lot_movement_sku", lot_movement.c.sku, lot_movement.c.code)

lot_level = sa.Table(
    "lot_level",
    metadata,
    sa.Column("location_id", sa.ForeignKey("location.id"), primary_key=True, autoincrement=False),
    sa.Column("sku", sa.String(40), primary_key=True),
    sa.Column("code", sa.String(40), primary_key=True),
    sa.Column("units", Quantity, nullable=False),
    sa.ForeignKeyConstraint(["sku", "code"], ["lot.sku", "lot.code"]),
    sqlite_with_rowid=False,
)

#: The newest row of a lot decides whether it is recalled: its ``state`` is recalled or lifted.
lot_recall = sa.Table(
    "lot_recall",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.String(40), nullable=False),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("note", sa.String(120), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.ForeignKeyConstraint(["sku", "code"], ["lot.sku", "lot.code"]),
)
sa.Index("ix_lot_recall_sku", lot_recall.c.sku, lot_recall.c.code)
