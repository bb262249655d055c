"""Promotions, each as it was from one instant until another: what a basket cost at any instant can be found again."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``terms`` is JSON (see :class:`models.facts.promotion.PromotionTerms`); ``until`` is a copy of its last day's next.
#: The last version of an ended promotion has an ``ended_at``.
promotion = sa.Table(
    "promotion",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("begun_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("until", sa.Date),
    sa.Column("terms", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
