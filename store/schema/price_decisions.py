"""What was decided about prices that new costs proposed (facts)."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: One proposal, by the delivery that brought the newest cost of the product: each is decided once.
price_decision = sa.Table(
    "price_decision",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("arrival_id", sa.ForeignKey("arrival.id"), nullable=False),
    sa.Column("supplier_code", sa.String(40), nullable=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("cost_before_minor", sa.BigInteger, nullable=False),
    sa.Column("cost_minor", sa.BigInteger, nullable=False),
    sa.Column("price_before_minor", sa.BigInteger, nullable=False),
    sa.Column("price_minor", sa.BigInteger, nullable=False),
    sa.Column("begins_on", sa.Date, nullable=False),
    sa.Column("decision", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.UniqueConstraint("sku", "arrival_id"),
)
