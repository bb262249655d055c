"""The code of a phone that each person used last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nobody used a code yet."""
    op.create_table(
        "spent_code",
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["operator"], ["operator.code"], name=op.f("fk_spent_code_operator")),
        sa.PrimaryKeyConstraint("operator", name=op.f("pk_spent_code")),
    )
