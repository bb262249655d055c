"""Whom to ask for what one may not do oneself: beside a button, and on a page that is not for the visitor."""

from __future__ import annotations

from app.words import Words
from models.access.permission import Permission
from operations.access.operators import people_who_may
from store.database.engine import Store

#: So many people are named.
NAMED_MAX = 4


def who_may(store: Store, permission: Permission, words: Words) -> str:
    """A sentence that names people who have a permission."""
    with store.view() as view:
        names = [each.name for each in people_who_may(view, permission)]
    if not names:
        return words.translate("who_may.nobody")
    return words.translate("who_may", people=", ".join(names[:NAMED_MAX]))
