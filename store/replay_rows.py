"""Replays of order rules: stored, and the newest read."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from models.replenishment.replay_record import ReplayRecord
from store import schema

run = schema.replay_run


def record_replay(tx: sa.Connection, record: ReplayRecord) -> None:
    """Store a replay."""
    row = {
        "id": record.id,
        "made_at": record.made_at,
        "first_day": record.first_day,
        "last_day": record.last_day,
        "figures": record.figures_json(),
    }
    tx.execute(run.insert(), [row])


def newest_replay(view: sa.Connection, until: datetime | None = None) -> ReplayRecord | None:
    """The replay that was made last, if there is one; with ``until``, of those that were made by then."""
    query = sa.select(run).order_by(run.c.made_at.desc(), run.c.id.desc()).limit(1)
    row = view.execute(query if until is None else query.where(run.c.made_at <= until)).one_or_none()
    return (
        None if row is None else ReplayRecord.of_json(row.id, row.made_at, (row.first_day, row.last_day), row.figures)
    )
