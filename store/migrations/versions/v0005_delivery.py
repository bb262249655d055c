"""Deliveries: how far each device has come in the journal, dead letters, and the devices of each till."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make three tables. No till has a cursor: its devices begin with what is sold from their first start on."""
    op.create_table(
        "delivery_cursor",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("consumer", sa.String(length=24), nullable=False),
        sa.Column("delivered_seq", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=True),
        sa.Column("claimed_seq", sa.BigInteger(), nullable=True),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "claimed_seq IS NULL OR claimed_seq > delivered_seq", name=op.f("ck_delivery_cursor_claims_what_is_next")
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_delivery_cursor_device_id")),
        sa.PrimaryKeyConstraint("device_id", "consumer", name=op.f("pk_delivery_cursor")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dead_letter",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("consumer", sa.String(length=24), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_dead_letter_device_id")),
        sa.PrimaryKeyConstraint("device_id", "consumer", "seq", name=op.f("pk_dead_letter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "station_device",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_station_device_device_id")),
        sa.PrimaryKeyConstraint("device_id", "kind", name=op.f("pk_station_device")),
        sqlite_with_rowid=False,
    )
