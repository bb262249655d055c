"""Signals within the server that something changed at a till, for whoever shows it."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[], None]


class TillSignals:
    """Who listens at which till. A signal only hurries: whoever shows a till also looks by itself now and then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: defaultdict[int, set[Listener]] = defaultdict(set)

    def signal(self, till_id: int) -> None:
        """Something was stored at a till; called from any thread, and never waits."""
        with self._lock:
            listeners = tuple(self._listeners.get(till_id, ()))
        for each in listeners:
            each()

    @contextmanager
    def listen(self, till_id: int, listener: Listener) -> Iterator[None]:
        """Have ``listener`` called at each signal of a till, on the thread that signals."""
        with self._lock:
            self._listeners[till_id].add(listener)
        try:
            yield
        finally:
            with self._lock:
                self._listeners[till_id].discard(listener)
