"""Members, what they agreed to, and who looked at them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the column; no customer is a member yet."""
    op.execute("ALTER TABLE basket ADD COLUMN member VARCHAR(40)")
    op.create_table(
        "member",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("card", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", _key_text(160), nullable=False),
        sa.Column("last_name_key", _key_text(160), nullable=False),
        sa.Column("phone", _key_text(20), nullable=False),
        sa.Column("email", _key_text(254), nullable=False),
        sa.Column("birth_year", sa.SmallInteger(), nullable=True),
        sa.Column("birthday", sa.String(length=5), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("notes", sa.String(length=500), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("joined_location", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("merged_into", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["customer.code"], name=op.f("fk_member_id")),
        sa.ForeignKeyConstraint(["joined_location"], ["location.id"], name=op.f("fk_member_joined_location")),
        sa.ForeignKeyConstraint(["merged_into"], ["member.id"], name=op.f("fk_member_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("card", name=op.f("uq_member_card")),
    )
    for column in ("name_key", "last_name_key", "phone", "email", "merged_into"):
        op.create_index(op.f(f"ix_member_{column}"), "member", [column])
    is_known = sa.text("customer IS NOT NULL")
    op.create_index("ix_sale_customer", "sale", ["customer"], sqlite_where=is_known, postgresql_where=is_known)
    _make_facts()


def _make_facts() -> None:
    op.create_table(
        "member_consent",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("is_given", sa.SmallInteger(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_consent")),
    )
    op.create_table(
        "member_look",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_look")),
    )
    for table in ("member_consent", "member_look"):
        op.create_index(op.f(f"ix_{table}_member"), table, ["member"])
        _refuse_changes(table)


def _key_text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


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
