"""Promotions are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from models.facts.envelope import RecordedFact, decode_fact
from models.facts.promotion import PromotionChanged, PromotionCreated, PromotionEnded
from store.catalogue.promotion_rows import days_of_versions, promotion_versions, stored_terms
from store.database.columns import to_micros
from store.invariants.journal_rows import UNREADABLE, read_in_order
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


def versions_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Promotions that hold at other times than recorded: a version begins with its fact and ends with the next."""
    begins, ends = dict[str, list[int]](), dict[str, int]()
    kinds = {each.kind.value: each for each in (PromotionCreated, PromotionChanged, PromotionEnded)}
    for row in read_in_order(view, [each.kind for each in kinds.values()]):
        with suppress(*UNREADABLE):  # another invariant reports it
            fact: Any = decode_fact(kinds[row.kind], row.payload).fact
            if isinstance(fact, PromotionEnded):
                ends[_subject(fact.promotion)] = row.at_micros
            else:
                begins.setdefault(_subject(fact.promotion), []).append(row.at_micros)
    recorded: dict[str, object] = {}
    for subject, instants in begins.items():
        until = [*instants[1:], ends.get(subject)]
        versions = enumerate(zip(instants, until, strict=True), start=1)
        recorded |= {f"version {number} of {subject}": times for number, times in versions}
    stored: dict[str, object] = {
        f"version {each.version} of {_subject(each.promotion.id)}": (
            to_micros(each.begun_at),
            None if each.ended_at is None else to_micros(each.ended_at),
        )
        for each in promotion_versions(view)
    }
    yield from compare(recorded, stored)
    for promotion_id, version, day, until_day in days_of_versions(view):
        if day != until_day:
            subject = f"version {version} of {_subject(promotion_id)}"
            yield Violation("C8", subject, f"is looked for before {day} but holds before {until_day}")


def _terms(recorded: RecordedFact[PromotionCreated | PromotionChanged]) -> Iterator[tuple[str, object]]:
    yield _subject(recorded.fact.promotion), recorded.fact.terms


def _subject(promotion_id: int) -> str:
    return f"promotion {promotion_id}"


INVARIANTS = (
    Invariant(("C8",), "Promotions are stored as they were recorded last.", promotions_and_journal),
    Invariant(("C8",), "Promotions hold at the times that were recorded.", versions_and_journal),
)
