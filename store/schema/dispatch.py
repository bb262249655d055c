"""Documents on their way out of the shop, and what became of those that left."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``place`` is the address or the folder while it is needed and empty afterwards; ``label`` names nobody.
dispatch = sa.Table(
    "dispatch",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("subject_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("place", sa.String(300), nullable=False),
    sa.Column("label", sa.String(300), nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_try", Instant),
    sa.Column("claimed_at", Instant),
    sa.Column("settled_at", Instant),
    sa.Column("reason", sa.String(200), nullable=False, server_default=""),
    sa.Index("ix_dispatch_state_made_at", "state", "made_at"),
    sa.CheckConstraint("state = 'waiting' OR place = ''", name="forgets_the_place"),
)
