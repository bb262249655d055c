"""Points of members that are no longer good end, in many short transactions, so that tills sell in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from operations.access.actors import schedule_actor
from operations.points.adjust_points import PORTION, end_points
from store.database.engine import Store
from store.database.pauses import let_others_write


@dataclass(frozen=True, slots=True)
class EndedPoints:
    """Of how many members points were looked at, and how many points ended."""

    members: int
    points: int


def end_old_points(store: Store, *, at: datetime) -> EndedPoints:
    """End what is no longer good on the business day of an instant; again on the same day it ends nothing more."""
    actor, members, points = schedule_actor(store), 0, 0
    while True:
        looked_at, ended = end_points(store, actor, at=at)
        members, points = members + looked_at, points + ended
        let_others_write(store)
        if looked_at < PORTION:
            return EndedPoints(members, points)
