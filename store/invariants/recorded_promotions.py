"""Promotions are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.promotion import PromotionChanged, PromotionCreated, PromotionEnded
from store.catalogue.promotion_rows import stored_terms
from store.invariants.replay import compare, replay, replay_kinds
from store.invariants.violation import Invariant, Violation


def promotions_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Promotions whose terms differ from their facts, or that ended without a fact or go on in spite of one."""
    recorded, unreadable = replay_kinds(view, {PromotionCreated: _terms, PromotionChanged: _terms})
    ended, unreadable_ends = replay(view, PromotionEnded, lambda each: [(_subject(each.fact.promotion), True)])
    yield from (*unreadable, *unreadable_ends)
    yield from compare(
        {subject: (terms, subject in ended) for subject, terms in recorded.items()},
        {_subject(number): values for number, values in stored_terms(view).items()},
    )


def _terms(recorded: RecordedFact[PromotionCreated | PromotionChanged]) -> Iterator[tuple[str, object]]:
    yield _subject(recorded.fact.promotion), recorded.fact.terms


def _subject(promotion_id: int) -> str:
    return f"promotion {promotion_id}"


INVARIANTS = (Invariant(("C8",), "Promotions are stored as they were recorded last.", promotions_and_journal),)
