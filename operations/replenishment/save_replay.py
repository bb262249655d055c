"""Saving a replay of order rules."""

from __future__ import annotations

from dataclasses import replace

from models.access.actor import Actor
from models.access.permission import Permission
from models.replenishment.replay_record import ReplayRecord
from operations.access.permissions import check
from store import replay_rows, shop
from store.database.engine import Store


def save_replay(store: Store, actor: Actor, record: ReplayRecord) -> ReplayRecord:
    """Store a replay and return it with its number. Orders are not changed by it."""
    check(actor, Permission.PROPOSE_ORDERS)
    with store.transaction() as tx:
        (number,) = shop.take_ids(tx, shop.office_id(tx))
        saved = replace(record, id=number)
        replay_rows.record_replay(tx, saved)
    return saved
