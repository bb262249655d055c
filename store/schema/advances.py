"""The output tax on money that customers paid before the goods were fetched."""

from __future__ import annotations

import sqlalchemy as sa

from store.schema.base import metadata

#: What the bookkeeping entry ``entry_id`` changed of an advance at a tax rate; below zero: it went back or is sold.
advance_tax = sa.Table(
    "advance_tax",
    metadata,
    sa.Column("entry_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("rate_ppm", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("attempt_id", sa.ForeignKey("payment_attempt.id"), nullable=False, index=True),
    sa.Column("business_day", sa.Date, nullable=False, index=True),
    sa.Column("net_minor", sa.BigInteger, nullable=False),
    sa.Column("tax_minor", sa.BigInteger, nullable=False),
)
