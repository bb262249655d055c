"""The bar that tells what goes on comes and goes without moving anything that is tapped."""

from __future__ import annotations

import pytest

from tests.app.stock import code_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, lose
from tests.app.till.test_look import SCREENS

pytestmark = pytest.mark.needs_chromium

#: How long a note is shown, and the pulse after which a lost or found server is noticed; both a little longer.
NOTE_S, PULSE_S = 6, 3

Places = dict[str, tuple[float, float, float, float]]


async def places(hands: Hands) -> Places:
    """Where everything stands that can be tapped."""
    script = """(all) => all.filter((e) => e.checkVisibility()).map((e, i) => {
        const { x, y, width, height } = e.getBoundingClientRect();
        return [`${i} ${e.dataset.sku ?? e.tagName}`, [x, y, width, height]];
    })"""
    found = await hands.page.locator(".floor button, .floor input").evaluate_all(script)
    return {name: tuple(box) for name, box in found}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("paying", [False, True], ids=["selling", "paying"])
def test_nothing_that_is_tapped_moves_when_the_bar_comes_or_goes(
    at_the_till: AtTheTill, screen: str, *, paying: bool
) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        await hands.wait_until_sent()
        bar = hands.page.locator(".bar")
        await bar.wait_for(state="hidden")
        calm = await places(hands)
        assert len(calm) > 20
        await hands.press("F7")
        await hands.touch("dialog .choice")
        await hands.page.locator(".bar.is-note").wait_for()
        assert await places(hands) == calm
        await hands.put_clock_forward(NOTE_S)
        await bar.wait_for(state="hidden")
        if paying:
            await hands.press("F9")
            calm = await places(hands)
        await intercept(hands.page, "**/api/v1/**", lose)
        await hands.put_clock_forward(PULSE_S)
        await hands.page.locator(".bar.is-offline").wait_for()
        if not paying:  # the pay pane has it in a line of its own
            assert await places(hands) == calm
        await hands.page.unroute("**/api/v1/**")
        await hands.put_clock_forward(PULSE_S)
        await hands.page.locator(".bar.is-note").wait_for()
        assert await places(hands) == calm

    at_the_till(steps, viewport=SCREENS[screen], clock=True)


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_that_is_tapped_moves_when_change_that_nobody_saw_is_told(at_the_till: AtTheTill, screen: str) -> None:
    async def steps(hands: Hands) -> None:
        await hands.scan(code_of(1))
        answered = await hands.hold("**/pay")
        await hands.press("Control+Enter")
        await hands.scan(code_of(2))
        answered.set()
        owed = hands.page.locator(".owed")
        await owed.wait_for()
        await hands.wait_until_sent()
        with_change = await places(hands)
        await hands.touch(".owed-button")
        await owed.wait_for(state="hidden")
        assert await places(hands) == with_change

    at_the_till(steps, viewport=SCREENS[screen])


def test_a_tap_through_a_long_bar_meets_what_lies_below(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await intercept(hands.page, "**/api/v1/**", lose)
        await hands.put_clock_forward(PULSE_S)
        await hands.page.locator(".bar.is-offline").wait_for()
        await hands.page.locator(".bar").evaluate("(bar) => bar.append('x '.repeat(400))")
        await hands.page.locator(".box-input").click()
        await hands.page.unroute("**/api/v1/**")

    at_the_till(steps, viewport=SCREENS["phone"], clock=True)


def test_the_bar_changes_its_language_with_the_screen(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.stop_clock()  # or the note is gone before a busy machine has read it twice
        await hands.press("F7")
        await hands.touch("dialog .choice")
        await hands.page.locator(".bar.is-note").wait_for()
        assert "Kassalådan öppnas" in await hands.text(".bar")
        await hands.touch(".place")
        await hands.touch("text=English")
        await hands.page.locator(".bar", has_text="The drawer is opening").wait_for()  # its texts are fetched

    at_the_till(steps, clock=True)
