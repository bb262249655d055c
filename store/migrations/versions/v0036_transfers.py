"""Goods carried from one location to another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing was carried before."""
    _make_sent()
    _make_ended()
    for table in ("transfer", "transfer_line", "transfer_end", "transfer_end_line"):
        _refuse_changes(table)


def _make_sent() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.CheckConstraint("sender_id <> receiver_id", name=op.f("ck_transfer_two_places")),
        sa.ForeignKeyConstraint(["sender_id"], ["location.id"], name=op.f("fk_transfer_sender_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["location.id"], name=op.f("fk_transfer_receiver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("request_key", name=op.f("uq_transfer_request_key")),
    )
    op.create_index("ix_transfer_at", "transfer", ["at"])
    op.create_table(
        "transfer_line",
        sa.Column("transfer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_transfer_line_units")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_line_transfer_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_transfer_line_sku")),
        sa.PrimaryKeyConstraint("transfer_id", "position", name=op.f("pk_transfer_line")),
    )


def _make_ended() -> None:
    op.create_table(
        "transfer_end",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("transfer_id", sa.BigInteger(), nullable=False),
        sa.Column("closing", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_end_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_end")),
        sa.UniqueConstraint("request_key", name=op.f("uq_transfer_end_request_key")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_transfer_end_transfer_id")),
    )
    op.create_index("ix_transfer_end_at", "transfer_end", ["at"])
    op.create_table(
        "transfer_end_line",
        sa.Column("end_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("good", sa.BigInteger(), nullable=False),
        sa.Column("damaged", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.CheckConstraint("good >= 0 AND damaged >= 0", name=op.f("ck_transfer_end_line_units")),
        sa.ForeignKeyConstraint(["end_id"], ["transfer_end.id"], name=op.f("fk_transfer_end_line_end_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_transfer_end_line_sku")),
        sa.PrimaryKeyConstraint("end_id", "position", name=op.f("pk_transfer_end_line")),
    )


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
