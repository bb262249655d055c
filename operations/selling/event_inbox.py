"""Storing events of a payment provider, and which attempt one is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.payments.provider_event import ProviderEvent
from store.database.engine import Store
from store.selling import provider_events

#: A provider delivers an event again for some days; after that nobody asks whether it came before.
REMEMBERED = timedelta(days=30)


def store_event(store: Store, event: ProviderEvent) -> bool:
    """Store an event that its provider signed; ``False`` if it was delivered before. It changes no payment."""
    with store.view() as view:
        if provider_events.has_event(view, event.id):
            return False
    with store.transaction() as tx:
        provider_events.remove_before(tx, event.at - REMEMBERED)
        return provider_events.add_event(tx, event)


def finish_events(store: Store, events: Sequence[ProviderEvent], *, at: datetime) -> None:
    """The payments of these events were asked about by ``at``."""
    ids = [each.id for each in events if each.at <= at]
    if ids:
        with store.transaction() as tx:
            provider_events.mark_done(tx, ids)
