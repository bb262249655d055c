"""Books beyond sales: the chart of accounts, kinds of entries and sales, refunds, control codes; lines that are served.

Sales and entries of before get what they were: sales, booked as such; a restaurant's dishes were eaten in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: What is added to a table, in words that both databases take.
COLUMNS = (
    ("entry", "kind VARCHAR(24) DEFAULT 'sale' NOT NULL"),
    ("entry", "source BIGINT DEFAULT 0 NOT NULL"),
    ("sale", "kind VARCHAR(12) DEFAULT 'sale' NOT NULL"),
    (
        "sale",
        """refers_to BIGINT CONSTRAINT fk_sale_refers_to REFERENCES sale (id)
        CONSTRAINT ck_sale_refund_refers CHECK (refers_to IS NULL OR kind <> 'sale')""",
    ),
    ("sale", "control_unit VARCHAR(48)"),
    ("sale", "control_code VARCHAR(120)"),
    ("sale_line", "supply VARCHAR(12) DEFAULT 'take_away' NOT NULL"),
    ("sale_line", "seat INTEGER"),
    ("sale_line", "course INTEGER"),
    ("tender", "status VARCHAR(24) DEFAULT 'approved' NOT NULL"),
    ("basket_line", "supply VARCHAR(12)"),
    (
        "basket_line",
        """sent_quantity BIGINT DEFAULT 0 NOT NULL CONSTRAINT ck_basket_line_sent_of_quantity
        CHECK (sent_quantity >= 0 AND sent_quantity <= quantity)""",
    ),
    ("basket_line", "seat INTEGER"),
    ("basket_line", "course INTEGER"),
)
#: The accounts on which shops have been booked so far.
ACCOUNTS = (
    ("cash", 0, "1910", "Kassa"),
    ("card", 0, "1686", "Fordringar för kontokort och kuponger"),
    ("card_offline", 0, "1687", "Fordringar för kontokort, ej bekräftade"),
    ("rounding", 0, "3740", "Öres- och kronutjämning"),
    ("sales", 250_000, "3001", "Försäljning inom Sverige, 25 % moms"),
    ("sales", 120_000, "3002", "Försäljning inom Sverige, 12 % moms"),
    ("sales", 60_000, "3003", "Försäljning inom Sverige, 6 % moms"),
    ("sales", 0, "3004", "Försäljning inom Sverige, momsfri"),
    ("output_tax", 250_000, "2611", "Utgående moms på försäljning inom Sverige, 25 %"),
    ("output_tax", 120_000, "2621", "Utgående moms på försäljning inom Sverige, 12 %"),
    ("output_tax", 60_000, "2631", "Utgående moms på försäljning inom Sverige, 6 %"),
)


def upgrade() -> None:
    """Add the columns and tables, and write into them what earlier rows were."""
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    with _unguarded("entry"):
        op.execute("UPDATE entry SET source = id")
    with _unguarded("sale_line"):
        op.execute("UPDATE sale_line SET supply = 'eat_in' WHERE tax_category = 'restaurant'")
    op.create_index(op.f("ix_sale_refers_to"), "sale", ["refers_to"])
    _refunded_line()
    _account_choice()


def _refunded_line() -> None:
    op.create_table(
        "refunded_line",
        sa.Column("sale_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("refunded_quantity", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "refunded_quantity >= 0 AND refunded_quantity <= quantity", name=op.f("ck_refunded_line_of_what_was_sold")
        ),
        sa.ForeignKeyConstraint(
            ["sale_id", "position"],
            ["sale_line.sale_id", "sale_line.position"],
            name=op.f("fk_refunded_line_sale_id"),
        ),
        sa.PrimaryKeyConstraint("sale_id", "position", name=op.f("pk_refunded_line")),
        sqlite_with_rowid=False,
    )


def _account_choice() -> None:
    table = op.create_table(
        "account_choice",
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("rate_ppm", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("role", "rate_ppm", "valid_from", name=op.f("pk_account_choice")),
    )
    if op.get_bind().scalar(sa.text("SELECT COUNT(*) FROM shop")):
        beginning = date(1900, 1, 1)
        for role, rate_ppm, number, name in ACCOUNTS:
            row = {"role": role, "rate_ppm": rate_ppm, "number": number, "name": name}
            op.execute(table.insert().values(valid_from=beginning, **row))


@contextmanager
def _unguarded(table: str) -> Iterator[None]:
    """Take away the triggers that refuse changes of a table's rows, and put them back as they were."""
    if not _is_file():
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only")
        return
    query = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    guards = op.get_bind().execute(query, {"table": table}).all()
    for name, _ in guards:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in guards:
        op.execute(sql)


def _is_file() -> bool:
    return op.get_bind().dialect.name == "sqlite"
