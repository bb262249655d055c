"""The chart of accounts over time, and balanced bookkeeping entries."""

from __future__ import annotations

import sqlalchemy as sa

from store.schema.base import metadata

#: From ``valid_from`` on, what has this role (at this tax rate) is booked on ``number``; later rows take its place.
account_choice = sa.Table(
    "account_choice",
    metadata,
    sa.Column("role", sa.String(24), primary_key=True),
    sa.Column("rate_ppm", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("number", sa.String(8), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
)

#: One entry a fact: ``source`` is the id of the fact of this ``kind`` that it books; an entry of
#: a sale has the id of the sale.
entry = sa.Table(
    "entry",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("business_day", sa.Date, nullable=False, index=True),
    sa.Column("reference", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(24), nullable=False, server_default="sale"),
    sa.Column("source", sa.BigInteger, nullable=False, server_default="0"),
)

#: Debit positive, credit negative; the postings of an entry sum to zero.
posting = sa.Table(
    "posting",
    metadata,
    sa.Column("entry_id", sa.ForeignKey("entry.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("account", sa.String(8), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
