"""Goods thrown away or used by the shop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what was written off before is in its movements only."""
    op.create_table(
        "write_off",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("use_kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("units > 0", name=op.f("ck_write_off_units")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_write_off_location_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_write_off_sku")),
        sa.ForeignKeyConstraint(["undoes"], ["write_off.id"], name=op.f("fk_write_off_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_off")),
        sa.UniqueConstraint("request_key", name=op.f("uq_write_off_request_key")),
        sa.UniqueConstraint("undoes", name=op.f("uq_write_off_undoes")),
    )
    op.create_index("ix_write_off_at", "write_off", ["at"])
    _refuse_changes("write_off")


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
