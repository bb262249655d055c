"""Points of members: the rules, what each member has, and every change of it."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``terms`` is the rule as JSON (:class:`models.members.point_rule.PointRule`); ``first_day`` a copy of its own.
point_rule = sa.Table(
    "point_rule",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("terms", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
)

#: ``balance`` is the sum of the member's entries, of which there are so many; ``held`` is what open baskets use of it.
#: No point ends before ``next_expiry``. ``member`` is a random id, which stays after the member was erased.
point_account = sa.Table(
    "point_account",
    metadata,
    sa.Column("member", sa.String(40), primary_key=True),
    sa.Column("balance", sa.BigInteger, nullable=False),
    sa.Column("held", sa.BigInteger, sa.CheckConstraint("held >= 0", name="held"), nullable=False, server_default="0"),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("next_expiry", sa.Date, index=True),
)

#: ``sale_id`` and ``position`` are the receipt and its line that did it.
point_entry = sa.Table(
    "point_entry",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("member", sa.String(40), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("change_kind", sa.String(12), nullable=False),
    sa.Column("points", sa.BigInteger, nullable=False),
    sa.Column("balance", sa.BigInteger, nullable=False),
    sa.Column("sale_id", sa.ForeignKey("sale.id"), index=True),
    sa.Column("position", sa.Integer),
    sa.Column("expires_on", sa.Date),
    sa.Column("reason", sa.String(120), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.UniqueConstraint("member", "seq"),
)
