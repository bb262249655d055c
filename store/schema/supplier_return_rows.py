"""Goods sent back to suppliers (facts), and how the claims for them ended."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

#: Goods that went back to their supplier. ``request_key`` names what somebody pressed: pressing twice does it once.
supplier_return = sa.Table(
    "supplier_return",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("request_key", sa.String(64), nullable=False, unique=True),
    sa.Column("supplier_code", sa.ForeignKey("supplier.code"), nullable=False),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("note", sa.String(120), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
)

#: ``cost_minor`` is what all units cost without tax, if known. ``origin_id`` and ``origin_position`` name the line of a
#: delivery or the movement of a refund; they are 0 for goods from the shelf.
supplier_return_line = sa.Table(
    "supplier_return_line",
    metadata,
    sa.Column("return_id", sa.ForeignKey("supplier_return.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("units", Quantity, nullable=False),
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("origin_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("origin_position", sa.Integer, nullable=False),
    sa.Column("cost_minor", sa.BigInteger),
    sa.CheckConstraint("units > 0", name="units"),
)

#: The supplier's answer; a claim ends once. ``why`` is empty in a credit, ``credit_note`` in a refusal.
#: ``goods_at`` is where the goods are then: at the ``supplier``, or on the ``shelf`` again.
claim_end = sa.Table(
    "claim_end",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("request_key", sa.String(64), nullable=False, unique=True),
    sa.Column("return_id", sa.ForeignKey("supplier_return.id"), nullable=False, unique=True),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("credit_note", sa.String(40), nullable=False),
    sa.Column("why", sa.String(16), nullable=False),
    sa.Column("goods_at", sa.String(8), nullable=False),
    sa.Column("note", sa.String(120), nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.CheckConstraint("amount_minor >= 0", name="amount"),
)
