"""What of tips is owed to whom, and every change of it."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``owner`` is an operator, or empty for what all share. ``balance_minor`` is the sum of its entries, never below zero.
tip_account = sa.Table(
    "tip_account",
    metadata,
    sa.Column("owner", sa.String(40), primary_key=True),
    sa.Column("balance_minor", sa.BigInteger, sa.CheckConstraint("balance_minor >= 0", name="owed"), nullable=False),
)

#: A tip or cash changes an account once: ``source`` is its payment or the cash, else the entry itself.
tip_entry = sa.Table(
    "tip_entry",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("owner", sa.ForeignKey("tip_account.owner"), nullable=False, index=True),
    sa.Column("source", sa.BigInteger, nullable=False, unique=True),
    sa.Column("change_kind", sa.String(12), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("balance_minor", sa.BigInteger, nullable=False),
    sa.Column("attempt_id", sa.ForeignKey("payment_attempt.id"), index=True),
    sa.Column("movement_id", sa.ForeignKey("cash_movement.id"), index=True),
    sa.Column("paid_to", sa.String(60), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False, index=True),
    sa.Column("operator", sa.String(40), nullable=False),
)
