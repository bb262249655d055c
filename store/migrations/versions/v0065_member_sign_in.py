"""Members sign in to the web shop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nobody has signed in yet."""
    op.create_table(
        "member_sign_in",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_sign_in")),
        sa.UniqueConstraint("session", name=op.f("uq_member_sign_in_session")),
    )
    op.create_index(op.f("ix_member_sign_in_member"), "member_sign_in", ["member"])
    op.create_index(op.f("ix_member_sign_in_asked_at"), "member_sign_in", ["asked_at"])
