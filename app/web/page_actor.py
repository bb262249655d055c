"""Who works on a page of the dashboard or of the back office."""

from __future__ import annotations

from app.web.visitor import NotSignedIn, signed_in_visitor
from models.access.actor import Actor
from store.database.engine import Store


def page_actor(store: Store) -> Actor:
    """Whoever is signed in at the page that is being drawn; raises :class:`app.web.visitor.NotSignedIn`.

    With the permissions that the person's role gives at this moment: ask anew before each operation.
    """
    signed_in = signed_in_visitor(store)
    if signed_in is None:
        raise NotSignedIn
    return signed_in.actor()
