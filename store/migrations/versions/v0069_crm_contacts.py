"""What a CRM of others has of members."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.database.columns import Instant

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No CRM has anything yet."""
    op.create_table(
        "crm_contact",
        sa.Column("member", sa.String(40), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("is_opted_out", sa.Boolean(), nullable=False),
        sa.Column("first_sent_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
    )
