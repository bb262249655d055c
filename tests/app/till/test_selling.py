"""Selling at the till's screen: by scanner, by keyboard only and by touch only."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Route

from tests.app.conftest import request
from tests.app.served import Served
from tests.app.stock import code_of, sku_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept
from tests.builders import gtin

pytestmark = pytest.mark.needs_chromium

MILK = gtin(1)[1:]


async def paid(hands: Hands) -> str:
    await hands.page.wait_for_selector(".paid:not([hidden])")
    return await hands.text(".change")


def test_a_cash_sale_of_three_products_takes_four_interactions(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        for number in (1, 2, 3):
            await hands.scan(code_of(number))
        await hands.touch(".quick-key >> nth=1")  # a note of ten kronor
        assert await paid(hands) == "2,00 kr"
        assert hands.count <= 4

    at_the_till(steps)


def test_the_change_stands_large_until_the_next_scan(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(7))
        await hands.touch(".quick-key >> nth=0")
        await paid(hands)
        size = await hands.page.locator(".change").evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
        assert size >= 64
        await hands.page.reload()
        await hands.wait_until_ready()
        assert await hands.page.locator(".paid").is_visible(), "a reload does not take the change away"
        await hands.scan(code_of(8))
        assert await hands.lines() == {sku_of(8): "1"}
        assert not await hands.page.locator(".paid").is_visible()

    at_the_till(steps)


def test_a_whole_sale_by_keyboard_only(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.type_slowly("mellan")
        await hands.press("Enter")
        await hands.type_slowly("2*")
        await hands.type_slowly("servetter")
        await hands.press("Enter")
        await hands.press("+")
        await hands.press("PageDown")
        await hands.press("-")
        assert await hands.lines() == {"NAPKINS": "3"}
        await hands.press("F9")
        await hands.type_slowly("100")
        await hands.press("Enter")
        assert await paid(hands) == "25,00 kr"

    at_the_till(steps)


def test_a_whole_sale_by_touch_only(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.touch('[data-sku="MILK"]')
        await hands.touch('[data-sku="MILK"] [data-do="more"]')
        await hands.touch('.line[data-sku="MILK"] [data-do="quantity"]')
        await hands.touch('dialog [data-key="4"]')
        await hands.touch("dialog .primary")
        assert await hands.lines() == {"MILK": "4"}
        await hands.touch(".pay")
        for key in "100":
            await hands.touch(f'.pay-pane [data-key="{key}"]')
        await hands.touch(".confirm")
        assert await paid(hands) == "20,00 kr"

    at_the_till(steps, has_touch=True)


def test_control_enter_pays_the_exact_amount(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.press("Control+Enter")
        assert await paid(hands) == "0,00 kr"
        assert await hands.text(".fact >> nth=1") == "Betalat\n20,00 kr"

    at_the_till(steps)


def test_a_parked_basket_comes_back_with_two_interactions(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(3))
        hands.count = 0
        await hands.press("F4")
        assert await hands.lines() == {}
        assert hands.count == 1
        await hands.scan(code_of(4))
        await hands.wait_until_sent()
        hands.count = 0
        await hands.press("F6")
        await hands.press("Enter")
        await hands.wait_until_sent()
        assert await hands.lines() == {sku_of(3): "1"}
        assert hands.count == 2
        parked = request(till, "/till/1?client=00000000-0000-4000-8000-00000000000a")["parked"]
        assert [basket["lines"] for basket in parked] == [1], "the basket that was open was parked instead"

    at_the_till(steps)


def test_opening_the_drawer_without_a_sale_needs_a_reason(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await hands.press("F7")
        await hands.touch("dialog .choice")
        await hands.wait_until_sent()
        await hands.page.wait_for_selector(".bar.is-note")

    at_the_till(steps)
    log = till.home / "receipts" / "drawer.log"
    assert log.exists()


def test_escape_asks_before_it_cancels_a_basket(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.press("Escape")
        await hands.press("Escape")
        assert await hands.lines() == {"MILK": "1"}
        await hands.press("Escape")
        await hands.touch("dialog .danger")
        assert await hands.lines() == {}
        await hands.wait_until_sent()

    at_the_till(steps)
    assert request(till, "/till/1?client=00000000-0000-4000-8000-00000000000a")["basket"] is None


def test_the_server_prices_and_the_browser_shows_what_it_says(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        for _ in range(3):
            await hands.scan(MILK)
        await hands.wait_until_sent()
        assert await hands.text(".total") == "59,70 kr"
        assert "varav moms 3,38 kr" in await hands.text(".fine")
        assert "kontant 60,00 kr" in await hands.text(".fine")

    at_the_till(steps)


def test_the_clock_is_the_shops_wherever_the_browser_thinks_it_is(at_the_till: AtTheTill) -> None:
    def minutes_from(first: datetime) -> str:
        """The clock's minutes from an instant on, as the screen writes them."""
        return "|".join(f"{first + timedelta(minutes=n):%H:%M}" for n in range(5))

    async def steps(hands: Hands) -> None:
        now = minutes_from(datetime.now(ZoneInfo("Europe/Stockholm")))
        clock = hands.page.locator(".strip span", has_text=re.compile(f"^({now})$"))
        await clock.wait_for()  # the screen shows the next minute with its next pulse

    at_the_till(steps, timezone_id="Pacific/Auckland")


def test_the_language_is_chosen_at_the_till_and_kept(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.touch(".place")
        await hands.touch("text=English")
        assert await hands.text(".basket-pane h2") == "Basket"
        await hands.page.reload()
        await hands.wait_until_ready()
        assert await hands.text(".basket-pane h2") == "Basket"
        assert await hands.page.evaluate("document.documentElement.lang") == "en"

    at_the_till(steps)


def test_the_language_of_the_address_comes_before_the_chosen_one(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.touch(".place")
        await hands.touch("text=English")
        await hands.page.goto(f"{hands.url}/?lang=sv")
        await hands.wait_until_ready()
        assert await hands.text(".basket-pane h2") == "Köp"
        await hands.touch(".place")
        links = await hands.page.locator("dialog a").evaluate_all("(all) => all.map((a) => new URL(a.href).search)")
        assert links
        assert all("lang=sv" in search for search in links), "another till and the dashboard keep it"
        await hands.touch("text=English")
        await hands.page.reload()
        await hands.wait_until_ready()
        assert await hands.text(".basket-pane h2") == "Basket", "choosing is stronger than where one came from"
        await hands.page.goto(hands.url)
        await hands.wait_until_ready()
        assert await hands.text(".basket-pane h2") == "Basket"

    at_the_till(steps)


def test_a_product_name_is_text_whatever_it_holds(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        catalogue = await hands.page.evaluate("fetch('/api/v1/till/1/catalogue').then((reply) => reply.json())")
        catalogue["products"][0][1] = "<img src=x onerror='window.broken=1'>"

        async def answer(route: Route) -> None:
            await route.fulfill(json=catalogue)

        await intercept(hands.page, "**/catalogue", answer)
        await hands.page.reload()
        await hands.wait_until_ready()
        assert "onerror" in await hands.text(".tile-name")
        assert await hands.page.evaluate("window.broken") is None

    at_the_till(steps)
