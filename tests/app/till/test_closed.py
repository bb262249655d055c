"""A till that the server refuses says so once, calmly, with what to do; it asks again when somebody wants it to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page

from tests.app.served import Served, wait_for_answer
from tests.app.stock import code_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import DESKTOP, Hands, look_on

pytestmark = pytest.mark.needs_chromium

SEVERAL_TRIES_S = 4


def count_asked(page: Page, path: str) -> list[str]:
    """The addresses asked for from now on that hold ``path``."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if path in request.url else None)
    return asked


def test_an_unknown_till_offers_those_that_exist_and_is_not_asked_for_again(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        asked = count_asked(hands.page, "/till/99/")
        await hands.page.goto(f"{hands.url}/?till=99")
        await hands.page.locator(".closed").wait_for()
        await look_on(SEVERAL_TRIES_S)
        assert len(asked) == 1, "the same question gets the same refusal"
        assert "ingen kassa med nummer 99" in await hands.text(".closed")
        assert not await hands.page.locator(".bar").is_visible(), "the server is there"
        assert not await hands.page.locator(".banner").is_visible(), "and nobody did anything wrong"
        await hands.page.locator(".closed a.choice").first.click()
        await hands.wait_until_ready()
        assert await hands.page.locator(".tile").count() > 0

    at_the_till(steps)


def test_a_scan_at_an_unknown_till_is_refused_and_not_kept(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.page.goto(f"{hands.url}/?till=99")
        await hands.page.locator(".closed").wait_for()
        await hands.scan(code_of(1))
        assert "Okänd kassa" in await hands.text(".banner")
        kept = await hands.page.evaluate("JSON.parse(localStorage.getItem('kassa.till.99.events')).events")
        assert kept == []
        await hands.press("Escape")
        await hands.press("F7")
        assert not await hands.page.locator("dialog").is_visible()

    at_the_till(steps)


@pytest.fixture
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server without any shop."""
    server = Served(tmp_path_factory.mktemp("bare"), lambda _store: None)
    server.start(wait=False)
    wait_for_answer(f"{server.url}/_stcore/health")  # the interface has nothing good to say yet
    yield server
    server.stop()


def test_where_there_is_no_shop_the_page_says_how_to_make_one(
    browser: Browser, runner: asyncio.Runner, bare: Served
) -> None:
    async def run() -> None:
        profile = await browser.new_context(viewport=DESKTOP, locale="sv-SE")
        hands = await Hands.open(profile, f"{bare.url}/till", ready=False)
        closed = hands.page.locator(".closed")
        await closed.wait_for()
        await look_on(SEVERAL_TRIES_S)
        shown = await hands.text(".closed")
        assert "Ingen butik än" in shown
        assert "kassa demo" in shown
        assert "kassa import products" in shown
        assert not await hands.page.locator(".banner").is_visible()
        assert not await hands.page.locator(".bar").is_visible()
        await asyncio.to_thread(bare.fill, stocked(3))
        await profile.add_cookies(await asyncio.to_thread(bare.till_cookies))  # once there is a shop, somebody signs in
        await profile.add_cookies(bare.office_cookies)
        await closed.get_by_role("button").click()
        await hands.wait_until_ready()
        assert not await closed.is_visible()
        await hands.scan(code_of(1))
        await hands.wait_until_sent()
        assert len(await hands.lines()) == 1
        assert hands.errors == []
        await profile.close()

    runner.run(run())
