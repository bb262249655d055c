"""A lock that is handed on in the order in which it was asked for."""

from __future__ import annotations

import os
import threading
from collections import deque
from pathlib import Path
from types import TracebackType
from weakref import WeakValueDictionary


class FairLock:
    """First come, first served; not re-entrant.

    SQLite's own waiting is by polling, so under load one writer can starve for seconds while
    others pass it. Here each waiter sleeps on a lock of its own and is woken in its turn.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        try:
            turn.acquire()
        except BaseException:  # Ctrl-C while waiting: who has left the queue must not be handed the lock
            with self._guard:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                else:
                    self._hand_on()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guard:
            self._hand_on()

    def _hand_on(self) -> None:
        if self._waiting:
            self._waiting.popleft().release()
        else:
            self._held = False


# By process too: a child that was forked while somebody wrote must not wait for the parent's writer.
_QUEUES: WeakValueDictionary[tuple[int, Path], FairLock] = WeakValueDictionary()
_QUEUES_GUARD = threading.Lock()


def queue_for(file: Path) -> FairLock:
    """The one queue in this process of those who write to ``file``, however often it is opened."""
    with _QUEUES_GUARD:
        return _QUEUES.setdefault((os.getpid(), file.resolve()), FairLock())
