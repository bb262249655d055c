"""Suppliers, their terms and the orders we send them."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

supplier = sa.Table(
    "supplier",
    metadata,
    sa.Column("code", sa.String(40), primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("lead_time_days", sa.Integer, nullable=False),
    sa.Column("review_period_days", sa.Integer, nullable=False),
    sa.CheckConstraint("lead_time_days >= 0 AND review_period_days > 0", name="days"),
)

#: Where orders to a supplier go and when; days of the week as digits from Monday, 0.
ordering_rules = sa.Table(
    "ordering_rules",
    metadata,
    sa.Column("supplier_code", sa.ForeignKey("supplier.code"), primary_key=True),
    sa.Column("mail", sa.String(254), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("customer_number", sa.String(40), nullable=False),
    sa.Column("order_days", sa.String(7), nullable=False),
    sa.Column("cut_off", sa.String(8), nullable=False),
    sa.Column("delivery_days", sa.String(7), nullable=False),
    sa.Column("least_value_minor", sa.BigInteger, nullable=False),
    sa.Column("channel", sa.String(8), nullable=False, server_default="mail"),
    sa.Column("peppol_id", sa.String(20), nullable=False, server_default=""),
    sa.CheckConstraint("least_value_minor >= 0", name="least_value"),
)

#: What may be ordered from a supplier by itself; ``mode`` is one of
#: :class:`models.purchasing.automatic_ordering.OrderMode`.
automatic_limits = sa.Table(
    "automatic_limits",
    metadata,
    sa.Column("supplier_code", sa.ForeignKey("supplier.code"), primary_key=True),
    sa.Column("mode", sa.String(8), nullable=False),
    sa.Column("value_max_minor", sa.BigInteger, nullable=False),
    sa.Column("share_max_percent", sa.Integer, nullable=False),
    sa.CheckConstraint("value_max_minor >= 0 AND share_max_percent > 0", name="limits"),
)

#: What a supplier asks for a product: cost per unit without tax, units per case, least quantity.
supplier_term = sa.Table(
    "supplier_term",
    metadata,
    sa.Column("sku", sa.ForeignKey("product.sku"), primary_key=True),
    sa.Column("supplier_code", sa.ForeignKey("supplier.code"), primary_key=True),
    sa.Column("preferred", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("supplier_sku", sa.String(40)),
    sa.Column("cost_minor", sa.BigInteger, nullable=False),
    sa.Column("case_pack", Quantity, nullable=False),
    sa.Column("moq", Quantity, nullable=False),
    sa.Column("lead_time_days", sa.Integer),
    sa.CheckConstraint("cost_minor >= 0 AND case_pack > 0 AND moq >= 0", name="terms"),
)

#: From ``least`` units in an order on, each costs so much; the terms have the cost of fewer.
supplier_price_break = sa.Table(
    "supplier_price_break",
    metadata,
    sa.Column("sku", sa.String(40), primary_key=True),
    sa.Column("supplier_code", sa.String(40), primary_key=True),
    sa.Column("least", Quantity, primary_key=True, autoincrement=False),
    sa.Column("cost_minor", sa.BigInteger, nullable=False),
    sa.ForeignKeyConstraint(["sku", "supplier_code"], ["supplier_term.sku", "supplier_term.supplier_code"]),
    sa.CheckConstraint("least > 0 AND cost_minor >= 0", name="break"),
    sqlite_with_rowid=False,
)

#: ``state`` is one of :class:`models.purchasing.purchase_order.OrderState`; ``reference`` is the supplier's own number.
purchase_order = sa.Table(
    "purchase_order",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("supplier_code", sa.ForeignKey("supplier.code"), nullable=False),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("state", sa.String(12), nullable=False, index=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("expected_on", sa.Date, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("reference", sa.String(60), nullable=False, server_default=""),
)

#: ``delivered`` and ``cancelled`` are the sums of the lines of its deliveries.
purchase_order_line = sa.Table(
    "purchase_order_line",
    metadata,
    sa.Column("order_id", sa.ForeignKey("purchase_order.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("quantity", Quantity, nullable=False),
    sa.Column("cost_minor", sa.BigInteger, nullable=False),
    sa.Column("delivered", Quantity, nullable=False, server_default="0"),
    sa.Column("cancelled", Quantity, nullable=False, server_default="0"),
)
