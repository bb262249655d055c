"""Quick keys are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.quick_key import ArrangedPage, QuickKeysArranged
from store import schema
from store.catalogue.quick_key_rows import quick_key_pages
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def quick_keys_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Locations whose quick keys differ from their facts, or have no fact."""
    recorded, unreadable = replay(
        view, QuickKeysArranged, lambda each: [(_subject(each.fact.location), each.fact.pages)]
    )
    yield from unreadable
    stored = {
        _subject(number): tuple(ArrangedPage(each.name, each.skus) for each in quick_key_pages(view, number))
        for number in view.scalars(sa.select(schema.quick_key_page.c.location_id).distinct())
    }
    yield from compare({subject: pages for subject, pages in recorded.items() if pages}, stored)


def _subject(location_id: int) -> str:
    return f"quick keys of location {location_id}"


INVARIANTS = (Invariant(("C8",), "Quick keys are stored as they were recorded last.", quick_keys_and_journal),)
