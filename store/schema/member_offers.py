"""Offers to members: the rules, and what each member got."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``terms`` is the rule as JSON (:class:`models.members.member_offer.OfferRule`); of an occasion the last one holds.
offer_rule = sa.Table(
    "offer_rule",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("occasion", sa.String(12), nullable=False),
    sa.Column("terms", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
)

#: ``member`` is a random id, which stays after the member was erased; ``year`` is 0 of what comes once.
member_offer = sa.Table(
    "member_offer",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("member", sa.String(40), nullable=False),
    sa.Column("occasion", sa.String(12), nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("points", sa.BigInteger, nullable=False),
    sa.Column("promotion_id", sa.BigInteger),
    sa.Column("coupon", sa.String(40), nullable=False, index=True),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.UniqueConstraint("member", "occasion", "year"),
)
