"""What may be ordered by itself, and the index by which its decisions are read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the index; until somebody sets limits everything is only proposed."""
    op.create_table(
        "automatic_limits",
        sa.Column("supplier_code", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("value_max_minor", sa.BigInteger(), nullable=False),
        sa.Column("share_max_percent", sa.Integer(), nullable=False),
        sa.CheckConstraint("value_max_minor >= 0 AND share_max_percent > 0", name=op.f("ck_automatic_limits_limits")),
        sa.ForeignKeyConstraint(["supplier_code"], ["supplier.code"], name=op.f("fk_automatic_limits_supplier_code")),
        sa.PrimaryKeyConstraint("supplier_code", name=op.f("pk_automatic_limits")),
    )
    automatic = sa.text("kind IN ('automatic_decided', 'automatic_switched')")
    op.create_index(
        "ix_journal_automatic", "journal", ["kind", "at"], sqlite_where=automatic, postgresql_where=automatic
    )
