"""Answers to the question for the postcode after some sales, as counts that name nothing of a sale."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nobody was asked before."""
    op.create_table(
        "area_answer",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("area", sa.String(length=3), nullable=False),
        sa.Column("band", sa.String(length=8), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "outcome", "area", "band", name=op.f("pk_area_answer")),
    )
    op.create_table(
        "area_question",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("receipt_number", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_area_question_device_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_area_question")),
    )
