"""Orders that are paid on the web before they are fetched."""

from __future__ import annotations

from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and an index; every order was paid in the shop before."""
    op.execute("ALTER TABLE online_order ADD COLUMN prepaid BOOLEAN DEFAULT false NOT NULL")
    op.create_index(op.f("ix_online_order_ended_at"), "online_order", ["ended_at"])
