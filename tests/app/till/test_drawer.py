"""The drawer opens at once or not at all: never by itself when the server is back."""

from __future__ import annotations

import pytest

from tests.app.served import Served
from tests.app.stock import code_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept
from tests.waiting import came_true

pytestmark = pytest.mark.needs_chromium

REASON = "dialog .choice"


def openings(till: Served) -> int:
    """How often the simulated drawer was opened."""
    log = till.home / "receipts" / "drawer.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_opening_the_drawer_is_told_when_the_server_has_answered(at_the_till: AtTheTill, till: Served) -> None:
    before = openings(till)

    async def steps(hands: Hands) -> None:
        await hands.press("F7")
        await hands.touch(REASON)
        await hands.page.locator(".bar.is-note").wait_for()

    at_the_till(steps)
    assert came_true(lambda: openings(till) == before + 1)  # the printer's thread opens it, after the answer


def test_without_contact_the_drawer_is_refused_and_stays_shut_afterwards(at_the_till: AtTheTill, till: Served) -> None:
    before = openings(till)

    async def steps(hands: Hands) -> None:
        till.kill()
        await hands.page.locator(".bar.is-offline").wait_for()
        await hands.press("F7")
        assert not await hands.page.locator("dialog").is_visible()
        assert "Lådan öppnades inte" in await hands.text(".banner")
        await hands.press("Escape")
        till.start()
        await hands.page.locator(".bar.is-note").wait_for()
        await hands.scan(code_of(1))
        await hands.wait_until_sent()

    at_the_till(steps)
    assert openings(till) == before


def test_an_order_without_an_answer_is_dropped_and_never_sent_again(at_the_till: AtTheTill, till: Served) -> None:
    before = openings(till)

    async def steps(hands: Hands) -> None:
        await hands.press("F7")
        till.kill()  # the till has not noticed yet
        await hands.touch(REASON)
        await hands.page.locator(".banner").wait_for()
        assert "Servern svarade inte" in await hands.text(".banner")
        assert await hands.waiting_events() == 0
        await hands.scan(code_of(1))
        await hands.page.locator(".bar.is-offline").wait_for()
        till.start()
        await hands.wait_until_sent()
        assert list(await hands.lines()) == ["G00001"], "what came after it is not held up"

    at_the_till(steps)
    assert openings(till) == before


def test_while_something_waits_for_the_server_the_drawer_stays_shut(at_the_till: AtTheTill, till: Served) -> None:
    before = openings(till)

    async def steps(hands: Hands) -> None:
        await intercept(hands.page, "**/events", lambda _route: None)  # no answer, and no refusal either
        await hands.scan(code_of(1))
        await hands.press("F7")
        await hands.touch(REASON)
        assert "har inte svarat" in await hands.text(".banner")
        assert await hands.waiting_events() == 1
        await hands.page.unroute("**/events")
        await hands.page.reload()
        await hands.wait_until_ready()

    at_the_till(steps)
    assert openings(till) == before


def test_a_window_that_only_looks_on_opens_no_drawer(at_the_till: AtTheTill, till: Served) -> None:
    before = openings(till)

    async def steps(first: Hands) -> None:
        second = await Hands.open(first.page.context, till.url)
        await second.page.locator(".bar.is-elsewhere").wait_for()
        await second.press("F7")
        assert not await second.page.locator("dialog").is_visible()
        assert "ett annat fönster" in await second.text(".banner")

    at_the_till(steps)
    assert openings(till) == before
