"""The terms of suppliers are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.terms import TermsChanged
from models.quantity import to_milli
from store import schema
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def terms_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Terms that differ from their facts, or have none."""
    recorded, unreadable = replay(view, TermsChanged, _values)
    yield from unreadable
    term = schema.supplier_term.c
    query = sa.select(
        *term["sku", "supplier_code"],
        sa.type_coerce(term.preferred, sa.Integer),
        *term["supplier_sku", "cost_minor"],
        *(sa.type_coerce(column, sa.BigInteger) for column in (term.case_pack, term.moq)),
        term.lead_time_days,
    )
    stored = {_subject(sku, supplier): tuple(values) for sku, supplier, *values in view.execute(query)}
    yield from compare(recorded, stored)


def _values(recorded: RecordedFact[TermsChanged]) -> Iterator[tuple[str, object]]:
    for each in recorded.fact.terms:
        quantities = to_milli(each.case_pack), to_milli(each.moq)
        values = (each.preferred, each.supplier_sku, each.cost, *quantities, each.lead_time_days)
        yield _subject(each.sku, each.supplier), values


def _subject(sku: str, supplier: str) -> str:
    return f"the terms of {(sku, supplier)}"


INVARIANTS = (Invariant(("C8",), "The terms of suppliers are stored as they were recorded last.", terms_and_journal),)
