"""The queue of shelf labels, and how far it has read the journal of each device."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Quantity
from store.schema.base import metadata

#: A label that waits or was printed or removed, with what it states from a day on.
shelf_label = sa.Table(
    "shelf_label",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("location_id", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.Column("holds_from", sa.Date, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("batch", sa.BigInteger),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("price_minor", sa.BigInteger, nullable=False),
    sa.Column("unit", sa.String(16), nullable=False),
    sa.Column("content_quantity", Quantity),
    sa.Column("content_unit", sa.String(8)),
    sa.Column("code", sa.String(48)),
    sa.Column("lowest_minor", sa.BigInteger),
)
sa.Index("ix_shelf_label_series", shelf_label.c.location_id, shelf_label.c.sku, shelf_label.c.holds_from)
#: Of a product at a location one label waits for each day.
sa.Index(
    "ux_shelf_label_waits_once",
    shelf_label.c.location_id,
    shelf_label.c.sku,
    shelf_label.c.holds_from,
    unique=True,
    sqlite_where=shelf_label.c.state == "waiting",
    postgresql_where=shelf_label.c.state == "waiting",
)
sa.Index("ix_shelf_label_batch", shelf_label.c.batch)

#: The last row of each device's journal that the queue has read.
label_cursor = sa.Table(
    "label_cursor",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True, autoincrement=False),
    sa.Column("read_seq", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
