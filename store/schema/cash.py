"""Drawer sessions, cash that moves without a sale, and the Z reports of the tills."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``owner`` is empty where a drawer is everybody's at the till. ``counted_minor``, ``expected_minor`` and ``pieces``
#: (JSON) are of the last of so many ``counts``; a closed session is in the Z report with its ``report_number``.
drawer_session = sa.Table(
    "drawer_session",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("device_id", sa.ForeignKey("device.id"), nullable=False),
    sa.Column("owner", sa.String(40), nullable=False),
    sa.Column("opened_by", sa.String(40), nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("float_minor", sa.BigInteger, sa.CheckConstraint("float_minor >= 0", name="float"), nullable=False),
    sa.Column("receipts_after", sa.BigInteger, nullable=False),
    sa.Column("parts_before_minor", sa.BigInteger, nullable=False),
    sa.Column("counts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("counted_minor", sa.BigInteger),
    sa.Column("expected_minor", sa.BigInteger),
    sa.Column("pieces", sa.Text, nullable=False, server_default="[]"),
    sa.Column("receipts_up_to", sa.BigInteger),
    sa.Column("parts_after_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("report_number", sa.BigInteger),
    sa.Column("closed_by", sa.String(40), nullable=False, server_default=""),
    sa.Column("closed_at", Instant),
    sa.Column("reason", sa.String(120), nullable=False, server_default=""),
    sa.Column("to_bank_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("bag", sa.String(40), nullable=False, server_default=""),
)
sa.Index("ix_drawer_session_device", drawer_session.c.device_id, drawer_session.c.id)
# A drawer has at most one open session: the database enforces it.
sa.Index(
    "ux_drawer_session_open",
    drawer_session.c.device_id,
    drawer_session.c.owner,
    unique=True,
    sqlite_where=drawer_session.c.closed_at.is_(None),
    postgresql_where=drawer_session.c.closed_at.is_(None),
)

#: ``amount_minor`` into the drawer is positive; ``key`` is random, so that the same wish sent again is one movement.
cash_movement = sa.Table(
    "cash_movement",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("key", sa.String(36), nullable=False, unique=True),
    sa.Column("session_id", sa.ForeignKey("drawer_session.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.String(120), nullable=False),
    sa.Column("bag", sa.String(40), nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.Column("at", Instant, nullable=False),
)

#: The receipts of a till after ``receipts_after`` up to ``receipts_up_to``, and its journal up to ``rows_up_to``;
#: ``figures`` is what was true then, as JSON, and never calculated anew.
z_report = sa.Table(
    "z_report",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("device_id", sa.ForeignKey("device.id"), nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False, index=True),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.Column("receipts_after", sa.BigInteger, nullable=False),
    sa.Column("receipts_up_to", sa.BigInteger, nullable=False),
    sa.Column("rows_up_to", sa.BigInteger, nullable=False),
    sa.Column("figures", sa.Text, nullable=False),
    sa.UniqueConstraint("device_id", "number"),
    sa.CheckConstraint("receipts_after <= receipts_up_to", name="receipts"),
)
