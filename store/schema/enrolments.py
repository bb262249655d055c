"""Browsers that are enrolled as tills, and the one-time codes with which others become one."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``secret_hash`` is the SHA-256 of what the browser's cookie holds; the secret itself is stored nowhere.
enrolment = sa.Table(
    "enrolment",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("device_id", sa.ForeignKey("device.id"), nullable=False, index=True),
    sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("browser", sa.String(40), nullable=False),
    sa.Column("enrolled_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
)

#: A code that is used, or of which there were too many wrong ones, is gone.
enrolment_code = sa.Table(
    "enrolment_code",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True, autoincrement=False),
    sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("ends_at", Instant, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
)
