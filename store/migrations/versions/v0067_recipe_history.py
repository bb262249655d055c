"""The index of the journal's rows about goods has recipes of kits and price breaks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

_GOODS_KINDS = (
    *("barcodes_removed", "bulk_prices_set", "bulk_prices_undone"),
    *("goods_import_begun", "goods_import_undone", "goods_imported", "kit_changed"),
    *("picture_import_undone", "picture_imported", "price_breaks_set", "price_changed", "prices_withdrawn"),
    *("product_pictures_changed", "products_changed", "terms_changed"),
)


def upgrade() -> None:
    """Make the index anew: recipes and price breaks that were changed before are in it too."""
    op.drop_index("ix_journal_goods", table_name="journal")
    kinds = sa.text(f"kind IN ({', '.join(repr(kind) for kind in _GOODS_KINDS)})")
    op.create_index("ix_journal_goods", "journal", ["kind", "at"], sqlite_where=kinds, postgresql_where=kinds)
