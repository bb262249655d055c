"""How many events of each till were refused lately."""

from __future__ import annotations

import sqlalchemy as sa

from models.selling.refusals import Refusals
from store import schema
from store.database.prepared import Prepared

refusal_count = schema.refusal_count
_OF_TILL = Prepared(
    sa.select(refusal_count.c.since, refusal_count.c.recorded, refusal_count.c.counted).where(
        refusal_count.c.device_id == sa.bindparam("device_id")
    )
)


def find_refusals(view: sa.Connection, device_id: int) -> Refusals | None:
    """The refusals of a till that are counted now; ``None`` if it never refused anything."""
    rows = _OF_TILL.ask(view, {"device_id": device_id})
    return Refusals(*rows[0]) if rows else None


def save_refusals(tx: sa.Connection, device_id: int, refusals: Refusals) -> None:
    """Replace what is counted for a till."""
    tx.execute(refusal_count.delete().where(refusal_count.c.device_id == device_id))
    values = {"since": refusals.since, "recorded": refusals.recorded, "counted": refusals.counted}
    tx.execute(refusal_count.insert(), [{"device_id": device_id, **values}])
