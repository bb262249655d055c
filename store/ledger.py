"""Ledger entries, appended."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models.ledger.entry import Entry, Posting
from store import schema
from store.database.prepared import Prepared


def post(tx: sa.Connection, entries: Sequence[Entry]) -> None:
    """Append balanced entries with their postings."""
    if not entries:
        return
    rows = [{"id": e.id, "business_day": e.business_day, "reference": e.reference} for e in entries]
    _ADD.send(tx, rows)
    postings = [
        {"entry_id": e.id, "position": i, "account": p.account, "amount_minor": p.amount_minor}
        for e in entries
        for i, p in enumerate(e.postings)
    ]
    if postings:
        _ADD_POSTINGS.send(tx, postings)


_ADD = Prepared(schema.entry.insert())
_ADD_POSTINGS = Prepared(schema.posting.insert())


def entries_of(view: sa.Connection, ids: Sequence[int]) -> dict[int, Entry]:
    """The entries that book these facts, with their postings in order, by the fact's id."""
    legs: dict[int, list[Posting]] = {}
    posting, entry = schema.posting.c, schema.entry.c
    query = sa.select(schema.posting).where(posting.entry_id.in_(ids)).order_by(posting.entry_id, posting.position)
    for row in view.execute(query):
        legs.setdefault(row.entry_id, []).append(Posting(row.account, row.amount_minor))
    rows = view.execute(sa.select(schema.entry).where(entry.id.in_(ids)))
    return {row.id: Entry(row.id, row.business_day, row.reference, tuple(legs.get(row.id, ()))) for row in rows}
