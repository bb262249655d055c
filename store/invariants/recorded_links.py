"""Where the devices of a till are is what the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.device import DeviceChanged
from store import devices
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def links_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Devices of a till whose link differs from the last fact, is gone, or has no fact."""
    links, unreadable = replay(
        view, DeviceChanged, lambda each: [(_subject(each.fact.till, each.fact.role), each.fact.link)]
    )
    yield from unreadable
    recorded = {subject: link for subject, link in links.items() if link is not None}
    yield from compare(recorded, {_subject(*key): link for key, link in devices.all_links(view).items()})


def _subject(till_id: int, role: str) -> str:
    return f"the {role} of till {till_id}"


INVARIANTS = (Invariant(("C8",), "The devices of each till are stored as they were recorded last.", links_and_journal),)
