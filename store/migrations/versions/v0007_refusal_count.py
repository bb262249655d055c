"""How many refused events of a till are only counted, so that nobody can fill the journal with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; no till has refused anything since."""
    op.create_table(
        "refusal_count",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_refusal_count_device_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_refusal_count")),
    )
