"""Kits: products made of others, and what each sold kit took from stock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the column; nothing was a kit before."""
    op.execute("ALTER TABLE sale_line ADD COLUMN kit_version INTEGER")
    op.create_table(
        "kit",
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_kit_counted")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_kit_sku")),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_kit")),
    )
    op.create_table(
        "kit_part",
        sa.Column("kit_sku", sa.String(length=40), nullable=False),
        sa.Column("part_sku", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_kit_part_something")),
        sa.ForeignKeyConstraint(["kit_sku"], ["kit.sku"], name=op.f("fk_kit_part_kit_sku")),
        sa.ForeignKeyConstraint(["part_sku"], ["product.sku"], name=op.f("fk_kit_part_part_sku")),
        sa.PrimaryKeyConstraint("kit_sku", "part_sku", name=op.f("pk_kit_part")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_kit_part_part_sku"), "kit_part", ["part_sku"])
    op.create_table(
        "sale_line_part",
        sa.Column("sale_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sale_id", "position"],
            ["sale_line.sale_id", "sale_line.position"],
            name=op.f("fk_sale_line_part_sale_id"),
        ),
        sa.PrimaryKeyConstraint("sale_id", "position", "ordinal", name=op.f("pk_sale_line_part")),
        sqlite_with_rowid=False,
    )
    _refuse_changes("sale_line_part")


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
