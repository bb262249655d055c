"""How often one visitor may send forms: a person never comes near it, and a program that fills baskets is stopped."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

#: So many forms of one address are taken in so many seconds; so many addresses are remembered.
FORMS_MAX, WINDOW_S, VISITORS_MAX = 60, 60.0, 4096


class FormRate:
    """Counts the forms of each address. Who is refused is not counted again, and is let in as time passes."""

    def __init__(
        self, most: int = FORMS_MAX, clock: Callable[[], float] = time.monotonic, *, window_s: float = WINDOW_S
    ) -> None:
        self._most, self._clock, self._window_s = most, clock, window_s
        self._instants: OrderedDict[str, deque[float]] = OrderedDict()

    def is_too_fast(self, address: str) -> bool:
        """Count one more form of an address, and return whether it is one too many."""
        now = self._clock()
        instants = self._instants.setdefault(address, deque(maxlen=self._most))
        self._instants.move_to_end(address)
        if len(self._instants) > VISITORS_MAX:
            self._instants.popitem(last=False)
        if len(instants) == self._most and now - instants[0] < self._window_s:
            return True
        instants.append(now)
        return False
