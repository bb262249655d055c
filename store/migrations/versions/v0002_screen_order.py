"""An index in the order of the till's screen, so that a till reads a large range a page at a time."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_product_screen_order", "product", ["category", "name", "sku"])
