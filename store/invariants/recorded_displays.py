"""Which browsers are customer displays is what the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.display import DisplayPaired, DisplayRevoked
from store.access import displays
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def displays_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Browsers that are a display without a fact, or of another till, or although they were revoked."""
    paired, unreadable = replay(
        view,
        DisplayPaired,
        lambda each: [(_subject(each.fact.display), (each.fact.till, each.fact.browser, False))],
    )
    yield from unreadable
    revoked, unreadable = replay(
        view, DisplayRevoked, lambda each: [(_subject(each.fact.display), (each.fact.till, each.fact.browser, True))]
    )
    yield from unreadable
    stored = {
        _subject(each.id): (each.till_id, each.browser, each.revoked_at is not None)
        for each in displays.all_displays(view)
    }
    yield from compare({**paired, **revoked}, stored)


def _subject(number: int) -> str:
    return f"the customer display {number}"


INVARIANTS = (Invariant(("C8",), "Browsers are customer displays as it was recorded last.", displays_and_journal),)
