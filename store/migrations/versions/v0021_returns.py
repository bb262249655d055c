"""Goods that customers bring back: the lines of a basket, why they came, and where they went."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the columns; nothing came back at a till before."""
    op.execute("ALTER TABLE basket ADD COLUMN returned_minor BIGINT")
    op.execute("ALTER TABLE sale ADD COLUMN settled_with BIGINT")
    op.execute("ALTER TABLE sale_line ADD COLUMN return_reason VARCHAR(20)")
    op.execute("ALTER TABLE sale_line ADD COLUMN goods_to VARCHAR(12)")
    op.create_index(op.f("ix_sale_settled_with"), "sale", ["settled_with"])
    op.create_table(
        "basket_return",
        sa.Column("basket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sale_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("goods_to", sa.String(length=12), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_basket_return_something")),
        sa.ForeignKeyConstraint(["basket_id"], ["basket.id"], name=op.f("fk_basket_return_basket_id")),
        sa.ForeignKeyConstraint(
            ["sale_id", "position"],
            ["sale_line.sale_id", "sale_line.position"],
            name=op.f("fk_basket_return_sale_id_position"),
        ),
        sa.PrimaryKeyConstraint("basket_id", "sale_id", "position", name=op.f("pk_basket_return")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_basket_return_sale_id"), "basket_return", ["sale_id"])
