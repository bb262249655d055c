"""The journal: everything that happened at a device, in order, chained by hashes."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``seq`` has no gap within a device. ``hash`` seals the row and, through ``prev_hash``, all rows before it.
#: ``signature`` is in the last row of each commit, once the device has a key.
journal = sa.Table(
    "journal",
    metadata,
    sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("prev_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("signature", sa.String(88)),
    sqlite_with_rowid=False,
)

#: The kinds of rows about the range: few among those of tills, and read alone for the history of a product, for the
#: imports that were made and for the bulk changes. A query that has :data:`OF_GOODS` word for word uses the index.
GOODS_KINDS = (
    "barcodes_removed",
    "bulk_prices_set",
    "bulk_prices_undone",
    "goods_import_begun",
    "goods_import_undone",
    "goods_imported",
    "kit_changed",
    "picture_import_undone",
    "picture_imported",
    "price_breaks_set",
    "price_changed",
    "prices_withdrawn",
    "product_pictures_changed",
    "products_changed",
    "terms_changed",
)
OF_GOODS = sa.text(f"kind IN ({', '.join(repr(kind) for kind in GOODS_KINDS)})")
sa.Index("ix_journal_goods", journal.c.kind, journal.c.at, sqlite_where=OF_GOODS, postgresql_where=OF_GOODS)

#: Copies of receipts: few, and asked for by time. A query that has :data:`OF_COPIES` word for word uses the index.
OF_COPIES = sa.text("kind = 'receipt_copied'")
sa.Index("ix_journal_copies", journal.c.at, sqlite_where=OF_COPIES, postgresql_where=OF_COPIES)

#: Purchase orders: few, and read alone for the history of an order. A query that has :data:`OF_ORDERS` uses the index.
OF_ORDERS = sa.text("kind IN ('order_answered', 'order_drafted', 'order_line_changed', 'order_moved')")
sa.Index("ix_journal_orders", journal.c.at, sqlite_where=OF_ORDERS, postgresql_where=OF_ORDERS)

#: Automatic ordering: few, and read alone for the switch and the message of a day.
OF_AUTOMATIC = sa.text("kind IN ('automatic_decided', 'automatic_switched')")
sa.Index("ix_journal_automatic", journal.c.kind, journal.c.at, sqlite_where=OF_AUTOMATIC, postgresql_where=OF_AUTOMATIC)
