"""Which browsers are tills is what the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.enrolment import TillEnrolled, TillRevoked
from store.access import enrolments
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def enrolments_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Browsers that are a till without a fact, or of another till, or although they were revoked."""
    enrolled, unreadable = replay(
        view,
        TillEnrolled,
        lambda each: [(_subject(each.fact.enrolment), (each.fact.till, each.fact.browser, False))],
    )
    yield from unreadable
    revoked, unreadable = replay(
        view, TillRevoked, lambda each: [(_subject(each.fact.enrolment), (each.fact.till, each.fact.browser, True))]
    )
    yield from unreadable
    stored = {
        _subject(each.id): (each.till_id, each.browser, each.revoked_at is not None)
        for each in enrolments.all_enrolments(view)
    }
    yield from compare({**enrolled, **revoked}, stored)


def _subject(number: int) -> str:
    return f"the enrolled browser {number}"


INVARIANTS = (Invariant(("C8",), "Browsers are tills as it was recorded last.", enrolments_and_journal),)
