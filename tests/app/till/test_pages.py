"""Between the till and the other pages: who tells that the server is away, and in which language a page speaks."""

from __future__ import annotations

import pytest

from tests.app.served import Served
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, look_on

pytestmark = [pytest.mark.needs_chromium, pytest.mark.proof]

NAVIGATION = '[data-testid="stTopNavLink"]'


async def open_dashboard(hands: Hands) -> None:
    await hands.page.goto(f"{hands.url}/dashboard")
    await hands.page.locator("h1").first.wait_for()


def test_a_dashboard_whose_server_is_away_says_so(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await open_dashboard(hands)
        assert await hands.page.evaluate("document.documentElement.lang") == "sv"
        till.kill()
        await hands.page.get_by_text("Ingen kontakt med Kassas server").wait_for()
        assert await hands.page.get_by_role("dialog").count() == 0
        till.start()

    at_the_till(steps)


def test_a_till_reached_from_the_dashboard_is_not_covered(at_the_till: AtTheTill, till: Served) -> None:
    async def steps(hands: Hands) -> None:
        await open_dashboard(hands)
        await hands.page.locator(NAVIGATION).first.click()
        await hands.wait_until_ready()
        till.kill()
        await hands.page.locator(".bar.is-offline").wait_for()
        await look_on(9)
        assert await hands.page.get_by_role("dialog").count() == 0
        assert await hands.page.locator("#kassa-lost").count() == 0
        till.start()
        await hands.page.locator(".bar.is-note").wait_for()
        await hands.page.go_back()
        await hands.page.locator("h1").first.wait_for()
        till.kill()
        await hands.page.get_by_text("Ingen kontakt med Kassas server").wait_for()
        till.start()

    at_the_till(steps)


def test_on_a_phone_the_panel_that_led_to_the_till_does_not_lie_over_it(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await open_dashboard(hands)
        await hands.touch('[data-testid="stExpandSidebarButton"]')
        panel = hands.page.locator('[data-testid="stSidebar"]')
        await panel.locator("a").first.wait_for()
        await panel.locator("a").first.click()
        await hands.wait_until_ready()
        assert not await panel.is_visible()
        await hands.touch(".tile")  # Playwright refuses to touch what something else covers
        await hands.page.reload()
        await hands.wait_until_ready()
        assert not await panel.is_visible()

    at_the_till(steps, viewport={"width": 390, "height": 844})
