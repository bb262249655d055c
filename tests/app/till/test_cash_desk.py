"""The drawer and the end of the day on the screen: by keys, by touch, and in few steps."""

from __future__ import annotations

import pytest

from operations.installation.opening import open_store
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.app.signed_in import PIN, TILL_COOKIE, enrol
from tests.app.stock import code_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_look import SCREENS, violations_by_screen, violations_by_theme
from tests.waiting import came_true

pytestmark = pytest.mark.needs_chromium

#: A dialog of the drawer has fewer places for the keyboard.
TABS_MAX = 60


async def open_desk(hands: Hands) -> None:
    await hands.press("F11")
    await hands.page.locator("dialog.cash-desk").wait_for()


async def sell(hands: Hands) -> None:
    await hands.scan(code_of(1))
    await hands.wait_until_sent()
    await hands.press("Control+Enter")
    await hands.page.locator(".paid").wait_for()


async def take_taps_back(hands: Hands) -> None:
    """Take one hundred too many back by touch and by keyboard, never below none, and look at it."""
    row = hands.page.locator(".count-row", has_text="500")
    await row.locator(".button").click()
    await row.get_by_role("button", name="En färre av 500").click()
    assert await row.locator(".field").input_value() == "1"
    await row.locator(".field").press("ArrowUp")
    assert await hands.text(".count-sum") == "1 400,00 kr"
    for _ in range(3):
        await row.locator(".field").press("ArrowDown")
    assert await row.locator(".field").input_value() == ""
    await row.locator(".square").press("Enter")  # none is left: it stays so
    assert await hands.text(".count-sum") == "400,00 kr"
    await row.locator(".field").press("ArrowUp")
    assert await violations_by_screen(hands) == []
    await hands.page.set_viewport_size(SCREENS["desktop"])
    assert await hands.text(".count-sum") == "900,00 kr"


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
        counted = hands.count
        await take_taps_back(hands)
        hands.count = counted  # only a count without a wrong tap is that short
        await hands.touch("dialog .button.primary")
        await hands.page.locator("dialog.day-end").wait_for()
        assert await hands.text(".count-agrees") == "Det räknade stämmer."
        await hands.touch("dialog .button.primary")
        await hands.page.locator("dialog.day-report").wait_for()
        assert "Z-dagrapport" in await hands.text("dialog h2")
        assert hands.count - begun <= 12

    at_the_till(steps, reduced_motion="reduce")  # colours are judged at rest
    assert came_true(lambda: any((till.home / "receipts").glob("*-z-*.txt")))


def test_the_day_is_closed_by_fingers_alone_on_a_tablet(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await open_desk(hands)
        await page.locator("#cash-float").fill("100")
        await page.locator("dialog .button.primary").tap()
        await page.locator("dialog").wait_for(state="detached")

        await page.locator("button.place").tap()
        await page.locator("dialog .button", has_text="Kassalåda och dagsavslut").tap()
        await page.locator("dialog .stack:last-child .button:last-child").tap()
        await page.locator("dialog.cash-count").wait_for()
        await page.locator('.count-row .button:has-text("100")').first.tap()
        assert await hands.text(".count-sum") == "100,00 kr"
        await page.locator("dialog .button.primary").tap()
        await page.locator("dialog.day-end").wait_for()
        await page.locator("dialog .button.primary").tap()
        await page.locator("dialog.day-report").wait_for()

    at_the_till(steps, viewport={"width": 820, "height": 1180}, has_touch=True)


async def tab_to(hands: Hands, selector: str) -> None:
    """Press Tab until the keyboard is at ``selector``."""
    for _ in range(TABS_MAX):
        if await hands.page.locator(f"{selector}:focus").count():
            return
        await hands.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_a_count_that_differs_asks_for_a_reason_and_shows_no_amount(at_the_till: AtTheTill) -> None:
    """All of it without a mouse or a finger: float, sale, count, reason and close."""

    async def steps(hands: Hands) -> None:
        await open_desk(hands)
        await tab_to(hands, "#cash-float")
        await hands.type_slowly("50")
        await tab_to(hands, "dialog .button.primary")
        await hands.press("Enter")
        await hands.page.locator("dialog").wait_for(state="detached")
        await sell(hands)
        await open_desk(hands)
        await tab_to(hands, "dialog .stack:last-child .button:last-child")
        await hands.press("Enter")
        await hands.page.locator("#count-total:focus").wait_for()
        await hands.type_slowly("49")
        await hands.press("Enter")
        await hands.page.locator("dialog.day-end .problem").first.wait_for()
        text = await hands.text("dialog.day-end")
        assert "stämmer inte" in text
        assert not any(sign.isdigit() for sign in text.replace("2 gånger", ""))
        await tab_to(hands, "dialog .button.primary")
        await hands.press("Enter")
        assert await hands.text("dialog.day-end .problem[role=alert]") == "Skriv en orsak."
        await tab_to(hands, "dialog .toggle")
        await hands.press("Enter")
        await tab_to(hands, "dialog .button.primary")
        await hands.press("Enter")
        await hands.page.locator("dialog.day-report").wait_for()

    at_the_till(steps)


def test_who_signs_in_first_in_a_day_sees_what_the_till_needs(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        store = open_store(till.store_url, keys=KeyRing(till.home / "keys"))
        secret = enrol(store, 2)
        store.close()
        cookie = {"name": TILL_COOKIE, "value": secret, "url": till.url, "httpOnly": True, "sameSite": "Strict"}
        await page.context.add_cookies([cookie])  # type: ignore[list-item]
        await page.goto(f"{till.url}/till?till=2")
        await page.locator(".person", has_text="Kim").click()
        await hands.type_slowly(PIN)
        await hands.press("Enter")
        await page.locator("dialog.morning").wait_for()
        assert await violations_by_theme(hands) == []
        assert "Ingen växelkassa är registrerad." in await hands.text(".morning-items")
        await hands.type_slowly("1000")  # the field of the float has the focus
        await hands.press("Enter")
        await page.locator("dialog").wait_for(state="detached")
        await hands.press("F11")
        await hands.touch("dialog.cash-desk .button:has-text('Morgonkoll')")
        await page.locator("dialog.morning .is-well", has_text="Växelkassan är registrerad.").wait_for()
        await hands.press("Escape")
        await page.locator("dialog").wait_for(state="detached")

    at_the_till(steps)
