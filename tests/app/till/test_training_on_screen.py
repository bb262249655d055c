"""Practising on the screen: unmistakable at every size, and back to selling with nothing left behind."""

from __future__ import annotations

import pytest

from tests.app.served import Served
from tests.app.stock import code_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_look import SCREENS, violations_by_screen, violations_by_theme
from tests.waiting import came_true

pytestmark = pytest.mark.needs_chromium


async def open_menu(hands: Hands, entry: str) -> None:
    await hands.touch(".place")
    await hands.page.locator("dialog .button", has_text=entry).click()


def test_somebody_practises_and_sells_again(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        await hands.scan(code_of(1))
        await hands.wait_until_sent()
        await open_menu(hands, "före betalning")
        await page.locator(".bar.is-note", has_text="inget kvitto").wait_for()
        await open_menu(hands, "Öva")
        await page.locator(".banner", has_text="Ta betalt för korgen").wait_for()
        await hands.press("Escape")
        await hands.press("F4")
        await hands.wait_until_sent()
        await open_menu(hands, "Öva")
        await page.locator(".till.is-training[data-ready=yes]").wait_for()
        await page.locator(".training-band", has_text="ÖVNING").wait_for()
        await hands.scan(code_of(2))
        await hands.scan(code_of(3))
        await page.locator(".line").nth(1).wait_for()
        found = await violations_by_theme(hands) + await violations_by_screen(hands)
        assert found == []
        await page.set_viewport_size(SCREENS["desktop"])
        await hands.press("F11")
        await page.locator(".banner", has_text="Kan inte övas").wait_for()
        await hands.press("Escape")
        await hands.press("F1")
        await page.locator(".paid", has_text="6,00").wait_for()
        await hands.press("F10")
        await page.locator("dialog .choice").first.click()
        assert "ÖVNING" in (await page.locator("dialog .paper").get_attribute("alt") or "")
        await hands.press("Escape")
        await hands.touch(".training-band .bar-button")
        await page.locator(".till:not(.is-training)[data-ready=yes]").wait_for()
        await hands.press("F6")
        await page.locator("dialog .choice-row .square").click()
        await page.locator(".bar.is-note", has_text="Lappen").wait_for()
        await page.locator("dialog .choice").first.click()
        await page.locator(".line[data-sku=G00001]").wait_for()
        await hands.wait_until_sent()

    at_the_till(steps, reduced_motion="reduce")  # colours are judged at rest
    for name in ("training", "pro-forma", "parked"):
        assert came_true(lambda name=name: any((till.home / "receipts").glob(f"*{name}*.txt")))  # type: ignore[misc]
