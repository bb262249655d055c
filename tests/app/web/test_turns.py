"""Requests are worked on in turns: the least busy caller first, few at once, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Generator

import pytest
from starlette.types import Message, Scope

from app.web.turns import HALF_LIFE_S, REFUSED, WRITES, Questions, TooBusy, Turns, TurnsMiddleware


class Round:
    """One round of the loop: whoever can go on does."""

    def __await__(self) -> Generator[None, None, None]:
        yield


FLOOD, TILL = ("127.0.0.1", 1), ("127.0.0.1", 2)


def test_a_caller_who_asks_much_comes_after_one_who_asks_little() -> None:
    async def served() -> list[str]:
        turns, questions, order = Turns(1), Questions(), list[str]()

        async def ask(name: str, caller: tuple[str, int]) -> None:
            await turns.take(questions.count(caller))
            order.append(name)
            await Round()
            turns.give_back()

        await turns.take(0)
        asked = [asyncio.create_task(ask(f"flood {number}", FLOOD)) for number in range(5)]
        await Round()
        asked.append(asyncio.create_task(ask("till", TILL)))
        await Round()
        turns.give_back()
        await asyncio.gather(*asked)
        return order

    # The flood's first question came first and ranks as low as the till's.
    assert asyncio.run(served()) == ["flood 0", "till", "flood 1", "flood 2", "flood 3", "flood 4"]


def test_what_a_caller_asked_is_forgotten_by_half_in_a_while() -> None:
    now = [0.0]
    questions = Questions(clock=lambda: now[0])
    for _ in range(8):
        questions.count(FLOOD)
    now[0] = HALF_LIFE_S
    assert (questions.count(FLOOD), questions.count(TILL)) == (4, 0)


def test_a_caller_whose_codes_are_refused_comes_after_one_who_sells() -> None:
    async def ranks() -> list[float]:
        async def refusing(scope: Scope, _receive: object, _send: object) -> None:
            scope["state"][REFUSED] = 2 if scope["client"] == FLOOD else 0

        served = TurnsMiddleware(refusing)
        for caller in (FLOOD, TILL, TILL, TILL):
            asked = {"type": "http", "method": "POST", "path": "/api/v1/till/1/events", "client": caller}
            await served(asked, None, None)  # type: ignore[arg-type]
        return [served.questions.count(caller) for caller in (FLOOD, TILL)]

    flood, till = asyncio.run(ranks())
    assert flood > 10 * till


def test_few_callers_are_remembered() -> None:
    questions = Questions()
    for port in range(5000):
        questions.count(("127.0.0.1", port))
    assert len(questions.asked) == 1024


def test_nobody_waits_for_ever_and_not_everybody_may_wait() -> None:
    async def crowd() -> None:
        turns = Turns(1, limit_s=0.01, waiting_max=2)
        await turns.take(0)
        waiting = [asyncio.create_task(turns.take(0)) for _ in range(2)]
        await Round()
        with pytest.raises(TooBusy):
            await turns.take(0)
        assert [type(each) for each in await asyncio.gather(*waiting, return_exceptions=True)] == [TooBusy, TooBusy]
        turns.give_back()
        await turns.take(0)  # who has left does not get the turn

    asyncio.run(crowd())


def test_a_turn_of_somebody_who_left_goes_to_the_next() -> None:
    async def leaving() -> bool:
        turns = Turns(1)
        await turns.take(0)
        gone, stays = asyncio.create_task(turns.take(0)), asyncio.create_task(turns.take(1))
        await Round()
        turns.give_back()
        gone.cancel()  # at the moment in which it was its turn
        await asyncio.wait_for(stays, 60)
        turns.give_back()
        return turns.free == 1

    assert asyncio.run(leaving())


class Inner:
    """An application whose writes wait until they are let go."""

    def __init__(self) -> None:
        self.at_work, self.let_go = 0, asyncio.Event()

    async def __call__(self, scope: Scope, _receive: object, send: object) -> None:
        if scope["method"] == "POST":
            self.at_work += 1
            await self.let_go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]


def test_writers_that_wait_keep_neither_readers_nor_health_waiting() -> None:
    async def busy() -> tuple[int, list[int]]:
        inner, statuses = Inner(), list[int]()
        served = TurnsMiddleware(inner)

        async def ask(method: str, path: str) -> None:
            async def send(message: Message) -> None:
                statuses.append(message["status"])

            await served({"type": "http", "method": method, "path": path, "client": TILL}, None, send)  # type: ignore[arg-type]

        writers = [asyncio.create_task(ask("POST", "/api/v1/till/1/pay")) for _ in range(50)]
        await Round()
        for path in ("/api/v1/till/1", "/api/v1/health", "/dashboard"):
            await ask("GET", path)
        at_work = inner.at_work
        inner.let_go.set()
        await asyncio.gather(*writers)
        return at_work, statuses

    at_work, statuses = asyncio.run(busy())
    assert (at_work, statuses) == (WRITES, [200] * 53)
