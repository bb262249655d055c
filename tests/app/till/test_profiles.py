"""A browser profile that is used again holds nothing of the test before."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import BrowserContext

from tests.app.served import Served
from tests.app.till.profiles import Profiles
from tests.waiting import LIMIT_S

pytestmark = pytest.mark.needs_chromium

STORE = """async () => {
    document.cookie = 'seen=yes; max-age=3600';
    localStorage.setItem('seen', 'yes');
    sessionStorage.setItem('seen', 'yes');
    await (await caches.open('seen')).put('/seen', new Response('yes'));
    await new Promise((done) => { indexedDB.open('seen').onsuccess = done; });
}"""
STORED = """async () => ({
    cookie: document.cookie,
    local: { ...localStorage },
    session: { ...sessionStorage },
    caches: await caches.keys(),
    databases: (await indexedDB.databases()).map((each) => each.name),
})"""
NOTHING: dict[str, Any] = {"cookie": "", "local": {}, "session": {}, "caches": [], "databases": []}


async def stored(profile: BrowserContext, url: str) -> dict[str, Any]:
    page = await profile.new_page()
    await page.goto(url)
    found: dict[str, Any] = await page.evaluate(STORED)
    return found


def test_an_emptied_profile_holds_what_a_new_one_holds(
    profiles: Profiles, runner: asyncio.Runner, served: Served
) -> None:
    url = f"{served.url}/kassa/icon.svg"

    async def run() -> None:
        async with profiles.empty_profile(locale="sv-SE") as first:
            page = await first.new_page()
            await page.goto(url)
            await page.evaluate(STORE)
            seen = await stored(first, url)
            assert {name for name, value in seen.items() if value} == set(NOTHING) - {"session"}, "the control"
        async with profiles.empty_profile(locale="sv-SE") as second:
            assert second is first
            assert await stored(second, url) == NOTHING

    runner.run(run())


def test_a_profile_of_a_failed_test_is_not_used_again(profiles: Profiles, runner: asyncio.Runner) -> None:
    async def run() -> None:
        with pytest.raises(AssertionError):
            async with profiles.empty_profile(locale="sv-SE") as first:
                raise AssertionError
        async with profiles.empty_profile(locale="sv-SE") as second:
            assert second is not first
            await second.new_page()

    runner.run(run())


def test_a_clock_that_one_test_stopped_goes_on_in_the_next(
    profiles: Profiles, runner: asyncio.Runner, served: Served
) -> None:
    """And the times of events are those of the machine again."""
    script = "new Promise((resolve) => setTimeout(() => resolve(Boolean(Date.isFake)), 1))"

    async def run() -> None:
        for clock in (True, False):
            async with profiles.empty_profile(locale="sv-SE", clock=clock) as profile:
                page = await profile.new_page()
                if clock:
                    await page.clock.install()
                    await page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=30))
                await page.goto(f"{served.url}/kassa/icon.svg")
                if clock:
                    assert await page.evaluate("Date.isFake")
                else:
                    async with asyncio.timeout(LIMIT_S):
                        assert not await page.evaluate(script)

    runner.run(run())
