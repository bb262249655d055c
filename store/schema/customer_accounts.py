"""Customers who pay later, and every change of what each owes."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``balance_minor`` is the sum of its entries: what the customer owes. ``name_key`` is what searches compare.
customer_account = sa.Table(
    "customer_account",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("number", sa.String(12), nullable=False, unique=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("name_key", sa.String(160), nullable=False),
    sa.Column("org_number", sa.String(20), nullable=False),
    sa.Column("address", sa.String(200), nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("contact", sa.String(80), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("limit_minor", sa.BigInteger, nullable=False),
    sa.Column("days", sa.SmallInteger, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("balance_minor", sa.BigInteger, nullable=False, server_default="0"),
)

#: A payment at a till changes an account once: ``source`` is the attempt, or the entry itself where there is none.
customer_account_entry = sa.Table(
    "customer_account_entry",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("account_id", sa.ForeignKey("customer_account.id"), nullable=False, index=True),
    sa.Column("source", sa.BigInteger, nullable=False, unique=True),
    sa.Column("change_kind", sa.String(12), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("balance_minor", sa.BigInteger, nullable=False),
    sa.Column("attempt_id", sa.ForeignKey("payment_attempt.id"), index=True),
    sa.Column("due_on", sa.Date),
    sa.Column("reference", sa.String(60), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
)
