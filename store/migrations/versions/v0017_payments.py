"""Attempts to take a payment, and baskets of which a part is paid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_OPEN = "state IN ('authorised', 'created', 'in_progress', 'unknown')"
_OPEN_AT_TERMINAL = f"{_OPEN} AND kind = 'charge' AND method = 'card'"


def upgrade() -> None:
    """Make the table; nothing was paid in parts before."""
    op.execute("ALTER TABLE basket ADD COLUMN has_payments BOOLEAN DEFAULT false NOT NULL")
    op.create_table(
        "payment_attempt",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("basket_id", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("terminal", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("original", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("taken_minor", sa.BigInteger(), nullable=True),
        sa.Column("tip_minor", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=60), server_default="", nullable=False),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("needs_signature", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("code_ends_at", sa.BigInteger(), nullable=True),
        sa.Column("cancel_wanted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("was_offline", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("applied", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payment_attempt_amount")),
        sa.CheckConstraint("(original IS NULL) = (kind = 'charge')", name=op.f("ck_payment_attempt_refund_of_charge")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_payment_attempt_device_id")),
        sa.ForeignKeyConstraint(["original"], ["payment_attempt.id"], name=op.f("fk_payment_attempt_original")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_attempt")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_attempt_key")),
    )
    op.create_index(op.f("ix_payment_attempt_basket_id"), "payment_attempt", ["basket_id"])
    op.create_index(op.f("ix_payment_attempt_reference"), "payment_attempt", ["reference"])
    for name, column, where in (
        ("ux_payment_attempt_open_basket", "basket_id", _OPEN),
        ("ux_payment_attempt_open_terminal", "terminal", _OPEN_AT_TERMINAL),
    ):
        op.create_index(
            name,
            "payment_attempt",
            [column],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
