"""Browser profiles that are emptied and used again: only files that never change stay in their HTTP cache.

A new profile fetches and compiles several megabytes of Streamlit's scripts, which takes longer than most tests. What a
site can store is cleared after each test, and its pages are closed, so that the next test finds what a new profile has.

A clock that was installed once belongs to every later page of its profile, paused if it was paused, and gives events
its own time: such a profile is new and used by one test.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, BrowserContext


class Profiles:
    """The profiles of one browser, by the options that they were made with."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._by_options: dict[str, BrowserContext] = {}

    @asynccontextmanager
    async def empty_profile(self, *, clock: bool = False, **options: Any) -> AsyncIterator[BrowserContext]:
        """A profile made with ``options`` in which no site has stored anything; nobody else uses it meanwhile.

        In one for a ``clock``, the clock may be installed.
        """
        if clock:
            async with await self._browser.new_context(**options) as alone:
                yield alone
            return
        key = json.dumps(options, sort_keys=True)
        profile = self._by_options.pop(key, None) or await self._browser.new_context(**options)
        try:
            yield profile
        except BaseException:
            await profile.close()
            raise
        await empty(profile)
        self._by_options[key] = profile

    async def close(self) -> None:
        """Close them all."""
        for profile in self._by_options.values():
            await profile.close()


async def empty(profile: BrowserContext) -> None:
    """Close every page of ``profile`` and remove all that sites have stored in it."""
    page, *others = profile.pages
    for each in others:
        await each.close()
    await page.unroute_all(behavior="ignoreErrors")
    await page.goto("about:blank")  # from now on no script of a site runs that could store something
    cdp = await profile.new_cdp_session(page)
    await cdp.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    await page.close()
