"""One browser for the tests of a process; each test finds a profile without a trace of the ones before it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Protocol

import pytest
from playwright.async_api import Browser, BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

from tests.app.served import Served
from tests.app.till.hands import DESKTOP, Hands, browser_of
from tests.app.till.profiles import Profiles
from tests.waiting import LIMIT_S

#: The end of the server's log that a failed test shows, in characters.
LOG_TAIL = 2000
#: What belongs to the page and not to its profile.
SCREEN_OPTIONS = {"viewport", "clock", "color_scheme", "reduced_motion"}

Steps = Callable[[Hands], Awaitable[None]]


class AtTheTill(Protocol):
    """Run ``steps`` with the till open in an empty profile; errors of the page fail the test."""

    def __call__(self, steps: Steps, **context: Any) -> None: ...


async def what_was_seen(profile: BrowserContext, till: Served) -> str:
    """What each page of ``profile`` shows and keeps, and how the server's log ends: for the report of a failure."""
    pages = [await seen_on(page) for page in profile.pages]
    return "\n".join([*pages, "The server's log ends:", till.log()[-LOG_TAIL:]])


async def seen_on(page: Page) -> str:
    script = """(parts) => parts.filter((part) => part.checkVisibility()).map((part) => {
        const text = part.value ?? (part.id === 'till' ? '' : part.innerText);
        return `${part.className}: ${text.replace(/\\s+/g, ' ')}`;
    })"""
    try:
        async with asyncio.timeout(5):
            shown = await page.locator(
                "#till, .box-input, .amount, .bar, .banner, .owed, dialog, .basket-pane, .pay-pane"
            ).evaluate_all(script)
            kept = await page.evaluate("JSON.stringify({ ...localStorage })")
    except (PlaywrightError, TimeoutError) as error:
        return f"{page.url} tells nothing: {error}"
    return "\n".join([page.url, *shown, kept])


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def browser(chromium: str, runner: asyncio.Runner) -> Iterator[Browser]:
    opened = browser_of(chromium)
    yield runner.run(opened.__aenter__())
    runner.run(opened.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def profiles(browser: Browser, runner: asyncio.Runner) -> Iterator[Profiles]:
    opened = Profiles(browser)
    yield opened
    runner.run(opened.close())


@pytest.fixture
def at_the_till(profiles: Profiles, runner: asyncio.Runner, till: Served) -> AtTheTill:
    async def run(steps: Steps, **options: Any) -> None:
        screen = {name: options.pop(name) for name in SCREEN_OPTIONS & options.keys()}
        options = {"viewport": DESKTOP, "locale": "sv-SE", "clock": screen.get("clock", False)} | options
        async with profiles.empty_profile(**options) as profile:
            await profile.add_cookies(till.office_cookies)
            try:
                await profile.add_cookies(till.till_cookies())
                async with asyncio.timeout(2 * LIMIT_S):  # what a page is asked has no limit of its own
                    hands = await Hands.open(profile, till.url, **screen)
                    await steps(hands)
                    await hands.wait_until_sent()  # nothing arrives in the next test's basket
                assert hands.errors == []
            except BaseException as error:
                error.add_note(await what_was_seen(profile, till))
                raise

    return lambda steps, **options: runner.run(run(steps, **options))
