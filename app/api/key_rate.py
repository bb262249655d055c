"""How often a key may ask: in the long run so many times a second, and a few more at once."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from models.errors import Refused

#: In the long run so many requests a second, and so many at once.
PER_SECOND, AT_ONCE = 10.0, 50.0
#: The same for balances of gift cards: who guesses codes does not get far.
BALANCES_PER_SECOND, BALANCES_AT_ONCE = 1 / 60, 20.0
#: So many keys are remembered.
KEYS_MAX = 1024


class TooManyRequests(Refused):
    """A key asks more often than it may."""

    code = "too_many_requests"
    text = "This key asks too often. Nothing was read; ask again in {seconds} seconds."

    seconds: int


class KeyRate:
    """A bucket of requests for each key, which fills up again; ``clock`` gives seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, per_second: float = PER_SECOND, at_once: float = AT_ONCE
    ) -> None:
        self._clock, self._lock, self._per_second, self._at_once = clock, Lock(), per_second, at_once
        self._buckets: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def count(self, key_id: int) -> None:
        """Count one more request of a key; raises :class:`TooManyRequests` if it is one too many."""
        with self._lock:
            now = self._clock()
            left, since = self._buckets.pop(key_id, (self._at_once, now))
            left = min(self._at_once, left + (now - since) * self._per_second)
            is_allowed = left >= 1
            self._buckets[key_id] = (left - is_allowed, now)
            if len(self._buckets) > KEYS_MAX:
                self._buckets.popitem(last=False)
        if not is_allowed:
            raise TooManyRequests(math.ceil((1 - left) / self._per_second))
