"""A till's process, killed again and again at random moments and started anew where its browser left off."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from random import Random
from threading import Thread
from time import monotonic

from tests.faults.forked import SERVER, start_forked
from tests.faults.seller import Cursor, Till, sell_until_killed

#: Calls of the database that an answer needs are about forty; a till is killed within its first few answers.
CALLS_MAX = 250
SELLING_MAX_S = 0.03
STARTING_MAX_S = 0.1
SILENT_MAX_S = 30
LONG_S = 3600


@dataclass(slots=True)
class KilledTill:
    """A till that lives through kills: how far its browser has come, and which sales were acknowledged to it."""

    url: str
    till: Till
    hasty: bool = False
    cursor: Cursor = field(default_factory=Cursor)
    acknowledged: list[int] = field(default_factory=list)
    kills: int = 0

    def kill_once(self, rng: Random) -> None:
        """Start the till, let it sell, and kill it: at a call of the database, while it starts, or at any moment."""
        how = rng.choice(["call", "call", "moment", "moment", "start"])
        with self._selling(die_at=rng.randrange(CALLS_MAX) if how == "call" else None) as (process, hears):
            if how == "moment":
                self._listen(hears, monotonic() + SILENT_MAX_S, once=True)
                self._listen(hears, monotonic() + rng.uniform(0, SELLING_MAX_S))
            elif how == "start":
                self._listen(hears, monotonic() + rng.uniform(0, STARTING_MAX_S))
            if how != "call":
                process.kill()
            self._listen(hears, monotonic() + SILENT_MAX_S)
            process.join(SILENT_MAX_S)
        assert process.exitcode == -signal.SIGKILL, f"the till ended by itself ({process.exitcode})"
        self.kills += 1

    @contextmanager
    def selling_on(self) -> Iterator[None]:
        """Let the till sell meanwhile, undisturbed; it is killed in the end."""
        with self._selling() as (process, hears):
            listener = Thread(target=self._listen, args=(hears, monotonic() + LONG_S))
            listener.start()
            try:
                yield
            finally:
                process.kill()
                listener.join()

    @contextmanager
    def _selling(self, die_at: int | None = None) -> Iterator[tuple[ForkServerProcess, Connection]]:
        hears, answers = SERVER.Pipe(duplex=False)
        arguments = (self.url, self.till, self.cursor, answers)
        process = start_forked(sell_until_killed, arguments, {"die_at": die_at, "hasty": self.hasty})
        answers.close()
        try:
            yield process, hears
        finally:
            process.kill()
            process.join()
            hears.close()

    def _listen(self, hears: Connection, until: float, *, once: bool = False) -> None:
        """Take answers until the till is silent for ever, or until a moment."""
        while hears.poll(max(0.0, until - monotonic())):
            try:
                answer: Cursor = hears.recv()
            except EOFError:
                return
            if answer.paid is not None and answer.paid != self.cursor.paid:
                self.acknowledged.append(answer.paid[0])
            self.cursor = answer
            if once:
                return
