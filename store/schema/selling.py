"""Open baskets (they change) and sales (they never do)."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant, Quantity
from store.schema.base import metadata

#: A basket's id becomes the id of its sale; ``state`` is open or parked. Once paid or cancelled its rows go.
#: ``notes`` are lines of free text as JSON, ``age_confirmed`` how old the customer is seen to be.
#: ``has_payments``: a part is paid or being paid. ``returned_minor``: what the customer gets for goods that come back.
#: ``discounts`` are those that an operator gave, as JSON; ``codes``, ``customer_group``, ``vouchers`` the customer's.
#: ``gift_cards`` pay, and on ``gift_loads`` money is put. ``member`` is the id of the customer who is one, and
#: ``points`` are those of theirs that it uses, as JSON; empty: none.
basket = sa.Table(
    "basket",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("device_id", sa.ForeignKey("device.id"), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("label", sa.String(80), nullable=False, server_default=""),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("last_position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("age_confirmed", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("notes", sa.Text, nullable=False, server_default="[]"),
    sa.Column("has_payments", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("returned_minor", sa.BigInteger),
    sa.Column("discounts", sa.Text, nullable=False, server_default="[]"),
    sa.Column("codes", sa.Text, nullable=False, server_default="[]"),
    sa.Column("customer_group", sa.String(24)),
    sa.Column("vouchers", sa.Text, nullable=False, server_default="[]"),
    sa.Column("gift_cards", sa.Text, nullable=False, server_default="[]"),
    sa.Column("gift_loads", sa.Text, nullable=False, server_default="[]"),
    sa.Column("member", sa.String(40)),
    sa.Column("points", sa.Text, nullable=False, server_default=""),
)
# A till has at most one open basket: the database itself says so.
sa.Index(
    "ux_basket_one_open",
    basket.c.device_id,
    unique=True,
    sqlite_where=basket.c.state == "open",
    postgresql_where=basket.c.state == "open",
)
sa.Index(
    "ix_basket_parked",
    basket.c.device_id,
    sqlite_where=basket.c.state == "parked",
    postgresql_where=basket.c.state == "parked",
)

#: ``position`` is given once and never reused within a basket; the unit price is that of the scan. ``supply`` is null
#: where nobody chose one; ``sent_quantity`` is what was sent to who makes it. ``lot`` is that of the code.
basket_line = sa.Table(
    "basket_line",
    metadata,
    sa.Column("basket_id", sa.ForeignKey("basket.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("gtin", sa.String(14)),
    sa.Column("quantity", Quantity, nullable=False),
    sa.Column("unit_price_minor", sa.BigInteger, nullable=False),
    sa.Column("discount_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("supply", sa.String(12)),
    sa.Column(
        "sent_quantity",
        Quantity,
        sa.CheckConstraint("sent_quantity >= 0 AND sent_quantity <= quantity", name="sent_of_quantity"),
        nullable=False,
        server_default="0",
    ),
    sa.Column("seat", sa.Integer),
    sa.Column("course", sa.Integer),
    sa.Column("deposit", sa.String(24)),
    sa.Column("deposit_minor", sa.BigInteger),
    sa.Column("lot", sa.String(40)),
    sqlite_with_rowid=False,
)

#: The last event that each browser of a till has had applied: an event is applied once. ``gaps`` are the numbers before
#: it that never came.
till_client = sa.Table(
    "till_client",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True, autoincrement=False),
    sa.Column("client", sa.String(36), primary_key=True),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("last_problems", sa.Text, nullable=False, server_default="[]"),
    sa.Column("gaps", sa.Text, nullable=False, server_default="[]"),
)

#: The refusals of a till since an instant: how many have a row in the journal, and how many are only counted.
refusal_count = sa.Table(
    "refusal_count",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True, autoincrement=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("recorded", sa.Integer, nullable=False),
    sa.Column("counted", sa.BigInteger, nullable=False),
)

#: ``gross`` is what the lines sum to, tax included; ``due`` is what was paid: gross + rounding. A refund may refer to
#: the sale that it takes back, and was ``settled_with`` that of what was bought at the same time. ``control_code`` is
#: what a control unit gave for it.
sale = sa.Table(
    "sale",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("device_id", sa.ForeignKey("device.id"), nullable=False),
    sa.Column("receipt_number", sa.BigInteger, nullable=False),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.Column("customer", sa.ForeignKey("customer.code")),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("gross_minor", sa.BigInteger, nullable=False),
    sa.Column("net_minor", sa.BigInteger, nullable=False),
    sa.Column("tax_minor", sa.BigInteger, nullable=False),
    sa.Column("discount_minor", sa.BigInteger, nullable=False),
    sa.Column("rounding_minor", sa.BigInteger, nullable=False),
    sa.Column("due_minor", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(12), nullable=False, server_default="sale"),
    sa.Column(
        "refers_to",
        sa.ForeignKey("sale.id"),
        sa.CheckConstraint("refers_to IS NULL OR kind <> 'sale'", name="refund_refers"),
        index=True,
    ),
    sa.Column("control_unit", sa.String(48)),
    sa.Column("control_code", sa.String(120)),
    sa.Column("notes", sa.Text, nullable=False, server_default="[]"),
    sa.Column("settled_with", sa.BigInteger, index=True),
    sa.UniqueConstraint("device_id", "receipt_number"),
    sa.CheckConstraint("net_minor + tax_minor = gross_minor", name="net_and_tax"),
    sa.CheckConstraint("gross_minor + rounding_minor = due_minor", name="due"),
)
#: The purchases of a member; those of nobody known are not in it.
sa.Index(
    "ix_sale_customer",
    sale.c.customer,
    sqlite_where=sale.c.customer.is_not(None),
    postgresql_where=sale.c.customer.is_not(None),
)
#: The order of the list of receipts, so that its next page is found without those before.
sa.Index("ix_sale_listed", sale.c.business_day, sale.c.at, sale.c.id, sale.c.location_id)

#: ``gross`` is after discount; ``cost`` is what the goods of the line cost us without tax, if known. A line of ``kind``
#: deposit ``belongs_to`` the line of its goods. Goods in a pack are ``pack_quantity`` of the product ``pack_of``.
#: A kit was sold as its recipe of ``kit_version`` was.
sale_line = sa.Table(
    "sale_line",
    metadata,
    sa.Column("sale_id", sa.ForeignKey("sale.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("location_id", sa.Integer, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("sku", sa.String(40), nullable=False),
    sa.Column("gtin", sa.String(14)),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("unit", sa.String(16), nullable=False),
    sa.Column("quantity", Quantity, nullable=False),
    sa.Column("unit_price_minor", sa.BigInteger, nullable=False),
    sa.Column("discount_minor", sa.BigInteger, nullable=False),
    sa.Column("gross_minor", sa.BigInteger, nullable=False),
    sa.Column("net_minor", sa.BigInteger, nullable=False),
    sa.Column("tax_minor", sa.BigInteger, nullable=False),
    sa.Column("tax_category", sa.String(24), nullable=False),
    sa.Column("tax_rate_ppm", sa.Integer, nullable=False),
    sa.Column("cost_minor", sa.BigInteger),
    sa.Column("supply", sa.String(12), nullable=False, server_default="take_away"),
    sa.Column("seat", sa.Integer),
    sa.Column("course", sa.Integer),
    sa.Column("kind", sa.String(12), nullable=False, server_default="goods"),
    sa.Column("belongs_to", sa.Integer),
    sa.Column("pack_of", sa.String(40)),
    sa.Column("pack_quantity", sa.Integer),
    sa.Column("return_reason", sa.String(20)),
    sa.Column("goods_to", sa.String(12)),
    sa.Column("kit_version", sa.Integer),
    sa.CheckConstraint("net_minor + tax_minor = gross_minor", name="net_and_tax"),
    sqlite_with_rowid=False,
)

#: What the kits of a sold line took from stock, as its recipe of ``kit_version`` had it; the first has ``ordinal`` 0.
sale_line_part = sa.Table(
    "sale_line_part",
    metadata,
    sa.Column("sale_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("ordinal", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.String(40), nullable=False),
    sa.Column("quantity", Quantity, nullable=False),
    sa.ForeignKeyConstraint(["sale_id", "position"], ["sale_line.sale_id", "sale_line.position"]),
    sqlite_with_rowid=False,
)

#: The parts of a line's discount in their order: why so much was taken off. They sum to it; imported sales have none.
sale_line_discount = sa.Table(
    "sale_line_discount",
    metadata,
    sa.Column("sale_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("ordinal", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("text", sa.String(120), nullable=False),
    sa.Column("source_id", sa.BigInteger),
    sa.Column("rate_ppm", sa.Integer),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.ForeignKeyConstraint(["sale_id", "position"], ["sale_line.sale_id", "sale_line.position"]),
    sqlite_with_rowid=False,
)

#: Sold lines of which something was taken back: a counter that the database itself keeps at or below what was sold.
refunded_line = sa.Table(
    "refunded_line",
    metadata,
    sa.Column("sale_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("quantity", Quantity, nullable=False),
    sa.Column("refunded_quantity", Quantity, nullable=False, server_default="0"),
    sa.ForeignKeyConstraint(["sale_id", "position"], ["sale_line.sale_id", "sale_line.position"]),
    sa.CheckConstraint("refunded_quantity >= 0 AND refunded_quantity <= quantity", name="of_what_was_sold"),
    sqlite_with_rowid=False,
)

#: What a basket takes back of a sale, counted in ``refunded_line`` already. Amounts are above zero.
basket_return = sa.Table(
    "basket_return",
    metadata,
    sa.Column("basket_id", sa.ForeignKey("basket.id"), primary_key=True, autoincrement=False),
    sa.Column("sale_id", sa.BigInteger, primary_key=True, autoincrement=False, index=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("quantity", Quantity, sa.CheckConstraint("quantity > 0", name="something"), nullable=False),
    sa.Column("reason", sa.String(20), nullable=False),
    sa.Column("goods_to", sa.String(12), nullable=False),
    sa.Column("gross_minor", sa.BigInteger, nullable=False),
    sa.Column("tax_minor", sa.BigInteger, nullable=False),
    sa.Column("discount_minor", sa.BigInteger, nullable=False),
    sa.Column("cost_minor", sa.BigInteger),
    sa.ForeignKeyConstraint(["sale_id", "position"], ["sale_line.sale_id", "sale_line.position"]),
    sqlite_with_rowid=False,
)

#: ``amount`` is what was handed over, ``change`` what was given back of it.
tender = sa.Table(
    "tender",
    metadata,
    sa.Column("sale_id", sa.ForeignKey("sale.id"), primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("change_minor", sa.BigInteger, nullable=False),
    sa.Column("reference", sa.String(80)),
    sa.Column("status", sa.String(24), nullable=False, server_default="approved"),
    sqlite_with_rowid=False,
)
