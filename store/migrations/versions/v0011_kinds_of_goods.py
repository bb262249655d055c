"""Kinds of goods: age limits, open prices, deposits, packs and notes, from the product to the sale."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

#: Added one by one, with their constraints in place: SQLite would copy a table of many rows to add a constraint later.
_COLUMNS = (
    ("product", "age_limit SMALLINT"),
    ("product", "open_price BOOLEAN DEFAULT false NOT NULL"),
    ("product", "deposit VARCHAR(24)"),
    ("product", "pack_of VARCHAR(40) CONSTRAINT fk_product_pack_of REFERENCES product (sku)"),
    ("product", "pack_quantity INTEGER"),
    ("product_gtin", "deposit VARCHAR(24)"),
    ("basket", "age_confirmed SMALLINT DEFAULT 0 NOT NULL"),
    ("basket", "notes TEXT DEFAULT '[]' NOT NULL"),
    ("basket_line", "deposit VARCHAR(24)"),
    ("basket_line", "deposit_minor BIGINT"),
    ("sale", "notes TEXT DEFAULT '[]' NOT NULL"),
    ("sale_line", "kind VARCHAR(12) DEFAULT 'goods' NOT NULL"),
    ("sale_line", "belongs_to INTEGER"),
    ("sale_line", "pack_of VARCHAR(40)"),
    ("sale_line", "pack_quantity INTEGER"),
)


def upgrade() -> None:
    """Add the columns. No product has been of any of these kinds, and no sale has sold one."""
    for table, column in _COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.create_index(op.f("ix_product_pack_of"), "product", ["pack_of"])
