"""People: who they are, what they may do, how they prove it, and where they are signed in."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``role`` is one of Kassa's or the code of an own role.
operator = sa.Table(
    "operator",
    metadata,
    sa.Column("code", sa.String(40), primary_key=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("role", sa.String(24), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("language", sa.String(8)),
)

#: ``permissions`` are their names in alphabetical order, with a space between them.
own_role = sa.Table(
    "own_role",
    metadata,
    sa.Column("code", sa.String(24), primary_key=True),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("permissions", sa.Text, nullable=False),
)

#: What a person proves with, one row each: salted hashes, or encrypted where the text itself is needed.
operator_secret = sa.Table(
    "operator_secret",
    metadata,
    sa.Column("operator", sa.ForeignKey("operator.code"), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("stored", sa.Text, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)
# A badge is found by what was scanned: one badge is one person's.
sa.Index(
    "ux_operator_secret_badge",
    operator_secret.c.stored,
    unique=True,
    sqlite_where=operator_secret.c.kind == "badge",
    postgresql_where=operator_secret.c.kind == "badge",
)

#: ``id`` is the SHA-256 of the token that the browser has. A session that was ended or is over goes.
session = sa.Table(
    "session",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("operator", sa.ForeignKey("operator.code"), nullable=False, index=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("device_id", sa.ForeignKey("device.id"), nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("ends_at", Instant, nullable=False),
    sa.Column("browser", sa.String(120), nullable=False),
)

#: The newest time step whose code of a phone each person used (RFC 6238): neither it nor an older one lets in again.
spent_code = sa.Table(
    "spent_code",
    metadata,
    sa.Column("operator", sa.ForeignKey("operator.code"), primary_key=True),
    sa.Column("step", sa.BigInteger, nullable=False),
)

#: Wrong tries that still count, by what they count for; ``subject`` names no secret and no unknown name.
sign_in_failures = sa.Table(
    "sign_in_failures",
    metadata,
    sa.Column("subject", sa.String(60), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", Instant, nullable=False),
)
