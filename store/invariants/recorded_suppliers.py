"""Suppliers are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.supplier import SuppliersChanged, SupplierValues
from store import schema
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def suppliers_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Suppliers that differ from their facts, or have none."""
    recorded, unreadable = replay(
        view, SuppliersChanged, lambda each: ((f"supplier {one.code}", one) for one in each.fact.suppliers)
    )
    yield from unreadable
    query = sa.select(*schema.supplier.c["code", "name", "lead_time_days", "review_period_days"])
    yield from compare(recorded, {f"supplier {row[0]}": SupplierValues(*row) for row in view.execute(query)})


INVARIANTS = (Invariant(("C8",), "Suppliers are stored as they were recorded last.", suppliers_and_journal),)
