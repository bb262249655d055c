"""The price breaks of suppliers are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.price_breaks import PriceBreaksSet
from models.quantity import to_milli
from store import schema
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def price_breaks_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Price breaks that differ from their facts, or have none."""
    recorded, unreadable = replay(view, PriceBreaksSet, _values)
    yield from unreadable
    row = schema.supplier_price_break.c
    columns = row.sku, row.supplier_code, sa.type_coerce(row.least, sa.BigInteger), row.cost_minor
    stored: dict[str, tuple[tuple[int, int], ...]] = {}
    for sku, supplier, least, cost in view.execute(sa.select(*columns).order_by(*columns[:3])):
        subject = _subject(sku, supplier)
        stored[subject] = (*stored.get(subject, ()), (least, cost))
    # Whoever has no breaks any more has no rows.
    yield from compare({subject: of for subject, of in recorded.items() if of}, dict(stored))


def _values(recorded: RecordedFact[PriceBreaksSet]) -> Iterator[tuple[str, object]]:
    fact = recorded.fact
    yield _subject(fact.sku, fact.supplier), tuple((to_milli(each.least), each.cost) for each in fact.breaks)


def _subject(sku: str, supplier: str) -> str:
    return f"the price breaks of {(sku, supplier)}"


INVARIANTS = (
    Invariant(
        ("C8",), "The price breaks of suppliers are stored as they were recorded last.", price_breaks_and_journal
    ),
)
