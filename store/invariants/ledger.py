"""Entries balance, every sale is booked and nothing else is (C6)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from store import schema
from store.invariants.violation import NAMED_MAX, Violation


def unbalanced(view: sa.Connection) -> Iterator[Violation]:
    """Entries whose postings do not sum to zero."""
    posting = schema.posting.c
    whole = sa.func.sum(posting.amount_minor)
    query = sa.select(posting.entry_id, whole).group_by(posting.entry_id).having(whole != 0).limit(NAMED_MAX)
    for entry_id, difference in view.execute(query):
        yield Violation("C6", f"entry {entry_id}", f"is off balance by {difference}")


def books_without_sale(view: sa.Connection) -> Iterator[Violation]:
    """Entries that book no sale, the only fact that is booked, and postings of no entry."""
    entry, posting = schema.entry.c, schema.posting.c
    of_no_sale = ~sa.exists().where(schema.sale.c.id == entry.id)
    for (entry_id,) in view.execute(sa.select(entry.id).where(of_no_sale).limit(NAMED_MAX)):
        yield Violation("C6", f"entry {entry_id}", "books no sale")
    booked = sa.select(posting.entry_id).distinct().subquery()
    of_no_entry = ~sa.exists().where(entry.id == booked.c.entry_id)
    for (entry_id,) in view.execute(sa.select(booked.c.entry_id).where(of_no_entry).limit(NAMED_MAX)):
        yield Violation("C6", f"the postings of {entry_id}", "are of no entry")


def sales_without_entry(view: sa.Connection) -> Iterator[Violation]:
    """Sales that are not in the books, or of which something else was taken there."""
    sale, posting = schema.sale.c, schema.posting.c
    missing = ~sa.exists().where(schema.entry.c.id == sale.id)
    for (sale_id,) in view.execute(sa.select(sale.id).where(missing).limit(NAMED_MAX)):
        yield Violation("C6", f"sale {sale_id}", "is not in the books")
    # What was taken stands in debit; the rest of the entry is its counterpart, so the debit must be what was due.
    debit = sa.func.sum(sa.case((posting.account.like("1%"), posting.amount_minor), else_=0))
    booked = sa.select(posting.entry_id, debit.label("taken")).group_by(posting.entry_id).subquery()
    query = sa.select(sale.id, sale.due_minor, booked.c.taken).join_from(
        schema.sale, booked, booked.c.entry_id == sale.id
    )
    for sale_id, due, taken in view.execute(query.where(sale.due_minor != booked.c.taken).limit(NAMED_MAX)):
        yield Violation("C6", f"sale {sale_id}", f"was due {due} but {taken} is booked")
