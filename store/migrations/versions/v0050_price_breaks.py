"""Price breaks: what suppliers ask for larger quantities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; no supplier had any before."""
    op.create_table(
        "supplier_price_break",
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("supplier_code", sa.String(length=40), nullable=False),
        sa.Column("least", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("least > 0 AND cost_minor >= 0", name=op.f("ck_supplier_price_break_break")),
        sa.ForeignKeyConstraint(
            ["sku", "supplier_code"],
            ["supplier_term.sku", "supplier_term.supplier_code"],
            name=op.f("fk_supplier_price_break_sku"),
        ),
        sa.PrimaryKeyConstraint("sku", "supplier_code", "least", name=op.f("pk_supplier_price_break")),
        sqlite_with_rowid=False,
    )
