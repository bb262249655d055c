"""The chart of accounts, and ledger entries, which are appended."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import AccountChoice
from models.ledger.entry import Entry, EntryKind, Posting
from store import schema
from store.database.prepared import Prepared
from store.database.upsert import upsert


def post(tx: sa.Connection, entries: Sequence[Entry]) -> None:
    """Append balanced entries with their postings."""
    if not entries:
        return
    rows = [
        {
            "id": e.id,
            "kind": e.kind.value,
            "source": e.source,
            "business_day": e.business_day,
            "reference": e.reference,
        }
        for e in entries
    ]
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
    """The entries with these ids, with their postings in order, by id."""
    legs: dict[int, list[Posting]] = {}
    posting, entry = schema.posting.c, schema.entry.c
    query = sa.select(schema.posting).where(posting.entry_id.in_(ids)).order_by(posting.entry_id, posting.position)
    for row in view.execute(query):
        legs.setdefault(row.entry_id, []).append(Posting(row.account, row.amount_minor))
    rows = view.execute(sa.select(schema.entry).where(entry.id.in_(ids)))
    return {row.id: _entry(row, legs.get(row.id, ())) for row in rows}


_choice = schema.account_choice.c
_CHOICES = Prepared(sa.select(_choice.role, _choice.rate_ppm, _choice.valid_from, _choice.number, _choice.name))


def add_choices(tx: sa.Connection, choices: Sequence[AccountChoice]) -> None:
    """Store which accounts are used; a choice for the same role, rate and first day is replaced."""
    rows = [
        {
            "role": each.role.value,
            "rate_ppm": each.rate_ppm,
            "valid_from": each.valid_from,
            "number": each.number,
            "name": each.name,
        }
        for each in choices
    ]
    upsert(tx, schema.account_choice, rows)


def account_choices(view: sa.Connection) -> list[AccountChoice]:
    """Every account that the shop uses, used or will use."""
    return [
        AccountChoice(_ROLES[role], rate_ppm, valid_from, number, name)
        for role, rate_ppm, valid_from, number, name in _CHOICES.ask(view, {})
    ]


_ROLES = {role.value: role for role in AccountRole}


def _entry(row: sa.Row[tuple[object, ...]], legs: Sequence[Posting]) -> Entry:
    return Entry(row.id, EntryKind(row.kind), row.source, row.business_day, row.reference, tuple(legs))
