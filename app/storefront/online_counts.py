"""How many products each category of the web shop has: counting a large range for every page would slow all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from store import catalogue
from store.catalogue.online_goods import OnlineRule
from store.database.engine import Connection

#: A smaller range is counted for each page, which is at once right; a larger one once in so many seconds.
COUNTED_EACH_TIME, REMEMBERED_S = 2_000, 60.0


class OnlineCounts:
    """Counts of the last minute at most, for one store; what can be ordered never depends on them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, small: int = COUNTED_EACH_TIME) -> None:
        self._clock, self._small = clock, small
        self._counted: tuple[OnlineRule, float, Mapping[str, int]] | None = None

    def read(self, view: Connection, rule: OnlineRule) -> Mapping[str, int]:
        """How many products each category has; categories without any are left out."""
        now, last = self._clock(), self._counted
        if last is not None and last[0] == rule and now - last[1] < REMEMBERED_S:
            return last[2]
        counts = catalogue.count_online(view, rule)
        self._counted = (rule, now, counts) if sum(counts.values()) > self._small else None
        return counts
