"""Goods written off are as the journal recorded them (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.write_off import GoodsWrittenOff
from models.stock.write_off_fact import written_off_fact
from store import schema, write_offs
from store.invariants.replay import compare_rows
from store.invariants.violation import Invariant, Violation


def write_offs_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Goods written off that differ from what was recorded of them."""
    ids = view.scalars(sa.select(schema.write_off.c.id)).all()
    yield from compare_rows(
        view, GoodsWrittenOff, "write-off", ids=ids, find=write_offs.find_write_offs,
        fact_of=written_off_fact,
    )  # fmt: skip


INVARIANTS = (Invariant(("C8",), "Goods written off are as they were recorded.", write_offs_and_journal),)
