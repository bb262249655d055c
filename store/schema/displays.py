"""Browsers that are customer displays, and the one-time codes that others show to become one."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``secret_hash`` is the SHA-256 of what the browser's cookie holds; the secret itself is stored nowhere.
display = sa.Table(
    "display",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("device_id", sa.ForeignKey("device.id"), nullable=False, index=True),
    sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("browser", sa.String(40), nullable=False),
    sa.Column("paired_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
)

#: A browser that waits under the hash of its secret. A code that is used or over goes.
display_code = sa.Table(
    "display_code",
    metadata,
    sa.Column("secret_hash", sa.String(64), primary_key=True),
    sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("browser", sa.String(40), nullable=False),
    sa.Column("ends_at", Instant, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
)
