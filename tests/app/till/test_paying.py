"""Paying while something else happens: slow answers, reloads, other amounts, and what the server says of itself."""

from __future__ import annotations

import pytest
from playwright.async_api import Route

from tests.app.served import Served
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_faults import kept, sales_made
from tests.builders import gtin

pytestmark = [pytest.mark.needs_chromium, pytest.mark.xdist_group("browser")]

MILK = gtin(1)[1:]
PHONE = {"width": 390, "height": 844}


async def pay(hands: Hands, amount: str = "") -> None:
    await hands.press("F9")
    if amount:
        await hands.type_slowly(amount)
    await hands.press("Enter")


async def paid(hands: Hands) -> str:
    await hands.page.locator(".paid:not([hidden])").wait_for()
    return await hands.text(".change")


def test_a_barcode_in_the_amount_sells_nothing_and_is_told_at_once(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await hands.press("F9")
        await hands.type_slowly("73513537")
        assert await hands.text(".confirm .button-text") == "Kontrollera beloppet"
        await hands.press("Enter")
        assert "För mycket kontanter" in await hands.text(".banner")
        assert "73 513 517,00 kr" in await hands.text(".banner")
        await hands.press("Escape")
        await hands.type_slowly("1019")  # written over the wrong amount, which is chosen
        assert await hands.text(".back") == "999,00 kr"
        assert await hands.text(".confirm .button-text") == "Ta emot 1 019,00 kr"

    at_the_till(steps)
    assert sales_made(till) == before


@pytest.mark.parametrize("screen", [None, PHONE], ids=["desktop", "phone"])
def test_an_amount_is_never_cut_off(at_the_till: AtTheTill, screen: dict[str, int] | None) -> None:
    cut = "(all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1 || e.offsetLeft < 0).map((e) => e.textContent)"

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.wait_until_sent()
        await hands.press("F9")
        await hands.type_slowly("999999999,99")
        assert await hands.text(".back") == "999 999 979,99 kr"
        boxes = hands.page.locator(".amount, .back-box, .due-box")
        assert await boxes.evaluate_all(cut) == []

    at_the_till(steps, **({"viewport": screen} if screen else {}))


def test_an_amount_that_cannot_be_read_asks_for_one(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.press("F9")
        for wrong in ("12,505", "abc"):
            await hands.page.locator(".amount").fill(wrong)
            assert await hands.text(".confirm .button-text") == "Skriv ett belopp"
            await hands.press("Enter")
        await hands.page.locator(".amount").fill("12")
        assert await hands.text(".confirm .button-text") == "Beloppet räcker inte"

    at_the_till(steps)
    assert sales_made(till) == before


def test_the_pay_panel_closes_when_the_last_line_goes(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.press("F9")
        await hands.touch('.line [data-do="less"]')
        assert await hands.page.locator(".pay-panel").is_hidden()
        assert await hands.page.locator(".shelf").is_visible()

    at_the_till(steps)


def test_what_the_server_says_of_itself_stands_in_the_bar_and_beside_the_payment(
    at_the_till: AtTheTill, till: Served
) -> None:
    said = "Disken med butikens databas är full."

    async def full(route: Route) -> None:
        await route.fulfill(status=503, json={"code": "disk_full", "message": said, "details": {}})

    async def steps(hands: Hands) -> None:
        await hands.page.route("**/events", full)
        await hands.scan(MILK)
        await hands.page.locator(".bar.is-offline").wait_for()
        await hands.page.wait_for_timeout(3000)  # the pulse is answered meanwhile, which keeps no event
        bar = await hands.text(".bar.is-offline")
        assert bar.startswith(said)
        assert "1 händelse har väntat i" in bar
        await hands.press("F9")
        assert (await hands.text(".wait")).startswith(said)
        await hands.press("Escape")
        await hands.page.unroute("**/events")
        await hands.wait_until_sent()
        await hands.page.locator(".bar.is-note").wait_for()
        await hands.page.route("**/pay", full)
        await pay(hands)
        await hands.page.locator(".wait:not([hidden])").wait_for()
        assert (await hands.text(".wait")).startswith(said)
        await hands.page.unroute("**/pay")
        assert await paid(hands) == "0,00 kr"

    at_the_till(steps)
    assert kept(till) == {}
