"""Transfers that the night proposes before it proposes to buy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing was proposed before."""
    op.create_table(
        "transfer_proposal",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("transfer_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["forecast_run.id"], name=op.f("fk_transfer_proposal_run_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_proposal_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_proposal")),
    )
    op.create_index("ix_transfer_proposal_business_day", "transfer_proposal", ["business_day"])
    op.create_table(
        "transfer_proposal_line",
        sa.Column("proposal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_transfer_proposal_line_units")),
        sa.CheckConstraint("sender_id <> receiver_id", name=op.f("ck_transfer_proposal_line_two_places")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["transfer_proposal.id"], name=op.f("fk_transfer_proposal_line_proposal_id")
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["location.id"], name=op.f("fk_transfer_proposal_line_sender_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["location.id"], name=op.f("fk_transfer_proposal_line_receiver_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_transfer_proposal_line_sku")),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_transfer_proposal_line")),
    )
