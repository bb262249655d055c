"""Codes with which customers became members on the own phone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nobody joined like this before."""
    op.create_table(
        "member_join",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("till_id", sa.Integer(), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["till_id"], ["device.id"], name=op.f("fk_member_join_till_id_device")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_member_join")),
    )
    op.create_index(op.f("ix_member_join_till_id"), "member_join", ["till_id"])
    _refuse_changes("member_join")


def _refuse_changes(table: str) -> None:
    message = f"{table} is append-only: correct a fact by adding another one"
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )
