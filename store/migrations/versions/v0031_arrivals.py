"""Deliveries of suppliers, and how far the lines of orders have come by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_HAS_NOTE = sa.text("note_number <> ''")


def upgrade() -> None:
    """Make the tables and the columns; orders that were received before have no delivery of their own."""
    op.execute("ALTER TABLE purchase_order_line ADD COLUMN delivered BIGINT DEFAULT '0' NOT NULL")
    op.execute("ALTER TABLE purchase_order_line ADD COLUMN cancelled BIGINT DEFAULT '0' NOT NULL")
    op.create_table(
        "arrival",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("supplier_code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("note_number", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("freight_minor", sa.BigInteger(), nullable=False),
        sa.Column("rest", sa.String(length=16), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["supplier_code"], ["supplier.code"], name=op.f("fk_arrival_supplier_code")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_arrival_location_id")),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"], name=op.f("fk_arrival_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("request_key", name=op.f("uq_arrival_request_key")),
    )
    _index_arrivals()
    _make_lines()
    for table in ("arrival", "arrival_line"):
        _refuse_changes(table)


def _index_arrivals() -> None:
    op.create_index(op.f("ix_arrival_order_id"), "arrival", ["order_id"])
    op.create_index(op.f("ix_arrival_at"), "arrival", ["at"])
    op.create_index(
        "ix_arrival_note",
        "arrival",
        ["supplier_code", "note_number"],
        unique=True,
        sqlite_where=_HAS_NOTE,
        postgresql_where=_HAS_NOTE,
    )


def _make_lines() -> None:
    op.create_table(
        "arrival_line",
        sa.Column("arrival_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("good", sa.BigInteger(), nullable=False),
        sa.Column("damaged", sa.BigInteger(), nullable=False),
        sa.Column("order_line", sa.Integer(), nullable=True),
        sa.Column("cancelled", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("agreed_cost_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("good >= 0 AND damaged >= 0 AND cancelled >= 0", name=op.f("ck_arrival_line_quantities")),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrival.id"], name=op.f("fk_arrival_line_arrival_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_arrival_line_sku")),
        sa.PrimaryKeyConstraint("arrival_id", "position", name=op.f("pk_arrival_line")),
    )
    op.create_index(op.f("ix_arrival_line_sku"), "arrival_line", ["sku"])


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
