"""Gift cards as payment in the web shop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; no order has a gift card yet."""
    op.create_table(
        "online_order_card",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_online_order_card_holds_something")),
        sa.ForeignKeyConstraint(["card_id"], ["gift_card.id"], name=op.f("fk_online_order_card_card_id_gift_card")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["online_order.id"], name=op.f("fk_online_order_card_order_id_online_order")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_online_order_card")),
    )
    op.create_index(op.f("ix_online_order_card_card_id"), "online_order_card", ["card_id"])
    op.create_table(
        "web_basket_card",
        sa.Column("basket_key", sa.String(length=64), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["gift_card.id"], name=op.f("fk_web_basket_card_card_id_gift_card")),
        sa.PrimaryKeyConstraint("basket_key", name=op.f("pk_web_basket_card")),
    )
    op.create_index(op.f("ix_web_basket_card_changed_at"), "web_basket_card", ["changed_at"])
