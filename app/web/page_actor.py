"""Who works on a page of the dashboard or of the back office."""

from __future__ import annotations

from models.access.actor import Actor
from operations.access.actors import office_actor
from store.database.engine import Store


def page_actor(store: Store) -> Actor:
    """Whoever works on the page that is being drawn: until people sign in, the office."""
    return office_actor(store)
