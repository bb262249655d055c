"""How many refused events a till records one by one; of the rest only their number.

A broken scanner, or somebody who wants to fill the disk, makes refusals without end, and no row of the journal can
ever be removed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from models.facts.refused_event import RefusalsCounted

#: In each such time a till records so many refusals one by one.
WINDOW, RECORDED_MAX = timedelta(minutes=10), 60


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refusals of a till since an instant: how many are recorded, and how many only counted."""

    since: datetime
    recorded: int = 0
    counted: int = 0

    @property
    def is_full(self) -> bool:
        """Whether further refusals are only counted, and not recorded."""
        return self.recorded >= RECORDED_MAX

    def ends(self, at: datetime) -> bool:
        """Whether the time is over, or the clock was set back before it."""
        return not self.since <= at < self.since + WINDOW


def close_window(before: Refusals, at: datetime) -> tuple[Refusals, RefusalsCounted | None]:
    """What is counted from now on, and the fact of those that were only counted, if the time is over.

    >>> from datetime import UTC
    >>> before = Refusals(datetime(2026, 11, 23, 9, tzinfo=UTC), recorded=60, counted=7)
    >>> close_window(before, before.since + WINDOW)[1]
    RefusalsCounted(count=7, since='2026-11-23T09:00:00+00:00')
    """
    if not before.ends(at):
        return before, None
    fact = RefusalsCounted(before.counted, before.since.isoformat()) if before.counted else None
    return Refusals(at), fact


def count_refusal(before: Refusals) -> tuple[Refusals, bool]:
    """The refusals with one more, and whether it is recorded as a fact of its own."""
    if before.is_full:
        return replace(before, counted=before.counted + 1), False
    return replace(before, recorded=before.recorded + 1), True
