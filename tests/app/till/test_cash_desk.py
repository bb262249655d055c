"""The drawer and the end of the day on the screen: by keys, by touch, and in few steps."""

from __future__ import annotations

import pytest

from tests.app.served import Served
from tests.app.stock import code_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.waiting import came_true

pytestmark = pytest.mark.needs_chromium


async def open_desk(hands: Hands) -> None:
    await hands.press("F11")
    await hands.page.locator("dialog.cash-desk").wait_for()


async def sell(hands: Hands) -> None:
    await hands.scan(code_of(1))
    await hands.wait_until_sent()
    await hands.press("Control+Enter")
    await hands.page.locator(".paid").wait_for()


def test_a_day_is_closed_in_a_few_steps(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await open_desk(hands)
        await hands.page.locator("#cash-float").fill("1000")
        await hands.touch("dialog .button.primary")
        await hands.page.locator("dialog").wait_for(state="detached")
        await hands.page.locator(".bar.is-note").wait_for()

        await open_desk(hands)
        await hands.touch(".cash-kinds .button:nth-child(2)")
        await hands.page.locator("#cash-amount").fill("100")
        await hands.touch("dialog .toggle")
        await hands.touch("dialog .button.primary")
        await hands.page.locator("dialog").wait_for(state="detached")

        begun = hands.count
        await open_desk(hands)
        await hands.touch("dialog .stack:last-child .button:last-child")
        await hands.page.locator("dialog.cash-count").wait_for()
        for value in ("500", "100", "100", "100", "100"):  # tap the notes
            await hands.touch(f'.count-row .button:has-text("{value}")')
        assert await hands.text(".count-sum") == "900,00 kr"
        await hands.touch("dialog .button.primary")
        await hands.page.locator("dialog.day-end").wait_for()
        assert await hands.text(".count-agrees") == "Det räknade stämmer."
        await hands.touch("dialog .button.primary")
        await hands.page.locator("dialog.day-report").wait_for()
        assert "Z-dagrapport" in await hands.text("dialog h2")
        assert hands.count - begun <= 12

    at_the_till(steps)
    assert came_true(lambda: any((till.home / "receipts").glob("*-z-*.txt")))


def test_a_count_that_differs_asks_for_a_reason_and_shows_no_amount(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await open_desk(hands)
        await hands.page.locator("#cash-float").fill("50")
        await hands.press("Tab")
        await hands.touch("dialog .button.primary")
        await hands.page.locator("dialog").wait_for(state="detached")
        await sell(hands)
        await open_desk(hands)
        await hands.touch("dialog .stack:last-child .button:last-child")
        await hands.page.locator("#count-total").fill("49")
        await hands.press("Enter")
        await hands.page.locator("dialog.day-end .problem").first.wait_for()
        text = await hands.text("dialog.day-end")
        assert "stämmer inte" in text
        assert not any(sign.isdigit() for sign in text.replace("2 gånger", ""))
        await hands.touch("dialog .button.primary")
        assert await hands.text("dialog.day-end .problem[role=alert]") == "Skriv en orsak."
        await hands.touch("dialog .toggle")
        await hands.touch("dialog .button.primary")
        await hands.page.locator("dialog.day-report").wait_for()

    at_the_till(steps)
