"""Counts of stock are as the journal recorded them (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.stock_count import StockCounted
from models.stock.counting_fact import counted_fact
from store import schema, stock_counts
from store.database.columns import to_micros
from store.invariants.journal_rows import PORTION, find_readable
from store.invariants.replay import compare, replay_with_instant
from store.invariants.violation import Invariant, Violation


def counts_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Counts that differ from what was recorded of them."""
    recorded, unreadable = replay_with_instant(view, StockCounted, lambda fact: _subject(fact.count))
    yield from unreadable
    ids = list(view.scalars(sa.select(schema.stock_count.c.id)))
    stored: dict[str, object] = {}
    for begin in range(0, len(ids), PORTION):
        portion, broken = find_readable(view, stock_counts.find_counts, ids[begin : begin + PORTION])
        stored |= {
            _subject(each.id): (counted_fact(each), to_micros(each.at), each.operator) for each in portion.values()
        }
        stored |= {_subject(count_id): f"unreadable: {why}" for count_id, why in broken.items()}
    yield from compare(recorded, stored)


def _subject(count_id: int) -> str:
    return f"count {count_id}"


INVARIANTS = (Invariant(("C8",), "Counts of stock are as they were recorded.", counts_and_journal),)
