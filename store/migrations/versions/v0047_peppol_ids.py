"""How orders go to each supplier, and its address in the Peppol network."""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; until now all orders went by e-mail or by hand."""
    op.execute("ALTER TABLE ordering_rules ADD COLUMN channel VARCHAR(8) DEFAULT 'mail' NOT NULL")
    op.execute("ALTER TABLE ordering_rules ADD COLUMN peppol_id VARCHAR(20) DEFAULT '' NOT NULL")
