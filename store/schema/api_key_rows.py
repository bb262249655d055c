"""Keys with which programs of others read the shop."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``secret_hash`` is the SHA-256 of the key; the key itself is stored nowhere. ``scopes`` are parted by spaces.
api_key = sa.Table(
    "api_key",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("scopes", sa.String(200), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=False),
    sa.Column("seen_at", Instant),
    sa.Column("revoked_at", Instant),
)
