"""The company, its locations and the devices that number their own facts."""

from __future__ import annotations

import sqlalchemy as sa

from store.schema.base import metadata

shop = sa.Table(
    "shop",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("company", sa.String(120), nullable=False),
    sa.Column("org_number", sa.String(20), nullable=False),
    sa.Column("country", sa.String(2), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("zone", sa.String(60), nullable=False),
    sa.Column("day_closes_at", sa.Time, nullable=False),
    sa.Column("is_demo", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.CheckConstraint("id = 1", name="one_shop"),
)

location = sa.Table(
    "location",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("address", sa.String(200), nullable=False),
)

device = sa.Table(
    "device",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("name", sa.String(16), nullable=False),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    # An id is device << 32 | seq and must stay below 2**53, so that JavaScript can hold it.
    sa.CheckConstraint("id > 0 AND id <= 2097151", name="id_fits"),
)

#: The last number that each device gave out, the head of its journal chain, and the public key that signs it.
device_head = sa.Table(
    "device_head",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True, autoincrement=False),
    sa.Column("last_fact", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("last_receipt", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("last_journal", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("journal_hash", sa.String(64), nullable=False, server_default=""),
    sa.Column("signing_key", sa.String(64), nullable=False, server_default=""),
)

#: What a shop set, and how far its setup is, by name; the values of the tables above are not repeated here.
shop_setting = sa.Table(
    "shop_setting",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
