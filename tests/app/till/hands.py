"""Somebody at the till's screen: a scanner, a finger, a keyboard, in a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Route, ViewportSize, async_playwright
from playwright.async_api import Error as PlaywrightError

from tests.app.scanner_keys import scanner_keys
from tests.waiting import LIMIT_S, PAUSE_S

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
DESKTOP: ViewportSize = {"width": 1366, "height": 768}


async def pause(seconds: float) -> None:
    """The pace of a person, a scanner or a slow server: something that happens, and no waiting for what comes of it."""
    await asyncio.sleep(seconds)


async def look_on(seconds: float) -> None:
    """Look on while something must not happen. Too short a look misses it; it never makes a sound till fail."""
    await asyncio.sleep(seconds)


async def wait_for(holds: Callable[[], bool], what: str) -> None:
    """Return as soon as ``holds``; fail with ``what`` was waited for when it does not for very long."""
    try:
        async with asyncio.timeout(LIMIT_S):
            while True:
                if holds():
                    return
                await asyncio.sleep(PAUSE_S)
    except TimeoutError:
        raise AssertionError(f"waited {LIMIT_S:g} s in vain: {what}") from None


#: How far ahead the clock of a page is stopped, in turns; all less than the till waits for an answer.
CLOCK_STOPS_AHEAD_S = (0.5, 1, 2, 4)


@asynccontextmanager
async def browser_of(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


async def set_screen(page: Page, *, viewport: ViewportSize | None = None, clock: bool = False, **media: Any) -> None:
    """Give ``page`` a size, a ``clock`` that can be put forward, and what :meth:`Page.emulate_media` takes."""
    if viewport is not None:
        await page.set_viewport_size(viewport)
    if clock:
        await page.clock.install()
    if media:
        await page.emulate_media(**media)


#: Answered by nobody but :func:`intercept`.
PROBE = "**/asked-of-nobody"
ASK_PROBE = "() => fetch('/asked-of-nobody').then(({ status }) => status === 204, () => false)"


async def intercept(page: Page, path: str, handler: Callable[[Route], Any]) -> None:
    """As :meth:`Page.route`, for a page that is open already: the next request of it is caught for certain.

    The browser tells the page's process of the interception by another way than that of its keys: of 300 requests
    that followed at once, 2 went out all the same.
    """
    await page.route(path, handler)
    await page.route(PROBE, lambda route: route.fulfill(status=204))
    async with asyncio.timeout(LIMIT_S):
        while not await page.evaluate(ASK_PROBE):
            pass  # each answer of the server's takes its time
    await page.unroute(PROBE)


async def lose(route: Route) -> None:
    """Let a request have no answer; the page may have given it up by then."""
    with suppress(PlaywrightError):
        await route.abort()


async def lose_the_answer(route: Route) -> None:
    """Let the server do what it is asked for, and its answer be lost on the way."""
    await route.fetch()
    await lose(route)


class Hands:
    """One page of the till. ``count`` is how often something was scanned, pressed or touched."""

    def __init__(self, page: Page, cdp: CDPSession, url: str) -> None:
        self.page, self.cdp, self.url = page, cdp, url
        self.errors: list[str] = []
        self.count = 0

    @classmethod
    async def open(
        cls,
        context: BrowserContext,
        url: str,
        *,
        ready: bool = True,
        **screen: Any,
    ) -> Hands:
        """A new page of ``context`` at ``url``, with the ``screen`` of :func:`set_screen`."""
        page = await context.new_page()
        page.set_default_timeout(LIMIT_S * 1000)
        await set_screen(page, **screen)
        hands = cls(page, await context.new_cdp_session(page), url)
        page.on("pageerror", lambda error: hands.errors.append(str(error)))
        await page.goto(url)
        if ready:
            await hands.wait_until_ready()
        return hands

    async def wait_until_ready(self) -> None:
        await self.page.wait_for_selector("#till[data-ready=yes]")

    async def reload_and_scan_on(self) -> None:
        """Reload, and go on as soon as the page listens to the scanner, long before the till has appeared."""
        await self.page.reload(wait_until="commit")
        async with asyncio.timeout(LIMIT_S):
            while True:
                if await self.page.evaluate("Boolean(window.kassaWedge)"):
                    return
                await asyncio.sleep(0.01)

    async def scan(self, code: str, *, end: str = "Enter", stalls_after: int = 0, stall_s: float = 0) -> None:
        """Type as a scanner does: each key has the time at which a scanner sends it, however busy this machine is.

        With ``stalls_after``, the machine brings so many keys and the others ``stall_s`` seconds later.
        """
        self.count += 1
        sent = scanner_keys(code, end)
        first = 2 * stalls_after  # down and up
        await asyncio.gather(*(self.cdp.send("Input.dispatchKeyEvent", event) for event in sent[:first]))
        await asyncio.sleep(stall_s)
        await asyncio.gather(*(self.cdp.send("Input.dispatchKeyEvent", event) for event in sent[first:]))

    async def hold(self, path: str) -> asyncio.Event:
        """Keep requests to ``path`` from the server until the event is set that this gives."""
        released = asyncio.Event()

        async def wait(route: Route) -> None:
            await released.wait()
            await route.continue_()

        await intercept(self.page, path, wait)
        return released

    async def put_clock_forward(self, seconds: int) -> None:
        """Let what the page does by the clock come at once; for a page that was opened with ``clock``."""
        await self.page.clock.fast_forward(seconds * 1000)

    async def stop_clock(self) -> None:
        """Let nothing more come by the clock; for a page that was opened with ``clock``.

        The clock stops a little ahead of now. Much further ahead, a question that is under way would have waited too
        long, and the till would be without contact; too little ahead is over already on a busy machine.
        """
        for ahead_s in CLOCK_STOPS_AHEAD_S:
            now: float = await self.page.evaluate("Date.now()")
            try:
                await self.page.clock.pause_at(datetime.fromtimestamp(now / 1000 + ahead_s, UTC))
            except PlaywrightError as error:
                if "to the past" not in str(error):
                    raise
            else:
                return
        raise AssertionError("the clock of the page runs faster than it can be stopped")

    async def press(self, key: str) -> None:
        self.count += 1
        await self.page.keyboard.press(key)

    async def touch(self, selector: str) -> None:
        self.count += 1
        await self.page.locator(selector).first.click()

    async def type_slowly(self, text: str, *, delay_ms: float = 90) -> None:
        """Type as a person does; an amount or a name counts as one interaction."""
        self.count += 1
        await self.page.keyboard.type(text, delay=delay_ms)

    async def lines(self) -> dict[str, str]:
        """The basket on the screen: quantity by SKU."""
        script = "(rows) => rows.map((row) => [row.dataset.sku, row.querySelector('.step-count').textContent])"
        found: list[tuple[str, str]] = await self.page.locator(".line[data-sku]").evaluate_all(script)
        return dict(found)

    async def text(self, selector: str) -> str:
        return (await self.page.locator(selector).first.inner_text()).replace("\N{NO-BREAK SPACE}", " ")

    async def waiting_events(self) -> int:
        """How many events the browser still keeps for the server."""
        script = "() => JSON.parse(localStorage.getItem('kassa.till.1.events') ?? '{\"events\":[]}').events.length"
        return int(await self.page.evaluate(script))

    async def wait_until_sent(self) -> None:
        async with asyncio.timeout(LIMIT_S):
            while True:
                if await self.waiting_events() == 0:
                    return
                await asyncio.sleep(0.02)
