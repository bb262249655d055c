"""Gift cards sold in the web shop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; no order buys a gift card yet."""
    op.create_table(
        "online_order_purchase",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("greeting", sa.String(length=200), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_online_order_purchase_buys_something")),
        sa.ForeignKeyConstraint(["card_id"], ["gift_card.id"], name=op.f("fk_online_order_purchase_card_id_gift_card")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["online_order.id"], name=op.f("fk_online_order_purchase_order_id_online_order")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_online_order_purchase")),
        sa.UniqueConstraint("card_id", name=op.f("uq_online_order_purchase_card_id")),
    )
