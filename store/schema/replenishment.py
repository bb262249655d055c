"""Order proposals and their reasons."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

#: ``state``: proposed, approved or dismissed. Approving drafts ``order_id``.
proposal = sa.Table(
    "proposal",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("run_id", sa.ForeignKey("forecast_run.id"), nullable=False),
    sa.Column("supplier_code", sa.ForeignKey("supplier.code"), nullable=False),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("state", sa.String(12), nullable=False, index=True),
    sa.Column("order_id", sa.ForeignKey("purchase_order.id")),
)

#: ``reasons`` is JSON: the figures that led to the quantity, in the order in which they were applied.
proposal_line = sa.Table(
    "proposal_line",
    metadata,
    sa.Column("proposal_id", sa.ForeignKey("proposal.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("quantity", Quantity, nullable=False),
    sa.Column("cost_minor", sa.BigInteger, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
)

#: A replay of order rules against the shop's own past days; ``figures`` is JSON: frontiers, and the levels learnt.
replay_run = sa.Table(
    "replay_run",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("figures", sa.Text, nullable=False),
)

#: Orders that are decided beside the owner and never sent; ``ended_at`` where somebody stopped it early.
shadow_run = sa.Table(
    "shadow_run",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("days", sa.SmallInteger, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("ended_by", sa.String(40), nullable=False),
)

#: The decisions of a morning; ``figures`` is JSON: what was known, and what both sides had since the morning before.
shadow_day = sa.Table(
    "shadow_day",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("shadow_id", sa.ForeignKey("shadow_run.id"), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.Column("figures", sa.Text, nullable=False),
    sa.UniqueConstraint("shadow_id", "day"),
)
