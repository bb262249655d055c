"""Whether this server could save a sale: every till asks every few seconds, and one look serves them all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from models.errors import KassaError
from operations.installation.readiness import check_commit
from store.database.engine import Store

#: An answer is good for so long.
FRESH_S = 2.0


class SellingCheck:
    """The last answer; one asks the store anew while the others take what is known."""

    def __init__(self, look: Callable[[Store], None] = check_commit) -> None:
        self._look = look
        self._asking = threading.Lock()
        self._asked_at = float("-inf")
        self._fault: KassaError | None = None

    def check(self, store: Store) -> None:
        """Raise the fault with which a sale would fail."""
        if time.monotonic() - self._asked_at >= FRESH_S and self._asking.acquire(blocking=False):
            try:
                self._ask(store)
            finally:
                self._asking.release()
        if self._fault is not None:
            raise self._fault.with_traceback(None)

    def _ask(self, store: Store) -> None:
        try:
            self._look(store)
        except KassaError as fault:
            self._fault = fault
        else:
            self._fault = None
        self._asked_at = time.monotonic()
