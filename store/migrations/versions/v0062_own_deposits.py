"""Classes of deposit of the shop's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; every deposit was one of the country's before."""
    op.create_table(
        "own_deposit",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name_sv", sa.String(length=80), server_default="", nullable=False),
        sa.Column("name_en", sa.String(length=80), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_own_deposit")),
    )
    op.create_table(
        "own_deposit_amount",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["own_deposit.code"], name=op.f("fk_own_deposit_amount_code")),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_own_deposit_amount")),
    )
