"""Goods sent back to suppliers, and their answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing was sent back before."""
    _make_returns()
    _make_ends()
    for table in ("supplier_return", "supplier_return_line", "claim_end"):
        _refuse_changes(table)


def _make_returns() -> None:
    op.create_table(
        "supplier_return",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("supplier_code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["supplier_code"], ["supplier.code"], name=op.f("fk_supplier_return_supplier_code")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_supplier_return_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_return")),
        sa.UniqueConstraint("request_key", name=op.f("uq_supplier_return_request_key")),
    )
    op.create_index("ix_supplier_return_at", "supplier_return", ["at"])
    op.create_table(
        "supplier_return_line",
        sa.Column("return_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("origin_id", sa.BigInteger(), nullable=False),
        sa.Column("origin_position", sa.Integer(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("units > 0", name=op.f("ck_supplier_return_line_units")),
        sa.ForeignKeyConstraint(["return_id"], ["supplier_return.id"], name=op.f("fk_supplier_return_line_return_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_supplier_return_line_sku")),
        sa.PrimaryKeyConstraint("return_id", "position", name=op.f("pk_supplier_return_line")),
    )
    op.create_index("ix_supplier_return_line_origin_id", "supplier_return_line", ["origin_id"])


def _make_ends() -> None:
    op.create_table(
        "claim_end",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("return_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("credit_note", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("goods_at", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_claim_end_amount")),
        sa.ForeignKeyConstraint(["return_id"], ["supplier_return.id"], name=op.f("fk_claim_end_return_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_end")),
        sa.UniqueConstraint("request_key", name=op.f("uq_claim_end_request_key")),
        sa.UniqueConstraint("return_id", name=op.f("uq_claim_end_return_id")),
    )
    op.create_index("ix_claim_end_at", "claim_end", ["at"])


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
