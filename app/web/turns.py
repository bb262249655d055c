"""Whose turn it is: how many requests are worked on at once, who comes next, and when nobody may wait any longer.

Every request of the interface runs on a worker thread. Without turns forty writers that wait for a locked database
occupy all threads, and one caller that asks without pause makes everybody wait behind its questions.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import OrderedDict
from collections.abc import Callable

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.problems import problem, words_for

#: Worked on at once. More make nobody faster: the store takes one writer, and the interpreter one thread.
READS, WRITES = 4, 2
#: Who waits for longer is refused, and so is who comes when so many wait.
WAIT_LIMIT_S, WAITING_MAX = 10, 200
#: A caller's questions are forgotten by half in this time, and so many callers are remembered.
HALF_LIFE_S, CALLERS_MAX = 1.0, 1024
#: What was refused counts as so many questions: a cashier's goods are known, whoever floods a till makes up codes.
REFUSED_WEIGHT = 20
#: Where a route notes how much of a request it refused.
REFUSED = "refused"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: Always answered at once: whoever watches the shop must be told, above all when it is busy.
UNQUEUED = frozenset({"/api/v1/health"})
#: What is for tills begins so. A page of the web shop waits for them so long at most, and looks again so often.
TILL_PATHS = "/api/v1/till/"
YIELD_LIMIT_S, YIELD_STEP_S = 0.1, 0.002
Caller = tuple[str, int]


class TooBusy(Exception):
    """Nobody may wait any longer."""


class Questions:
    """How much each caller (a connection) asked lately; the least busy caller comes first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.asked: OrderedDict[Caller, tuple[float, float]] = OrderedDict()

    def count(self, caller: Caller, weight: float = 1.0) -> float:
        """Count one more question; returns how many there were lately, the older ones weighing less."""
        now = self.clock()
        before, at = self.asked.pop(caller, (0.0, now))
        lately: float = before * 0.5 ** ((now - at) / HALF_LIFE_S)
        self.asked[caller] = (lately + weight, now)
        if len(self.asked) > CALLERS_MAX:
            self.asked.popitem(last=False)
        return lately


class Turns:
    """At most ``at_once`` are worked on; the others wait in the order of their rank, then of their coming."""

    def __init__(self, at_once: int, *, limit_s: float = WAIT_LIMIT_S, waiting_max: int = WAITING_MAX) -> None:
        self.free, self.limit_s, self.waiting_max = at_once, limit_s, waiting_max
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = itertools.count()

    async def take(self, rank: float) -> None:
        """Wait for a turn; raises :class:`TooBusy` if too many wait or it takes too long."""
        if self.free > 0:
            self.free -= 1
            return
        if len(self._waiting) >= self.waiting_max:
            raise TooBusy
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (rank, next(self._number), turn)
        heapq.heappush(self._waiting, entry)
        try:
            async with asyncio.timeout(self.limit_s):
                await turn
        except BaseException as left:
            if turn.done() and not turn.cancelled():
                self.give_back()  # it was given at the very moment of leaving
            elif entry in self._waiting:
                self._waiting.remove(entry)
                heapq.heapify(self._waiting)
            if isinstance(left, TimeoutError):
                raise TooBusy from None
            raise

    def give_back(self) -> None:
        """Let the next one begin."""
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1


class TillsAtWork:
    """How many requests of tills are worked on; whatever can wait a moment lets them go first."""

    def __init__(self, limit_s: float = YIELD_LIMIT_S) -> None:
        self.count, self._limit_s = 0, limit_s

    async def let_go_first(self) -> None:
        """Wait until no till waits for an answer, but not for longer than the limit."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._limit_s
        while self.count and loop.time() < end:  # noqa: ASYNC110 - an event would wake every page at once
            await asyncio.sleep(YIELD_STEP_S)


class TurnsMiddleware:
    """Lets requests of the interface through in turns, reads and writes each in their own."""

    def __init__(self, app: ASGIApp, tills: TillsAtWork | None = None) -> None:
        self.app, self.tills = app, tills or TillsAtWork()
        self.questions, self.reads, self.writes = Questions(), Turns(READS), Turns(WRITES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve ``scope`` when it is its turn."""
        if scope["type"] != "http" or not scope["path"].startswith("/api/") or scope["path"] in UNQUEUED:
            await self.app(scope, receive, send)
            return
        turns, caller = self.reads if scope["method"] in READING else self.writes, scope["client"] or ("", 0)
        at_work = int(scope["path"].startswith(TILL_PATHS))
        state = scope.setdefault("state", {})
        try:
            await turns.take(self.questions.count(caller))
        except TooBusy:
            await _refuse(scope, receive, send)
            return
        self.tills.count += at_work
        try:
            await self.app(scope, receive, send)
        finally:
            self.tills.count -= at_work
            turns.give_back()
            if state.get(REFUSED):
                self.questions.count(caller, REFUSED_WEIGHT * state[REFUSED])


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    reply = problem(503, "server_busy", words_for(Request(scope)))
    reply.headers["retry-after"] = "1"
    await reply(scope, receive, send)
