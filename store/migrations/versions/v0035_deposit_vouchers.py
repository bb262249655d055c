"""Deposit vouchers that customers pay with, each once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the table; no basket has a voucher yet."""
    op.execute("ALTER TABLE basket ADD COLUMN vouchers TEXT DEFAULT '[]' NOT NULL")
    op.create_table(
        "deposit_voucher",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("basket_id", sa.BigInteger(), nullable=True),
        sa.Column("sale_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(basket_id IS NULL) <> (sale_id IS NULL)", name=op.f("ck_deposit_voucher_held_or_spent")),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_deposit_voucher_sale_id_sale")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_deposit_voucher")),
    )
    for column in ("basket_id", "sale_id"):
        op.create_index(op.f(f"ix_deposit_voucher_{column}"), "deposit_voucher", [column])
