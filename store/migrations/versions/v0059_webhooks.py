"""Webhooks to programs of others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the shop has no webhook yet."""
    op.create_table(
        "webhook",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("events", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("secret", sa.String(length=300), nullable=False),
        sa.Column("former_secret", sa.String(length=300), server_default="", nullable=False),
        sa.Column("former_until", sa.BigInteger(), nullable=True),
        sa.Column("why_off", sa.String(length=20), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "webhook_message",
        sa.Column("webhook_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(length=60), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=True),
        sa.Column("holder", sa.String(length=40), server_default="", nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_message_webhook_id_webhook")),
        sa.PrimaryKeyConstraint("webhook_id", "event_id", name=op.f("pk_webhook_message")),
    )
    op.create_index("ix_webhook_message_state", "webhook_message", ["state", "webhook_id", "made_at"])
    op.create_index(op.f("ix_webhook_message_settled_at"), "webhook_message", ["settled_at"])
    op.create_table(
        "webhook_cursor",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("read_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_webhook_cursor_device_id_device")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_webhook_cursor")),
    )
    op.create_table(
        "webhook_level",
        sa.Column("location_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("availability", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("location_id", "sku", name=op.f("pk_webhook_level")),
    )
