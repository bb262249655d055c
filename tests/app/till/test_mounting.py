"""The till comes and goes with its page: what it began, it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Route

from app.words import FORMATS, LANGUAGES, words_of
from tests.app.served import Served
from tests.app.till.hands import Hands
from tests.app.till.test_modules import MODULES

pytestmark = pytest.mark.needs_chromium

#: Counts what a page begins and ends, before any of its scripts runs.
COUNT = """
const live = (window.live = { timers: new Set(), listeners: 0, channels: 0 });
for (const kind of ['Timeout', 'Interval']) {
    const [set, clear] = [window[`set${kind}`], window[`clear${kind}`]];
    window[`set${kind}`] = (act, ...rest) => {
        const timer = set(() => { if (kind === 'Timeout') live.timers.delete(timer); act(); }, ...rest);
        live.timers.add(timer);
        return timer;
    };
    window[`clear${kind}`] = (timer) => { live.timers.delete(timer); clear(timer); };
}
for (const target of [window, document]) {
    const [add, remove] = [target.addEventListener, target.removeEventListener];
    target.addEventListener = function (...all) { live.listeners += 1; return add.apply(this, all); };
    target.removeEventListener = function (...all) { live.listeners -= 1; return remove.apply(this, all); };
}
"""
#: The page without Streamlit: the scanner's script and the place of the till.
PAGE = """<!doctype html><html><body><div id="place"><div id="till"></div></div>
<script src="/kassa/wedge.js"></script></body></html>"""
READY = "document.querySelector('#till').dataset.ready === 'yes'"
MOUNT = """async (data) => {
    const { default: till } = await import('MODULES/till.js');
    window.unmount = till({ data, parentElement: document.querySelector('#place') });
}""".replace("MODULES", MODULES)
#: As Streamlit does it: the place leaves the page, and then the component is told.
UNMOUNT = """() => {
    const place = document.querySelector('#place');
    window.gone = place.querySelector('#till');
    window.gone.remove();
    window.unmount();
    place.innerHTML = '<div id="till"></div>';
}"""
#: Two runs of the page so close that Streamlit drops the second before it has answered: it is told to end at once.
DROPPED = """async (data) => {
    const { default: till } = await import('MODULES/till.js');
    till({ data, parentElement: document.querySelector('#place') })();
}""".replace("MODULES", MODULES)
#: Everything that still runs, listens or is held; a scan that nobody takes is kept for the next till.
LEFT = """async () => {
    window.kassaWedge.onText(() => {})();
    sessionStorage.clear();
    for (const key of '73101234') window.dispatchEvent(new KeyboardEvent('keydown', { key }));
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    const { held, pending } = await navigator.locks.query();
    return {
        timers: window.live.timers.size,
        listeners: window.live.listeners,
        locks: held.length + pending.length,
        heard: sessionStorage.getItem('kassa.early') === null,
        shown: (window.gone ?? document.querySelector('#till')).childElementCount,
        dialogs: document.querySelectorAll('dialog').length,
    };
}"""
AT_REST = {"timers": 0, "locks": 0, "heard": False, "shown": 0, "dialogs": 0}

WithPage = Callable[[Hands], Any]


def data_of_page() -> dict[str, Any]:
    """What the page of the till hands to its component."""
    words = {language: words_of(language).under("till.") for language in LANGUAGES}
    plain = {
        "till": 1,
        "language": "sv",
        "askedLanguage": "",
        "goodsLanguage": "sv",
        "languageCookie": "kassa_language",
    }
    return plain | {"formats": FORMATS, "words": words}


async def left(hands: Hands) -> dict[str, Any]:
    """What still runs, once the silence after the scan is over and the browser has given the lock back."""
    found: dict[str, Any] = await hands.page.evaluate(LEFT)
    return found


async def left_at_rest(hands: Hands) -> dict[str, Any]:
    """The same after unmounting: the browser gives a lock back a moment after it was released."""
    await hands.page.wait_for_function("async () => !(await navigator.locks.query()).held.length")
    return await left(hands)


def test_a_till_that_is_unmounted_leaves_no_timer_listener_lock_or_element(
    browser: Browser, runner: asyncio.Runner, till: Served
) -> None:
    async def run() -> None:
        profile = await browser.new_context(locale="sv-SE")
        await profile.add_cookies(till.till_cookies())
        await profile.add_cookies(till.office_cookies)
        page = await profile.new_page()

        async def answer(route: Route) -> None:
            await route.fulfill(body=PAGE, content_type="text/html")

        await page.add_init_script(COUNT)
        await page.route(f"{till.url}/", answer)
        await page.goto(f"{till.url}/")
        hands = Hands(page, await profile.new_cdp_session(page), till.url)
        page.on("pageerror", lambda error: hands.errors.append(str(error)))
        await page.wait_for_function("true")  # what waits for the page listens too, from its first use on
        before = (await left(hands))["listeners"]
        for _ in range(2):
            await page.evaluate(MOUNT, data_of_page())
            await page.wait_for_function(READY)
            mounted = await left(hands)
            assert mounted["timers"] > 0, "the control: a till that runs is seen"
            assert (mounted["locks"], mounted["heard"]) == (1, True)
            await hands.press("F7")
            await page.locator("dialog").wait_for()
            await page.evaluate(UNMOUNT)
            assert await left_at_rest(hands) == AT_REST | {"listeners": before}
        assert hands.errors == []
        await profile.close()

    runner.run(run())


def test_a_till_that_comes_back_at_once_sells_on(browser: Browser, runner: asyncio.Runner, till: Served) -> None:
    """Its lock is given back a moment after the till has gone; the next one waits for that; no other run ends it."""

    async def run() -> None:
        profile = await browser.new_context(locale="sv-SE")
        await profile.add_cookies(till.till_cookies())
        await profile.add_cookies(till.office_cookies)
        page = await profile.new_page()

        async def answer(route: Route) -> None:
            await route.fulfill(body=PAGE, content_type="text/html")

        await page.route(f"{till.url}/", answer)
        await page.goto(f"{till.url}/")
        await page.evaluate(MOUNT, data_of_page())
        await page.wait_for_function(READY)
        await page.evaluate(UNMOUNT)
        await page.evaluate(MOUNT, data_of_page())
        await page.wait_for_function(READY)
        assert await page.locator(".bar.is-elsewhere").count() == 0
        await page.keyboard.press("F7")
        await page.locator("dialog").wait_for()
        await page.evaluate(DROPPED, data_of_page())
        assert await page.locator("dialog").count() == 1, "a run of the page that was dropped ends nothing"
        await page.keyboard.press("Escape")
        await page.locator("dialog").wait_for(state="detached")
        await profile.close()

    runner.run(run())
