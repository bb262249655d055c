"""Orders on the web with their goods, what they are promised, and the baskets of visitors."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

#: ``secret`` opens the order's page, ``basket_key`` is the hash of the visitor's cookie: one basket is one order.
online_order = sa.Table(
    "online_order",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("code", sa.String(6), nullable=False, index=True),
    sa.Column("secret", sa.String(43), nullable=False, unique=True),
    sa.Column("basket_key", sa.String(64), nullable=False, unique=True),
    sa.Column("origin", sa.String(200), nullable=False),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("phone", sa.String(24), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("pickup_from", Instant, nullable=False),
    sa.Column("pickup_until", Instant, nullable=False),
    sa.Column("placed_at", Instant, nullable=False),
    sa.Column("state", sa.String(12), nullable=False, index=True),
    sa.Column("ready_at", Instant),
    sa.Column("ended_at", Instant, index=True),
    sa.Column("ended_by", sa.String(12), nullable=False, server_default=""),
    sa.Column("reason", sa.String(120), nullable=False, server_default=""),
    sa.Column("basket_id", sa.BigInteger, unique=True),
    sa.Column("sale_id", sa.ForeignKey("sale.id"), unique=True),
    sa.Column("prepaid", sa.Boolean, nullable=False, server_default=sa.false()),
)

online_order_line = sa.Table(
    "online_order_line",
    metadata,
    sa.Column("order_id", sa.ForeignKey("online_order.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("unit_price_minor", sa.BigInteger, nullable=False),
    sa.Column("deposit", sa.String(24)),
    sa.Column("deposit_minor", sa.BigInteger, nullable=False),
    sa.Column("picked_quantity", sa.Integer),
    sa.CheckConstraint("quantity > 0", name="orders_something"),
    sa.CheckConstraint("picked_quantity >= 0", name="picks_something_or_nothing"),
    sa.CheckConstraint("picked_quantity <= quantity", name="picks_what_was_ordered"),
)

#: What is promised to orders that wait: a row goes when its order ends.
stock_promise = sa.Table(
    "stock_promise",
    metadata,
    sa.Column("order_id", sa.ForeignKey("online_order.id"), primary_key=True),
    sa.Column("sku", sa.ForeignKey("product.sku"), primary_key=True),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("quantity", Quantity, nullable=False),
    sa.Index("ix_stock_promise_goods", "location_id", "sku"),
    sa.CheckConstraint("quantity > 0", name="promises_something"),
)

#: The gift card that pays some of an order, while that is open; until it is in a basket at a till, the order holds it.
online_order_card = sa.Table(
    "online_order_card",
    metadata,
    sa.Column("order_id", sa.ForeignKey("online_order.id"), primary_key=True),
    sa.Column("card_id", sa.ForeignKey("gift_card.id"), nullable=False, index=True),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.CheckConstraint("amount_minor > 0", name="holds_something"),
)

#: The gift card that an order buys, in place of goods. Whom it goes to and its greeting are erased with who ordered.
online_order_purchase = sa.Table(
    "online_order_purchase",
    metadata,
    sa.Column("order_id", sa.ForeignKey("online_order.id"), primary_key=True),
    sa.Column("card_id", sa.ForeignKey("gift_card.id"), nullable=False, unique=True),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("recipient", sa.String(254), nullable=False),
    sa.Column("greeting", sa.String(200), nullable=False),
    sa.CheckConstraint("amount_minor > 0", name="buys_something"),
)

#: The member who placed an order, while that is open, and the points that it holds of theirs; in a basket at a till,
#: the basket holds them. ``excluded`` are categories, one a line.
online_order_member = sa.Table(
    "online_order_member",
    metadata,
    sa.Column("order_id", sa.ForeignKey("online_order.id"), primary_key=True),
    sa.Column("member", sa.String(40), nullable=False, index=True),
    sa.Column("points", sa.BigInteger, nullable=False),
    sa.Column("value_minor", sa.BigInteger, nullable=False),
    sa.Column("excluded", sa.Text, nullable=False),
    sa.CheckConstraint("points >= 0", name="holds_points_or_none"),
)

#: The gift card that a visitor's basket is to be paid with; nothing of it is held before it is ordered.
web_basket_card = sa.Table(
    "web_basket_card",
    metadata,
    sa.Column("basket_key", sa.String(64), primary_key=True),
    sa.Column("card_id", sa.ForeignKey("gift_card.id"), nullable=False),
    sa.Column("changed_at", Instant, nullable=False, index=True),
)

#: The baskets of visitors of the web shop, by the hash of each cookie.
web_basket_line = sa.Table(
    "web_basket_line",
    metadata,
    sa.Column("basket_key", sa.String(64), primary_key=True),
    sa.Column("sku", sa.ForeignKey("product.sku"), primary_key=True),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("changed_at", Instant, nullable=False, index=True),
    sa.CheckConstraint("quantity > 0", name="wants_something"),
)
