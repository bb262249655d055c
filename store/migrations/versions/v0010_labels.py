"""The net content of products."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the content of no product is known yet."""
    op.add_column("product", sa.Column("content_quantity", sa.BigInteger(), nullable=True))
    op.add_column("product", sa.Column("content_unit", sa.String(length=8), nullable=True))
