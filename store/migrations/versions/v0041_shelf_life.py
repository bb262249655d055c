"""Days on which goods that spoil may be sold."""

from __future__ import annotations

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE product ADD COLUMN shelf_life_days SMALLINT")
