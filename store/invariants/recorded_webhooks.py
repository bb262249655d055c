"""Where the shop sends what happens is what the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.dispatch.webhook import events_text
from models.facts.webhook import WebhookChanged
from store import webhook_rows
from store.invariants.replay import REMOVED, compare, replay
from store.invariants.violation import Invariant, Violation


def webhooks_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Webhooks without a fact, to another address, with other events or secrets, or switched on again behind it."""
    recorded, unreadable = replay(
        view, WebhookChanged, lambda each: [(_subject(each.fact.webhook), _values(each.fact))]
    )
    yield from unreadable
    stored = {
        _subject(each.id): (each.host, events_text(each.events), each.state.value, each.why_off, each.digest)
        for each in webhook_rows.all_webhooks(view)
    }
    yield from compare(recorded, stored)


def _values(fact: WebhookChanged) -> object:
    return REMOVED if fact.state == "removed" else (fact.host, fact.events, fact.state, fact.why_off, fact.digest)


def _subject(number: int) -> str:
    return f"the webhook {number}"


INVARIANTS = (Invariant(("C8",), "Webhooks go where it was recorded last.", webhooks_and_journal),)
