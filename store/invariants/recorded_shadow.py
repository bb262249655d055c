"""Runs beside the owner and their decisions are as the journal recorded them (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.shadow import ShadowBegun, ShadowDecided, ShadowEnded
from models.replenishment.shadow_record import begun_fact, decided_fact, ended_fact
from store import schema, shadow_rows
from store.database.columns import to_micros
from store.invariants.replay import compare, compare_rows, replay_with_instant
from store.invariants.violation import Invariant, Violation


def runs_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Runs that nobody began, over other days, or that ended otherwise than recorded."""
    runs = shadow_rows.all_runs(view)
    begun, unreadable = replay_with_instant(view, ShadowBegun, lambda fact: f"orders beside the owner {fact.number}")
    yield from unreadable
    stored = {
        f"orders beside the owner {each.id}": (begun_fact(each), to_micros(each.at), each.operator) for each in runs
    }
    yield from compare(begun, stored)
    ended, unreadable = replay_with_instant(view, ShadowEnded, lambda fact: f"the end of {fact.number}")
    yield from unreadable
    stored_ends = {
        f"the end of {each.id}": (ended_fact(each), to_micros(each.ended_at), each.ended_by)
        for each in runs
        if each.ended_at is not None
    }
    yield from compare(ended, stored_ends)


def decisions_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Decisions of a morning that differ from what was recorded of them."""
    ids = view.scalars(sa.select(schema.shadow_day.c.id)).all()
    yield from compare_rows(
        view, ShadowDecided, "decisions of a morning", ids=ids, find=shadow_rows.find_days, fact_of=decided_fact
    )


INVARIANTS = (
    Invariant(("C8",), "Orders are decided beside the owner as it was recorded.", runs_and_journal),
    Invariant(("C8",), "What was decided beside the owner is what was recorded on its morning.", decisions_and_journal),
)
