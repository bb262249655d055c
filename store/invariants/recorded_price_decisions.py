"""Decisions about proposed prices are as the journal recorded them (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.price_proposal import PriceProposalDecided
from models.purchasing.price_proposal_fact import decided_fact
from store import price_proposals, schema
from store.invariants.replay import compare_rows
from store.invariants.violation import Invariant, Violation


def decisions_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Decisions that differ from what was recorded of them."""
    ids = view.scalars(sa.select(schema.price_decision.c.id)).all()
    yield from compare_rows(
        view, PriceProposalDecided, "price decision", ids=ids, find=price_proposals.find_decisions,
        fact_of=decided_fact,
    )  # fmt: skip


INVARIANTS = (Invariant(("C8",), "Proposed prices were decided as it was recorded.", decisions_and_journal),)
