"""Coupons, deposit vouchers, and promotions as they were at each instant: any basket's cost can be found again."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``terms`` is JSON (see :class:`models.facts.promotion.PromotionTerms`); ``until`` is a copy of its last day's next.
#: The last version of an ended promotion has an ``ended_at``.
promotion = sa.Table(
    "promotion",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("begun_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("until", sa.Date),
    sa.Column("terms", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

#: Each is good for one purchase: an open basket may hold it, or it was spent on a sale. ``code`` is the whole own code.
coupon = sa.Table(
    "coupon",
    metadata,
    sa.Column("code", sa.String(24), primary_key=True),
    sa.Column("promotion_id", sa.Integer, nullable=False, index=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("basket_id", sa.BigInteger, index=True),
    sa.Column("sale_id", sa.ForeignKey("sale.id"), index=True),
    sa.CheckConstraint("basket_id IS NULL OR sale_id IS NULL", name="held_or_spent"),
)

#: Each number pays once in a period: an open basket holds it, or it paid for a sale. The newest use of a number only.
deposit_voucher = sa.Table(
    "deposit_voucher",
    metadata,
    sa.Column("number", sa.String(32), primary_key=True),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("taken_at", Instant, nullable=False),
    sa.Column("basket_id", sa.BigInteger, index=True),
    sa.Column("sale_id", sa.ForeignKey("sale.id"), index=True),
    sa.CheckConstraint("(basket_id IS NULL) <> (sale_id IS NULL)", name="held_or_spent"),
)
