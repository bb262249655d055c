"""Where orders to a supplier go, and on which days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; until somebody sets rules the usual ones hold."""
    op.create_table(
        "ordering_rules",
        sa.Column("supplier_code", sa.String(length=40), nullable=False),
        sa.Column("mail", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("customer_number", sa.String(length=40), nullable=False),
        sa.Column("order_days", sa.String(length=7), nullable=False),
        sa.Column("cut_off", sa.String(length=8), nullable=False),
        sa.Column("delivery_days", sa.String(length=7), nullable=False),
        sa.Column("least_value_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("least_value_minor >= 0", name=op.f("ck_ordering_rules_least_value")),
        sa.ForeignKeyConstraint(["supplier_code"], ["supplier.code"], name=op.f("fk_ordering_rules_supplier_code")),
        sa.PrimaryKeyConstraint("supplier_code", name=op.f("pk_ordering_rules")),
    )
