"""The keys with which devices sign: what is in use, and changing them."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from operations.access.permissions import check
from operations.unit_of_work import work_in
from store.database.engine import Store
from store.upkeep import diagnosis


def renew_keys(store: Store, actor: Actor, *, at: datetime) -> list[str]:
    """Give each device that signs a fresh key, endorsed by its former one; returns the names of these devices."""
    check(actor, Permission.CHANGE_SHOP)
    renewed: list[str] = []
    with store.transaction() as tx, ExitStack() as stack:
        for end in diagnosis.chain_ends(tx):
            if end.signing_key:
                stack.enter_context(work_in(tx, actor, at=at, device_id=end.device_id)).renew_key()
                renewed.append(end.name)
    return renewed
