"""Events of a payment provider: each is stored once, however often it is delivered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from models.payments.provider_event import ProviderEvent
from store import schema
from store.database.upsert import insert_for

_TABLE = schema.provider_event


def add_event(tx: sa.Connection, event: ProviderEvent) -> bool:
    """Store an event; ``False`` if it was here before."""
    values = {"id": event.id, "key": event.key, "reference": event.reference, "received_at": event.at}
    return tx.execute(insert_for(tx, _TABLE).values(values).on_conflict_do_nothing()).rowcount == 1


def waiting_events(view: sa.Connection, count_max: int) -> list[ProviderEvent]:
    """Events whose payments nobody has asked about yet, the oldest first."""
    query = sa.select(_TABLE).where(~_TABLE.c.done).order_by(_TABLE.c.received_at, _TABLE.c.id).limit(count_max)
    return [ProviderEvent(row.id, row.key, row.reference, row.received_at) for row in view.execute(query)]


def has_event(view: sa.Connection, event_id: str) -> bool:
    """Whether an event is here already."""
    return view.scalar(sa.select(sa.exists().where(_TABLE.c.id == event_id))) is True


def mark_done(tx: sa.Connection, ids: Sequence[str]) -> None:
    """The payments of these events were asked about."""
    tx.execute(_TABLE.update().where(_TABLE.c.id.in_(ids)).values(done=True))


def remove_before(tx: sa.Connection, at: datetime) -> None:
    """Forget events that were received before ``at``, and whose payments were asked about."""
    tx.execute(_TABLE.delete().where(_TABLE.c.done, _TABLE.c.received_at < at))
