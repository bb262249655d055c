"""The net content of products, and the queue of shelf labels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and tables; the content of no product is known yet, and the queue has read nothing."""
    op.add_column("product", sa.Column("content_quantity", sa.BigInteger(), nullable=True))
    op.add_column("product", sa.Column("content_unit", sa.String(length=8), nullable=True))
    op.create_table(
        "shelf_label",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("content_quantity", sa.BigInteger(), nullable=True),
        sa.Column("content_unit", sa.String(length=8), nullable=True),
        sa.Column("code", sa.String(length=48), nullable=True),
        sa.Column("lowest_minor", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_shelf_label_location_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_shelf_label_sku")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_label")),
    )
    op.create_index("ix_shelf_label_batch", "shelf_label", ["batch"])
    series = ["location_id", "sku", "holds_from"]
    op.create_index("ix_shelf_label_series", "shelf_label", series)
    waits = sa.text("state = 'waiting'")
    op.create_index(
        "ux_shelf_label_waits_once", "shelf_label", series, unique=True, sqlite_where=waits, postgresql_where=waits
    )
    op.create_table(
        "label_cursor",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("read_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_label_cursor_device_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_label_cursor")),
        sqlite_with_rowid=False,
    )
