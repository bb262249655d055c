"""Barcodes of a shop's own (Code 128, Code 39) that are no GTINs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; no product has such a code yet."""
    op.create_table(
        "product_code",
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_product_code_sku")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_product_code")),
    )
    op.create_index(op.f("ix_product_code_sku"), "product_code", ["sku"])
