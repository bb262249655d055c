"""Counts of stock are as the journal recorded them (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.stock_count import StockCounted
from models.stock.counting_fact import counted_fact
from store import schema, stock_counts
from store.invariants.replay import compare_rows
from store.invariants.violation import Invariant, Violation


def counts_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Counts that differ from what was recorded of them."""
    ids = view.scalars(sa.select(schema.stock_count.c.id)).all()
    yield from compare_rows(
        view, StockCounted, "count", ids=ids, find=stock_counts.find_counts,
        fact_of=counted_fact,
    )  # fmt: skip


INVARIANTS = (Invariant(("C8",), "Counts of stock are as they were recorded.", counts_and_journal),)
