"""Pictures of goods."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; no product had a picture before."""
    op.create_table(
        "picture",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("list_file", sa.LargeBinary(), nullable=False),
        sa.Column("tile_file", sa.LargeBinary(), nullable=False),
        sa.Column("page_file", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_picture")),
    )
    op.create_table(
        "product_picture",
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("place", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text_sv", sa.String(length=160), server_default="", nullable=False),
        sa.Column("text_en", sa.String(length=160), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["picture.digest"], name=op.f("fk_product_picture_digest")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_product_picture_sku")),
        sa.PrimaryKeyConstraint("sku", "place", name=op.f("pk_product_picture")),
    )
    op.create_index(op.f("ix_product_picture_digest"), "product_picture", ["digest"])
