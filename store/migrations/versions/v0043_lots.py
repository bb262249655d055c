"""Lots of goods, with their best-before days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and columns; no lot was known before."""
    op.execute("ALTER TABLE product ADD COLUMN has_lots BOOLEAN DEFAULT false NOT NULL")
    op.execute("ALTER TABLE basket_line ADD COLUMN lot VARCHAR(40)")
    _make_lots()
    _make_levels()
    _make_recalls()
    for table in ("lot", "lot_movement", "lot_recall"):
        _refuse_changes(table)


def _make_lots() -> None:
    op.create_table(
        "lot",
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_lot_sku")),
        sa.PrimaryKeyConstraint("sku", "code", name=op.f("pk_lot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lot_movement",
        sa.Column("source_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id", "position"],
            ["stock_movement.source_id", "stock_movement.position"],
            name=op.f("fk_lot_movement_source_id"),
        ),
        sa.ForeignKeyConstraint(["sku", "code"], ["lot.sku", "lot.code"], name=op.f("fk_lot_movement_sku")),
        sa.PrimaryKeyConstraint("source_id", "position", "code", name=op.f("pk_lot_movement")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lot_movement_sku", "lot_movement", ["sku", "code"])


def _make_levels() -> None:
    op.create_table(
        "lot_level",
        sa.Column("location_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_lot_level_location_id")),
        sa.ForeignKeyConstraint(["sku", "code"], ["lot.sku", "lot.code"], name=op.f("fk_lot_level_sku")),
        sa.PrimaryKeyConstraint("location_id", "sku", "code", name=op.f("pk_lot_level")),
        sqlite_with_rowid=False,
    )


def _make_recalls() -> None:
    op.create_table(
        "lot_recall",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["sku", "code"], ["lot.sku", "lot.code"], name=op.f("fk_lot_recall_sku")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_recall")),
    )
    op.create_index("ix_lot_recall_sku", "lot_recall", ["sku", "code"])


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
