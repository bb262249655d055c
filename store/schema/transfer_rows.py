"""Transfers between locations (facts), their goods, and how they ended."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

#: Goods that left for another location. ``request_key`` names what somebody pressed: pressing twice sends once.
transfer = sa.Table(
    "transfer",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("request_key", sa.String(64), nullable=False, unique=True),
    sa.Column("sender_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("receiver_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("note", sa.String(120), nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.CheckConstraint("sender_id <> receiver_id", name="two_places"),
)

transfer_line = sa.Table(
    "transfer_line",
    metadata,
    sa.Column("transfer_id", sa.ForeignKey("transfer.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("units", Quantity, nullable=False),
    sa.CheckConstraint("units > 0", name="units"),
)

#: A transfer ends once: ``transfer_id`` is there once. ``closing`` is whether it was received or cancelled.
transfer_end = sa.Table(
    "transfer_end",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("request_key", sa.String(64), nullable=False, unique=True),
    sa.Column("transfer_id", sa.ForeignKey("transfer.id"), nullable=False, unique=True),
    sa.Column("closing", sa.String(16), nullable=False),
    sa.Column("note", sa.String(120), nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
)

#: What came of each product; ``why`` is empty where nothing differs from what was sent.
transfer_end_line = sa.Table(
    "transfer_end_line",
    metadata,
    sa.Column("end_id", sa.ForeignKey("transfer_end.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("good", Quantity, nullable=False),
    sa.Column("damaged", Quantity, nullable=False),
    sa.Column("why", sa.String(16), nullable=False),
    sa.CheckConstraint("good >= 0 AND damaged >= 0", name="units"),
)

#: Goods that a night proposes to carry before it proposes to buy. ``state`` as of an order proposal; approving sends
#: ``transfer_id``.
transfer_proposal = sa.Table(
    "transfer_proposal",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("run_id", sa.ForeignKey("forecast_run.id"), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False, index=True),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("transfer_id", sa.ForeignKey("transfer.id")),
)

#: All lines of a proposal have one sender and one receiver; ``reasons`` is JSON: the figures that led to the units.
transfer_proposal_line = sa.Table(
    "transfer_proposal_line",
    metadata,
    sa.Column("proposal_id", sa.ForeignKey("transfer_proposal.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sender_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("receiver_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("units", Quantity, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.CheckConstraint("units > 0", name="units"),
    sa.CheckConstraint("sender_id <> receiver_id", name="two_places"),
)
