"""Events of a payment provider, its payouts, and until when it reserves money."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_AMOUNTS = ("amount_minor", "payments_minor", "fee_minor", "disputed_minor", "returned_minor", "other_minor")
_SUMS = "amount_minor = payments_minor + disputed_minor + returned_minor + other_minor - fee_minor"


def upgrade() -> None:
    """Make the tables and the columns; nothing of them was stored before."""
    op.execute("ALTER TABLE payment_attempt ADD COLUMN capture_before BIGINT")
    op.execute("ALTER TABLE payment_attempt ADD COLUMN may_offline BOOLEAN DEFAULT false NOT NULL")
    op.create_table(
        "provider_event",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=True),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_event")),
    )
    op.create_table(
        "payout",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _AMOUNTS),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.CheckConstraint(_SUMS, name=op.f("ck_payout_sums")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
        sa.UniqueConstraint("reference", name=op.f("uq_payout_reference")),
    )
