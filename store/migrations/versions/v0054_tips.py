"""Tips by card, and to whom they are owed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; no terminal was let ask for a tip before."""
    op.execute("ALTER TABLE payment_attempt ADD COLUMN asks_tip BOOLEAN DEFAULT false NOT NULL")
    op.create_table(
        "tip_account",
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("balance_minor >= 0", name=op.f("ck_tip_account_owed")),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_tip_account")),
    )
    op.create_table(
        "tip_entry",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("source", sa.BigInteger(), nullable=False),
        sa.Column("change_kind", sa.String(length=12), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=True),
        sa.Column("movement_id", sa.BigInteger(), nullable=True),
        sa.Column("paid_to", sa.String(length=60), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["tip_account.owner"], name=op.f("fk_tip_entry_owner_tip_account")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["payment_attempt.id"], name=op.f("fk_tip_entry_attempt_id_payment_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["movement_id"], ["cash_movement.id"], name=op.f("fk_tip_entry_movement_id_cash_movement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_entry")),
        sa.UniqueConstraint("source", name=op.f("uq_tip_entry_source")),
    )
    for column in ("owner", "attempt_id", "movement_id", "business_day"):
        op.create_index(op.f(f"ix_tip_entry_{column}"), "tip_entry", [column])
    _refuse_changes("tip_entry")


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
