"""Published figures about groups of customers, and offers that are tried: rows are only added, and name nobody."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``figures`` are the protected cells of four weeks as JSON; hidden cells have no figures, here either.
customer_edition = sa.Table(
    "customer_edition",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("edition", sa.Integer, nullable=False, unique=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.Column("figures", sa.Text, nullable=False),
)

#: Answers to the question for the postcode, as counts of a week (its Monday), without receipt, instant or till.
area_answer = sa.Table(
    "area_answer",
    metadata,
    sa.Column("week", sa.Date, primary_key=True),
    sa.Column("outcome", sa.String(10), primary_key=True),
    sa.Column("area", sa.String(3), primary_key=True),
    sa.Column("band", sa.String(8), primary_key=True),
    sa.Column("answers", sa.Integer, nullable=False),
)

#: The last receipt of each till after which the customer was asked, and whether an answer may still come.
area_question = sa.Table(
    "area_question",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True),
    sa.Column("receipt_number", sa.BigInteger, nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
)

#: An offer goes to members who want offers in an edition, but for ``held_back_percent`` of them.
offer_trial = sa.Table(
    "offer_trial",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("edition", sa.Integer, nullable=False, unique=True),
    sa.Column("held_back_percent", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
)
