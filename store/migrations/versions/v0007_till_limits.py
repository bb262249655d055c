"""What a till remembers of a flood: how many refusals are only counted, and which numbers of a browser never came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make table and column; no till has refused anything since, and no number is known to be missing."""
    op.add_column("till_client", sa.Column("gaps", sa.Text(), server_default="[]", nullable=False))
    op.create_table(
        "refusal_count",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_refusal_count_device_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_refusal_count")),
    )
