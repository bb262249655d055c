"""Orders beside the owner of the demo shop: of its last month, decided by the clock once the shop is open."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from operations.replenishment.shadow_runs import begin_shadow
from store import shadow_rows
from store.database.engine import Store

#: A shop that has traded for so long has a past to decide from.
SHADOW_FROM_DAYS = 56
#: So many of the mornings are past, and as many more come.
MORNINGS = 30


def begin_beside_owner(store: Store, actor: Actor, days: int, *, at: datetime) -> None:
    """Begin a run, half of it past, in a shop of so many ``days``; again changes nothing."""
    with store.view() as view:
        exists = shadow_rows.newest_shadow(view) is not None
    if days >= SHADOW_FROM_DAYS and not exists:
        begin_shadow(store, actor, 2 * MORNINGS, at=at, past_days=MORNINGS)
