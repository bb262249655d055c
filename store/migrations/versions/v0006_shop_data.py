"""The names of categories by language, in a table of their own, so that a language is a row and no column."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: The languages that had a column each.
LANGUAGES = ("sv", "en")


def upgrade() -> None:
    """Make the table, write the names into it, and remove their columns."""
    names = op.create_table(
        "category_name",
        sa.Column("category_code", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["category_code"], ["category.code"], name=op.f("fk_category_name_category_code")),
        sa.PrimaryKeyConstraint("category_code", "language", name=op.f("pk_category_name")),
    )
    for language in LANGUAGES:
        column = sa.column(f"name_{language}", sa.String())
        stored: sa.Select[tuple[str, str, str]] = sa.select(
            sa.column("code", sa.String()), sa.literal(language), column
        ).select_from(sa.table("category"))
        op.execute(names.insert().from_select(["category_code", "language", "name"], stored))
        op.execute(f"ALTER TABLE category DROP COLUMN name_{language}")
