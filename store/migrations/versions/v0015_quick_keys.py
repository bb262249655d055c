"""Colours of categories, pages of quick keys, and an index of the journal's rows about goods."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_GOODS_KINDS = (
    *("barcodes_removed", "bulk_prices_set", "bulk_prices_undone"),
    *("goods_import_begun", "goods_import_undone", "goods_imported"),
    *("price_changed", "prices_withdrawn", "products_changed", "terms_changed"),
)


def upgrade() -> None:
    """Add the column and the tables; every category has the colour of its place, and there are no quick keys."""
    op.execute("ALTER TABLE category ADD COLUMN colour VARCHAR(16)")
    op.create_table(
        "quick_key_page",
        sa.Column("location_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_quick_key_page_location_id")),
        sa.PrimaryKeyConstraint("location_id", "number", name=op.f("pk_quick_key_page")),
    )
    op.create_table(
        "quick_key",
        sa.Column("location_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id", "page"],
            ["quick_key_page.location_id", "quick_key_page.number"],
            name=op.f("fk_quick_key_location_id"),
        ),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_quick_key_sku")),
        sa.PrimaryKeyConstraint("location_id", "page", "position", name=op.f("pk_quick_key")),
    )
    kinds = sa.text(f"kind IN ({', '.join(repr(kind) for kind in _GOODS_KINDS)})")
    op.create_index("ix_journal_goods", "journal", ["kind", "at"], sqlite_where=kinds, postgresql_where=kinds)
