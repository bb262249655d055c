"""The list of receipts: its order, and the copies that were made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes; that of the list also serves whoever looks for the sales of a day and a location."""
    op.drop_index("ix_sale_business_day", "sale")
    op.create_index("ix_sale_listed", "sale", ["business_day", "at", "id", "location_id"])
    copies = sa.text("kind = 'receipt_copied'")
    op.create_index("ix_journal_copies", "journal", ["at"], sqlite_where=copies, postgresql_where=copies)
