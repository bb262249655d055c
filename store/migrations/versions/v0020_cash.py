"""Drawer sessions, cash that moves without a sale, and Z reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, two of which refuse changes; no drawer had a float and no day was closed before."""
    _sessions()
    _movements()
    _reports()
    for table in ("cash_movement", "z_report"):
        _refuse_changes(table)


def _sessions() -> None:
    op.create_table(
        "drawer_session",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("opened_by", sa.String(length=40), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("float_minor", sa.BigInteger(), nullable=False),
        sa.Column("receipts_after", sa.BigInteger(), nullable=False),
        sa.Column("parts_before_minor", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("counted_minor", sa.BigInteger(), nullable=True),
        sa.Column("expected_minor", sa.BigInteger(), nullable=True),
        sa.Column("pieces", sa.Text(), server_default="[]", nullable=False),
        sa.Column("receipts_up_to", sa.BigInteger(), nullable=True),
        sa.Column("parts_after_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("report_number", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(length=40), server_default="", nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=120), server_default="", nullable=False),
        sa.Column("to_bank_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("bag", sa.String(length=40), server_default="", nullable=False),
        sa.CheckConstraint("float_minor >= 0", name=op.f("ck_drawer_session_float")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_drawer_session_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawer_session")),
    )
    op.create_index("ix_drawer_session_device", "drawer_session", ["device_id", "id"])
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ux_drawer_session_open",
        "drawer_session",
        ["device_id", "owner"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _movements() -> None:
    op.create_table(
        "cash_movement",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("bag", sa.String(length=40), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["drawer_session.id"], name=op.f("fk_cash_movement_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_movement")),
        sa.UniqueConstraint("key", name=op.f("uq_cash_movement_key")),
    )
    op.create_index(op.f("ix_cash_movement_session_id"), "cash_movement", ["session_id"])


def _reports() -> None:
    op.create_table(
        "z_report",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("receipts_after", sa.BigInteger(), nullable=False),
        sa.Column("receipts_up_to", sa.BigInteger(), nullable=False),
        sa.Column("rows_up_to", sa.BigInteger(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.CheckConstraint("receipts_after <= receipts_up_to", name=op.f("ck_z_report_receipts")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_z_report_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_z_report")),
        sa.UniqueConstraint("device_id", "number", name=op.f("uq_z_report_device_id")),
    )
    op.create_index(op.f("ix_z_report_business_day"), "z_report", ["business_day"])


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
