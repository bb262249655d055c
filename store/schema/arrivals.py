"""Deliveries of suppliers (facts) and their lines."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

#: A delivery as it was received. ``request_key`` names what somebody pressed: pressing twice receives once.
arrival = sa.Table(
    "arrival",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("request_key", sa.String(64), nullable=False, unique=True),
    sa.Column("supplier_code", sa.ForeignKey("supplier.code"), nullable=False),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("order_id", sa.ForeignKey("purchase_order.id"), index=True),
    sa.Column("note_number", sa.String(40), nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("freight_minor", sa.BigInteger, nullable=False),
    sa.Column("rest", sa.String(16), nullable=False),
    sa.Column("promised_on", sa.Date),
)
sa.Index(
    "ix_arrival_note",
    arrival.c.supplier_code,
    arrival.c.note_number,
    unique=True,
    sqlite_where=sa.text("note_number <> ''"),
    postgresql_where=sa.text("note_number <> ''"),
)

#: ``good`` went onto the shelf, ``damaged`` did not, ``cancelled`` of the order's line will not come. Costs are those
#: of a unit without tax, paid and as agreed until then.
arrival_line = sa.Table(
    "arrival_line",
    metadata,
    sa.Column("arrival_id", sa.ForeignKey("arrival.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False, index=True),
    sa.Column("good", Quantity, nullable=False),
    sa.Column("damaged", Quantity, nullable=False),
    sa.Column("order_line", sa.Integer),
    sa.Column("cancelled", Quantity, nullable=False),
    sa.Column("unit_cost_minor", sa.BigInteger),
    sa.Column("agreed_cost_minor", sa.BigInteger),
    sa.CheckConstraint("good >= 0 AND damaged >= 0 AND cancelled >= 0", name="quantities"),
)
