"""Reloads, killed servers, second windows and double clicks: the basket is back, and a sale is one sale."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from playwright.async_api import Route

from operations.installation.opening import open_store
from store import invariants
from store.analysis import frames
from tests.app.conftest import GOODS, request
from tests.app.served import Served
from tests.app.stock import code_of, sku_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, look_on, lose_the_answer, pause, wait_for
from tests.builders import gtin

pytestmark = [pytest.mark.needs_chromium, pytest.mark.proof]

MILK = gtin(1)[1:]
ANYBODY = "00000000-0000-4000-8000-00000000000a"


def kept(till: Served) -> dict[str, str]:
    basket = request(till, f"/till/1?client={ANYBODY}")["basket"]
    return {line["sku"]: line["quantity"] for line in basket["lines"]} if basket else {}


def sales_made(till: Served) -> int:
    """How many sales the shop has, after looking that nothing in it contradicts itself."""
    store = open_store(till.store_url)
    with store.view() as view:
        assert invariants.check_all(view) == []
        count = frames.sales(view).height
    store.close()
    return count


def test_a_reload_brings_the_basket_back_and_says_so(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        for number in (1, 2, 2):
            await hands.scan(code_of(number))
        await hands.page.reload()
        await hands.wait_until_ready()
        assert await hands.lines() == {sku_of(1): "1", sku_of(2): "2"}
        assert "Köpet är tillbaka: 2 rader" in await hands.text(".bar.is-note")

    at_the_till(steps)


def test_a_killed_server_takes_nothing_and_selling_goes_on_meanwhile(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.wait_until_sent()
        till.kill()
        await hands.scan(code_of(2))
        await hands.scan(code_of(3))
        assert await hands.lines() == {sku_of(n): "1" for n in (1, 2, 3)}
        await hands.page.locator(".bar.is-offline").wait_for()
        assert "2 händelser har väntat i" in await hands.text(".bar")
        await hands.page.locator('.line[data-sku="G00003"] [data-do="more"]').click()
        assert await hands.page.locator(".quick-key").first.is_disabled(), "nobody pays without the server"
        till.start(wait=False)
        await hands.wait_until_sent()
        await hands.page.locator(".bar.is-note").wait_for()
        assert "Kontakten är tillbaka" in await hands.text(".bar")
        assert await hands.lines() == {sku_of(1): "1", sku_of(2): "1", sku_of(3): "2"}

    at_the_till(steps)
    assert kept(till) == {sku_of(1): "1", sku_of(2): "1", sku_of(3): "2"}


def test_a_server_that_is_slow_for_a_moment_is_not_taken_for_lost(at_the_till: AtTheTill) -> None:
    asked: list[str] = []

    async def late(route: Route) -> None:
        asked.append(route.request.url)
        await pause(3.5)
        await route.continue_()

    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.wait_until_sent()
        await intercept(hands.page, "**/health*", late)
        await wait_for(lambda: len(asked) > 1, "the till asks, gets a late answer and asks again")
        assert not await hands.page.locator(".bar.is-offline").is_visible()
        await hands.press("Control+Enter")
        await hands.page.locator(".paid:not([hidden])").wait_for()

    at_the_till(steps)


def test_no_dialog_of_streamlit_covers_the_till_while_the_server_is_away(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        till.kill()
        await look_on(9)
        assert await hands.page.get_by_role("dialog").count() == 0
        await hands.touch('.tile[data-sku="MILK"]')
        assert await hands.lines() == {"MILK": "1"}
        till.start(wait=False)
        await hands.wait_until_sent()

    at_the_till(steps)
    assert kept(till) == {"MILK": "1"}


def test_a_double_click_on_a_note_is_one_sale(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.page.locator(".quick-key").first.dblclick(delay=5)
        await hands.page.locator(".paid:not([hidden])").wait_for()
        await hands.scan(MILK)
        await hands.press("F9")
        for _ in range(3):
            await hands.page.keyboard.press("Enter")
        await hands.page.locator(".paid:not([hidden])").wait_for()
        assert await hands.text(".fact >> nth=2") == f"Kvitto nr\n{before + 2}"

    at_the_till(steps)
    assert sales_made(till) == before + 2


def test_a_payment_whose_answer_is_lost_is_asked_for_again_and_is_one_sale(
    at_the_till: AtTheTill, till: Served
) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await intercept(hands.page, "**/pay", lose_the_answer)
        await hands.press("F9")
        await hands.press("Enter")
        await hands.page.locator(".wait:not([hidden])").wait_for()
        await hands.page.unroute("**/pay", lose_the_answer)
        await hands.page.locator(".paid:not([hidden])").wait_for()
        assert await hands.lines() == {}

    at_the_till(steps)
    assert sales_made(till) == before + 1


def test_a_reload_while_a_payment_has_no_answer_shows_the_sale(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await intercept(hands.page, "**/pay", lose_the_answer)
        await hands.press("F9")
        await hands.type_slowly("50")
        await hands.press("Enter")
        await hands.page.locator(".wait:not([hidden])").wait_for()
        await hands.page.unroute("**/pay")
        await hands.page.reload()
        await hands.wait_until_ready()
        await hands.page.locator(".paid:not([hidden])").wait_for()
        assert await hands.text(".change") == "30,00 kr"

    at_the_till(steps)
    assert sales_made(till) == before + 1


def test_a_second_window_looks_on_until_it_takes_the_till_over(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(first: Hands) -> None:
        await first.scan(code_of(1))
        await first.wait_until_sent()
        second = await Hands.open(first.page.context, till.url)
        assert "ett annat fönster" in await second.text(".bar.is-elsewhere")
        assert await second.lines() == {sku_of(1): "1"}
        await second.scan(code_of(2))
        assert "Inget lades till" in await second.text(".banner")
        await second.press("Escape")
        assert await second.lines() == {sku_of(1): "1"}
        await second.page.locator(".bar .bar-button").click()
        await first.page.locator(".bar.is-elsewhere").wait_for()
        await second.scan(code_of(3))
        await second.wait_until_sent()
        assert await second.lines() == {sku_of(1): "1", sku_of(3): "1"}

    at_the_till(steps)
    assert kept(till) == {sku_of(1): "1", sku_of(3): "1"}


def test_scans_through_killed_servers_and_reloads_are_all_there_once(
    at_the_till: AtTheTill, till: Served, rounds: Callable[[int, int], int]
) -> None:
    scans = rounds(80, 200)
    # The server dies every forty scans and is back some scans later; a reload needs it to be up.
    deaths = set(range(20, scans, 40))
    births = {scan + 12 for scan in deaths}
    reloads = {scan for scan in (78, 158) if scan < scans}

    async def steps(hands: Hands) -> None:
        for number in range(scans):
            if number in deaths:
                till.kill()
            if number in births:
                till.start(wait=False)
            if number in reloads:
                await asyncio.to_thread(till.wait_until_ready)
                await hands.reload_and_scan_on()
            await hands.scan(code_of(number % GOODS + 1))
            await pause(0.05)
        await hands.wait_until_ready()
        await hands.wait_until_sent()
        assert len(await hands.lines()) == min(scans, GOODS)

    at_the_till(steps)
    assert kept(till) == {sku_of(number % GOODS + 1): "1" for number in range(scans)}
    assert sales_made(till) >= 0
