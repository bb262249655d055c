"""A customer display in a real browser, from its code at the till to the thanks, and out again when it is revoked."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Page, expect

from operations.access.displays import revoke_display
from store.access import displays
from store.database.engine import Store
from tests.app.conftest import request
from tests.app.served import Served
from tests.app.stock import HOSTILE_NAMES, stock_hostile
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.app.till.test_look import violations
from tests.builders import OFFICE_ACTOR

pytestmark = pytest.mark.needs_chromium

SCREENS = ((1366, 657), (820, 1180), (390, 844), (1920, 1080))
#: What a customer reads from a step and a half away, in CSS pixels.
LINE_PX, SUM_PX = 21, 50
EVENTS_AT_ONCE = 100


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("display"), stock_hostile)
    running.start()
    yield running
    running.stop()


class OtherBrowser:
    """Sells at the till by the interface, so that nothing depends on what the till's page draws."""

    def __init__(self, served: Served) -> None:
        self.served, self.client, self.seq = served, str(uuid.uuid4()), 0

    async def scan(self, *codes: str) -> Any:
        state = None
        for first in range(0, len(codes), EVENTS_AT_ONCE):
            events = []
            for code in codes[first : first + EVENTS_AT_ONCE]:
                self.seq += 1
                events.append({"seq": self.seq, "kind": "scan", "code": code})
            body = {"client": self.client, "events": events}
            state = await asyncio.to_thread(request, self.served, "/till/1/events", body)
        return state

    async def pay(self, state: Any, amount_minor: int) -> None:
        basket = state["basket"]
        body = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"]}
        offers = [{"kind": "cash", "amount_minor": amount_minor}]
        await asyncio.to_thread(request, self.served, "/till/1/pay", body | {"offers": offers})


def revoke_all(store: Store) -> None:
    with store.view() as view:
        paired = [each for each in displays.all_displays(view) if each.revoked_at is None]
    for each in paired:
        revoke_display(store, OFFICE_ACTOR, each.id, at=datetime.now(UTC))


async def see(page: Page, scene: str) -> None:
    await page.locator(f"#display[data-scene={scene}]").wait_for()


async def pair(till: Hands, screen: Page) -> list[str]:
    """Type the code at the till, after a wrong one; gives what axe finds on the dialog."""
    await see(screen, "pairing")
    code = await screen.locator(".code").inner_text()
    await till.touch(".place")
    await till.touch("dialog .icon-display")
    await till.page.locator("#display-code").fill("000000" if code != "000 000" else "111111")
    await till.press("Enter")
    await expect(till.page.locator("#display-problem")).to_contain_text("Ingen kundskärm visar den koden")
    found = await violations(till)
    await till.page.locator("#display-code").fill(code)
    await till.press("Enter")
    await till.page.locator("dialog").wait_for(state="detached")
    await see(screen, "greeting")
    return found


async def too_small(screen: Page) -> list[str]:
    """What is hard to read or out of sight on one of the screens."""
    script = """([line, sum]) => {
        const size = (name) => parseFloat(getComputedStyle(document.querySelector(name)).fontSize);
        const amount = document.querySelector('.basket .sum').getBoundingClientRect();
        const found = [];
        if (size('.line') < line) found.push(`a line of ${size('.line')} px`);
        if (size('.basket .sum') < sum) found.push(`a sum of ${size('.basket .sum')} px`);
        if (document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight)
            found.push('more than the screen holds');
        if (amount.right > innerWidth || amount.bottom > innerHeight) found.push('a sum out of sight');
        return found;
    }"""
    found = []
    for width, height in SCREENS:
        await screen.set_viewport_size({"width": width, "height": height})
        found += [f"{each} at {width} x {height}" for each in await screen.evaluate(script, [LINE_PX, SUM_PX])]
    return found


def test_a_display_is_paired_at_the_till_follows_it_through_a_restart_and_ends_when_it_is_revoked(
    at_the_till: AtTheTill, served: Served
) -> None:
    async def steps(till: Hands) -> None:
        other, found = OtherBrowser(served), {}
        display = await Hands.open(till.page.context, f"{served.url}/display", ready=False)
        screen = display.page
        found["dialog"] = await pair(till, screen)
        title = await screen.title()

        await other.scan(*(f"H{number}" for number in range(len(HOSTILE_NAMES))))
        await expect(screen.locator(".line")).to_have_count(len(HOSTILE_NAMES))
        assert await screen.locator(".name").all_text_contents() == HOSTILE_NAMES
        assert await screen.title() == title
        state = await other.scan("H3")
        newest = screen.locator(".line.is-newest")
        await expect(newest.locator(".details").first).to_contain_text("2 ×")
        assert await newest.locator(".name").text_content() == HOSTILE_NAMES[3]
        await expect(newest).to_be_in_viewport()
        assert await too_small(screen) == []
        for scheme in ("dark", "light"):
            await screen.emulate_media(color_scheme=scheme)
            found[f"basket {scheme}"] = await violations(display)

        await other.pay(state, state["basket"]["cash_due_minor"] + 5_000)
        await see(screen, "thanks")
        await expect(screen.locator(".thanks .sum")).to_contain_text("50,00")
        found["thanks"] = await violations(display)
        await other.scan("MILK")
        await expect(screen.locator(".name")).to_have_text(["Mellanmjölk 1,5 l"])

        await asyncio.to_thread(served.kill)
        await expect(screen.locator(".notice")).to_have_text("Ingen kontakt med kassan. Försöker igen.")
        await asyncio.to_thread(served.start)
        await expect(screen.locator(".notice")).to_have_text("")
        await other.scan("PAPER")
        await expect(screen.locator(".name")).to_have_text(["Mellanmjölk 1,5 l", "Morgontidning"])

        await asyncio.to_thread(served.fill, revoke_all)
        await see(screen, "pairing")
        assert await screen.locator(".line").count() == 0, "nothing of the basket is left on the screen"
        assert "Mellanmjölk" not in await screen.content()
        found["pairing"] = await violations(display)
        assert {place: each for place, each in found.items() if each} == {}
        assert display.errors == []

    at_the_till(steps)
