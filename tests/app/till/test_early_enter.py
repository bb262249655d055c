"""Keys that come before the till can act on them: none is lost without a word, and none is pressed twice."""

from __future__ import annotations

import pytest

from tests.app.served import Served
from tests.app.stock import code_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, lose
from tests.app.till.test_faults import sales_made
from tests.builders import gtin

pytestmark = pytest.mark.needs_chromium

MILK = gtin(1)[1:]
#: Longer than an Enter is worth anything.
TOO_LATE_S = 6


async def lose_the_contact(hands: Hands) -> None:
    for path in ("**/events", "**/health*"):
        await intercept(hands.page, path, lose)


async def find_the_contact(hands: Hands) -> None:
    for path in ("**/events", "**/health*"):
        await hands.page.unroute(path)


async def scan_without_contact(hands: Hands) -> None:
    await lose_the_contact(hands)
    await hands.scan(MILK)
    await hands.page.locator(".bar.is-offline").wait_for()


@pytest.mark.parametrize("wish", [("F9", "Enter"), ("Control+Enter",)], ids=" then ".join)
def test_an_enter_before_the_contact_is_back_counts_when_it_is(
    at_the_till: AtTheTill, till: Served, wish: tuple[str, ...]
) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await scan_without_contact(hands)
        for key in wish:
            await hands.press(key)
        assert "Betalningen tas emot så snart kassan kan." in await hands.text(".pay-pane .wait")
        await find_the_contact(hands)
        await hands.page.locator(".paid:not([hidden])").wait_for()

    at_the_till(steps)
    assert sales_made(till) == before + 1


def test_an_enter_is_worth_something_for_a_moment_only(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await scan_without_contact(hands)
        await hands.press("F9")
        await hands.press("Enter")
        await hands.put_clock_forward(TOO_LATE_S)
        assert "i tid" in await hands.text(".banner")
        await find_the_contact(hands)
        await hands.put_clock_forward(TOO_LATE_S)
        await hands.page.locator(".bar.is-offline").wait_for(state="hidden")
        assert not await hands.page.locator(".paid").is_visible()
        await hands.press("Enter")
        await hands.page.locator(".paid:not([hidden])").wait_for()

    at_the_till(steps, clock=True)
    assert sales_made(till) == before + 1


def test_an_enter_for_a_total_that_changes_sells_nothing(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await scan_without_contact(hands)
        await hands.press("F9")
        await hands.press("Enter")
        await hands.scan(code_of(2))
        await find_the_contact(hands)
        await hands.page.locator(".banner:not([hidden])").wait_for()
        assert "beloppet ändrades" in await hands.text(".banner")
        assert not await hands.page.locator(".paid").is_visible()
        await hands.press("Enter")
        await hands.page.locator(".paid:not([hidden])").wait_for()

    at_the_till(steps)
    assert sales_made(till) == before + 1


def test_a_step_back_takes_an_early_enter_back(at_the_till: AtTheTill, till: Served) -> None:
    before = sales_made(till)

    async def steps(hands: Hands) -> None:
        await scan_without_contact(hands)
        await hands.press("F9")
        await hands.press("Enter")
        await hands.press("Escape")
        await find_the_contact(hands)
        await hands.wait_until_sent()
        await hands.page.locator(".bar.is-offline").wait_for(state="hidden")
        assert not await hands.page.locator(".paid").is_visible()
        await hands.press("Control+Enter")
        await hands.page.locator(".paid:not([hidden])").wait_for()

    at_the_till(steps)
    assert sales_made(till) == before + 1


def test_enter_after_touched_digits_takes_that_amount(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.press("F9")
        for digit in "25":
            await hands.touch(f'.pay-pane [data-key="{digit}"]')
        assert await hands.page.locator(".amount").input_value() == "25"
        await hands.press("Enter")
        await hands.page.locator(".paid:not([hidden])").wait_for()
        assert await hands.text(".change") == "5,00 kr"

    at_the_till(steps)


def test_enter_takes_the_money_wherever_the_pane_was_touched(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(MILK)
        await hands.press("F9")
        await hands.touch(".pay-pane .due-box")
        assert not await hands.page.locator(".amount").evaluate("(field) => field.matches(':focus')")
        await hands.press("Enter")
        await hands.page.locator(".paid:not([hidden])").wait_for()

    at_the_till(steps)
