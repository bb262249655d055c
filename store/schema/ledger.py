"""Balanced bookkeeping entries."""

from __future__ import annotations

import sqlalchemy as sa

from store.schema.base import metadata

#: One entry a fact: ``id`` is the id of the sale or other fact that it books.
entry = sa.Table(
    "entry",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("business_day", sa.Date, nullable=False, index=True),
    sa.Column("reference", sa.String(40), nullable=False),
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
