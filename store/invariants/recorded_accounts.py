"""The accounts that the shop uses are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.account import AccountsChosen
from models.facts.envelope import RecordedFact
from store import schema
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def accounts_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Accounts that differ from their facts, or have none."""
    recorded, unreadable = replay(view, AccountsChosen, _values)
    yield from unreadable
    table = schema.account_choice.c
    first_day = sa.type_coerce(table.valid_from, sa.String)
    query = sa.select(table.role, table.rate_ppm, first_day, table.number, table.name)
    yield from compare(
        recorded,
        {_subject(role, rate, day): (number, name) for role, rate, day, number, name in view.execute(query)},
    )


def _values(recorded: RecordedFact[AccountsChosen]) -> Iterator[tuple[str, object]]:
    for each in recorded.fact.accounts:
        yield _subject(each.role, each.rate_ppm, each.valid_from), (each.number, each.name)


def _subject(role: str, rate_ppm: int, valid_from: object) -> str:
    return f"the account for {role} at {rate_ppm} parts per million from {valid_from}"


INVARIANTS = (Invariant(("C8",), "The accounts in use are stored as they were recorded last.", accounts_and_journal),)
