"""One browser for the tests of a module; each test has a profile of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Protocol

import pytest
from playwright.async_api import Browser

from tests.app.served import Served
from tests.app.till.hands import DESKTOP, Hands, browser_of

Steps = Callable[[Hands], Awaitable[None]]


class AtTheTill(Protocol):
    """Run ``steps`` with the till open in a fresh profile; errors of the page fail the test."""

    def __call__(self, steps: Steps, **context: Any) -> None: ...


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def browser(chromium: str, runner: asyncio.Runner) -> Iterator[Browser]:
    opened = browser_of(chromium)
    yield runner.run(opened.__aenter__())
    runner.run(opened.__aexit__(None, None, None))


@pytest.fixture
def at_the_till(browser: Browser, runner: asyncio.Runner, till: Served) -> AtTheTill:
    async def run(steps: Steps, **context: Any) -> None:
        profile = await browser.new_context(**({"viewport": DESKTOP, "locale": "sv-SE"} | context))
        try:
            hands = await Hands.open(profile, till.url)
            await steps(hands)
            await hands.wait_until_sent(timeout_s=60)  # nothing arrives in the next test's basket
            assert hands.errors == []
        finally:
            await profile.close()

    return lambda steps, **context: runner.run(run(steps, **context))
