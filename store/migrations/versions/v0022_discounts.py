"""The parts of a discount of a sold line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what was taken off before has no parts."""
    op.create_table(
        "sale_line_discount",
        sa.Column("sale_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("rate_ppm", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sale_id", "position"],
            ["sale_line.sale_id", "sale_line.position"],
            name=op.f("fk_sale_line_discount_sale_id_position"),
        ),
        sa.PrimaryKeyConstraint("sale_id", "position", "ordinal", name=op.f("pk_sale_line_discount")),
        sqlite_with_rowid=False,
    )
