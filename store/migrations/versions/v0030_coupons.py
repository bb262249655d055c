"""Codes that customers show, and coupons that are good for one purchase each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table; no basket has a code yet."""
    op.execute("ALTER TABLE basket ADD COLUMN codes TEXT DEFAULT '[]' NOT NULL")
    op.execute("ALTER TABLE basket ADD COLUMN customer_group VARCHAR(24)")
    op.create_table(
        "coupon",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("promotion_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("basket_id", sa.BigInteger(), nullable=True),
        sa.Column("sale_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("basket_id IS NULL OR sale_id IS NULL", name=op.f("ck_coupon_held_or_spent")),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_coupon_sale_id_sale")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_coupon")),
    )
    for column in ("promotion_id", "basket_id", "sale_id"):
        op.create_index(op.f(f"ix_coupon_{column}"), "coupon", [column])
