"""The life of purchase orders: the supplier's number, and the index by which an order's history is read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index."""
    op.add_column("purchase_order", sa.Column("reference", sa.String(60), nullable=False, server_default=""))
    orders = sa.text("kind IN ('order_answered', 'order_drafted', 'order_line_changed', 'order_moved')")
    op.create_index("ix_journal_orders", "journal", ["at"], sqlite_where=orders, postgresql_where=orders)
