"""Signatures of the journal, and the key with which each device signs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column each. No device has a key: it gets one with the next row that it writes."""
    op.add_column("journal", sa.Column("signature", sa.String(length=88), nullable=True))
    op.add_column("device_head", sa.Column("signing_key", sa.String(length=64), server_default="", nullable=False))
