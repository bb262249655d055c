"""How far each device has come in the journal of its till, what it could not deliver, and which devices a till has."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: One row a till and consumer; ``delivered_seq`` is the last row of the journal that is settled.
delivery_cursor = sa.Table(
    "delivery_cursor",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True, autoincrement=False),
    sa.Column("consumer", sa.String(24), primary_key=True),
    sa.Column("delivered_seq", sa.BigInteger, nullable=False),
    sa.Column("holder", sa.String(40), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_try", Instant),
    sa.Column("claimed_seq", sa.BigInteger),
    sa.Column("claimed_at", Instant),
    sa.CheckConstraint("claimed_seq IS NULL OR claimed_seq > delivered_seq", name="claims_what_is_next"),
    sqlite_with_rowid=False,
)

#: Deliveries that were given up or may have arrived; ``at`` is when that was settled.
dead_letter = sa.Table(
    "dead_letter",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True, autoincrement=False),
    sa.Column("consumer", sa.String(24), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("outcome", sa.String(12), nullable=False),
    sa.Column("reason", sa.String(200), nullable=False),
    sqlite_with_rowid=False,
)

#: Where the devices of a till are, as text such as ``tcp:192.0.2.7:9100``.
station_device = sa.Table(
    "station_device",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(24), primary_key=True),
    sa.Column("link", sa.String(200), nullable=False),
    sqlite_with_rowid=False,
)
