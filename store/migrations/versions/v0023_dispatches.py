"""Documents that leave the shop: e-mails, and the files for the bookkeeper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing left the shop before."""
    op.create_table(
        "dispatch",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=True),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=200), server_default="", nullable=False),
        sa.CheckConstraint("state = 'waiting' OR place = ''", name=op.f("ck_dispatch_forgets_the_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
    )
    op.create_index(op.f("ix_dispatch_subject_id"), "dispatch", ["subject_id"])
    op.create_index("ix_dispatch_state_made_at", "dispatch", ["state", "made_at"])
