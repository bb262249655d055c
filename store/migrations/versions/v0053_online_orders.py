"""Orders on the web, what is promised to them, and the baskets of visitors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nobody ordered on the web before."""
    _make_orders()
    op.create_table(
        "online_order_line",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("deposit", sa.String(length=24), nullable=True),
        sa.Column("deposit_minor", sa.BigInteger(), nullable=False),
        sa.Column("picked_quantity", sa.Integer(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_online_order_line_orders_something")),
        sa.CheckConstraint("picked_quantity >= 0", name=op.f("ck_online_order_line_picks_something_or_nothing")),
        sa.CheckConstraint("picked_quantity <= quantity", name=op.f("ck_online_order_line_picks_what_was_ordered")),
        sa.ForeignKeyConstraint(["order_id"], ["online_order.id"], name=op.f("fk_online_order_line_order_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_online_order_line_sku")),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_online_order_line")),
    )
    op.create_table(
        "stock_promise",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_promise_promises_something")),
        sa.ForeignKeyConstraint(["order_id"], ["online_order.id"], name=op.f("fk_stock_promise_order_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_stock_promise_sku")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_stock_promise_location_id")),
        sa.PrimaryKeyConstraint("order_id", "sku", name=op.f("pk_stock_promise")),
    )
    op.create_index("ix_stock_promise_goods", "stock_promise", ["location_id", "sku"])
    op.create_table(
        "web_basket_line",
        sa.Column("basket_key", sa.String(length=64), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_web_basket_line_wants_something")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_web_basket_line_sku")),
        sa.PrimaryKeyConstraint("basket_key", "sku", name=op.f("pk_web_basket_line")),
    )
    op.create_index(op.f("ix_web_basket_line_changed_at"), "web_basket_line", ["changed_at"])


def _make_orders() -> None:
    op.create_table(
        "online_order",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("secret", sa.String(length=43), nullable=False),
        sa.Column("basket_key", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=24), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("pickup_from", sa.BigInteger(), nullable=False),
        sa.Column("pickup_until", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("ready_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=12), server_default="", nullable=False),
        sa.Column("reason", sa.String(length=120), server_default="", nullable=False),
        sa.Column("basket_id", sa.BigInteger(), nullable=True),
        sa.Column("sale_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_online_order_location_id")),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_online_order_sale_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_order")),
        *(sa.UniqueConstraint(name, name=op.f(f"uq_online_order_{name}")) for name in _UNIQUE),
    )
    for column in ("code", "state"):
        op.create_index(op.f(f"ix_online_order_{column}"), "online_order", [column])


_UNIQUE = ("secret", "basket_key", "basket_id", "sale_id")
