"""Gift cards with a PIN."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No card that was made before has a PIN."""
    op.add_column("gift_card", sa.Column("has_pin", sa.Boolean(), nullable=False, server_default=sa.false()))
