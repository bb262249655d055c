"""Webhooks, the messages to each, and how far the journal was read for them."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``secret`` and ``former_secret`` are encrypted with the secret of the installation; ``events`` are parted by spaces.
webhook = sa.Table(
    "webhook",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("address", sa.String(300), nullable=False),
    sa.Column("events", sa.String(300), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("secret", sa.String(300), nullable=False),
    sa.Column("former_secret", sa.String(300), nullable=False, server_default=""),
    sa.Column("former_until", Instant),
    sa.Column("why_off", sa.String(20), nullable=False, server_default=""),
)

#: One row a webhook and event, however often it is sent.
webhook_message = sa.Table(
    "webhook_message",
    metadata,
    sa.Column("webhook_id", sa.ForeignKey("webhook.id"), primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.String(60), primary_key=True),
    sa.Column("event", sa.String(24), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_try", Instant),
    sa.Column("holder", sa.String(40), nullable=False, server_default=""),
    sa.Column("settled_at", Instant, index=True),
    sa.Column("status", sa.Integer),
    sa.Column("reason", sa.String(200), nullable=False, server_default=""),
    sa.Index("ix_webhook_message_state", "state", "webhook_id", "made_at"),
)

#: Up to which row the journal of a device was read.
webhook_cursor = sa.Table(
    "webhook_cursor",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True, autoincrement=False),
    sa.Column("read_seq", sa.BigInteger, nullable=False),
)

#: What was last known of what is left, for events about stock: in_stock, few_left or sold_out.
webhook_level = sa.Table(
    "webhook_level",
    metadata,
    sa.Column("location_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.String(40), primary_key=True),
    sa.Column("availability", sa.String(12), nullable=False),
)
