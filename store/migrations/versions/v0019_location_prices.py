"""Prices of single locations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; every price so far is the whole shop's."""
    op.create_table(
        "location_price",
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_location_price_not_negative")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_location_price_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_location_price_location_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_location_price_sku")),
        sa.PrimaryKeyConstraint("sku", "location_id", "valid_from", name=op.f("pk_location_price")),
    )
