"""Points as payment in the web shop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; no order is a member's yet."""
    op.create_table(
        "online_order_member",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.String(length=40), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("excluded", sa.Text(), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_online_order_member_holds_points_or_none")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["online_order.id"], name=op.f("fk_online_order_member_order_id_online_order")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_online_order_member")),
    )
    op.create_index(op.f("ix_online_order_member_member"), "online_order_member", ["member"])
