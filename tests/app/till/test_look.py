"""The till's sizes, contrast and accessibility, on every screen it is made for, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from tests.app.stock import code_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands
from tests.builders import gtin

pytestmark = pytest.mark.needs_chromium

SCREENS = {
    "desktop": {"width": 1366, "height": 768},
    "tablet": {"width": 1024, "height": 768},
    "upright": {"width": 768, "height": 1024},
    "phone": {"width": 390, "height": 844},
}
#: What is left of an old screen when the browser keeps its bars.
LOW_SCREENS = [(1366, 657), (1280, 640)]
TARGET_PX, TILL_KEY_PX = 44, 60
TILE_PX = (88, 72)
TOTAL_PX, BODY_PX = 48, 16
#: WCAG 2.2 level A and AA, and the contrast of level AAA (7:1), which axe leaves out unless asked.
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},
}

each_screen = pytest.mark.parametrize("screen", SCREENS)
each_theme = pytest.mark.parametrize("theme", ["light", "dark"])


async def sell_something(hands: Hands) -> None:
    for number in (1, 2, 3, 3):
        await hands.scan(code_of(number))
    await hands.scan(gtin(2)[1:])
    await hands.page.locator("dialog #quantity").fill("1")
    await hands.press("Enter")
    await hands.page.wait_for_selector('.line[data-sku="BANANAS"]', state="attached")  # a phone folds the basket away
    await hands.wait_until_sent()


async def violations(hands: Hands) -> list[str]:
    """What axe finds that is serious or critical, as rule and place."""
    if not await hands.page.evaluate("Boolean(window.axe)"):
        await hands.page.evaluate(AXE_FILE_PATH.read_text())
    found: dict[str, Any] = await hands.page.evaluate("(options) => axe.run(document, options)", AXE_OPTIONS)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


@each_theme
@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_nothing_on_the_till_is_hard_to_read_or_reach(at_the_till: AtTheTill, screen: str, theme: str) -> None:
    async def steps(hands: Hands) -> None:
        found: dict[str, list[str]] = {}
        await hands.page.locator(".tile").first.wait_for()
        found["empty"] = await violations(hands)
        await sell_something(hands)
        if screen == "phone":
            await hands.touch(".handle")
        found["basket"] = await violations(hands)
        await hands.press("F9")
        await hands.type_slowly("5")
        found["pay"] = await violations(hands)
        await hands.press("Escape")
        for key in ("F7", "F4"):
            await hands.press(key)
            found[key] = await violations(hands)
            await hands.press("Escape")
        await hands.press("F6")
        found["parked"] = await violations(hands)
        await hands.press("Enter")
        await hands.wait_until_sent()
        await hands.page.locator(".place").click()
        found["menu"] = await violations(hands)
        await hands.press("Escape")
        await hands.scan("7310865004700")
        await hands.page.locator(".banner").wait_for()
        found["problem"] = await violations(hands)
        await hands.press("Escape")
        await hands.press("Control+Enter")
        await hands.page.locator(".paid:not([hidden])").wait_for()
        found["paid"] = await violations(hands)
        await hands.page.route("**/api/v1/**", lambda route: route.abort())
        await hands.page.locator(".bar.is-offline").wait_for()
        found["offline"] = await violations(hands)
        assert {state: problems for state, problems in found.items() if problems} == {}

    at_the_till(steps, viewport=SCREENS[screen], color_scheme=theme, reduced_motion="reduce")


def test_control_axe_sees_what_is_hard_to_read(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.page.locator(".total").evaluate("(e) => { e.style.color = '#6b7280'; e.style.fontSize = '12px'; }")
        assert any("color-contrast-enhanced" in each for each in await violations(hands))

    at_the_till(steps, reduced_motion="reduce")


async def boxes(hands: Hands, selector: str) -> list[dict[str, Any]]:
    """The places of what is seen of ``selector``."""
    script = """(all) => all.filter((e) => e.checkVisibility()).map((e) => {
        const box = e.getBoundingClientRect();
        return { name: e.className + ' ' + e.textContent.slice(0, 20), width: box.width, height: box.height,
                 left: box.left, right: box.right, bottom: box.bottom, font: parseFloat(getComputedStyle(e).fontSize) };
    })"""
    found: list[dict[str, Any]] = await hands.page.locator(selector).evaluate_all(script)
    return found


@each_screen
def test_everything_that_is_touched_is_large_enough(at_the_till: AtTheTill, screen: str) -> None:
    async def steps(hands: Hands) -> None:
        await sell_something(hands)
        if screen == "phone":
            await hands.touch(".handle")
        for selector, width, height in (
            ("button", TARGET_PX, TARGET_PX),
            (".quick-key, .pay, .park", TILL_KEY_PX, TILL_KEY_PX),
            (".tile", *TILE_PX),
        ):
            small = [b for b in await boxes(hands, selector) if b["width"] < width or b["height"] < height]
            assert small == [], selector
        await hands.press("F9")
        keys = await boxes(hands, ".pay-pane .key, .pay-pane .note, .confirm")
        assert [key for key in keys if key["width"] < TILL_KEY_PX or key["height"] < TILL_KEY_PX] == []

    at_the_till(steps, viewport=SCREENS[screen])


@pytest.mark.parametrize("size", LOW_SCREENS, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["sv-SE", "en-GB"])
def test_on_a_low_screen_the_confirming_key_is_in_sight(
    at_the_till: AtTheTill, size: tuple[int, int], language: str
) -> None:
    async def steps(hands: Hands) -> None:
        await sell_something(hands)
        await hands.press("F9")
        pane, *_ = await boxes(hands, ".pay-pane")
        parts = await boxes(hands, ".pay-body > *")
        assert [part for part in parts if part["bottom"] > pane["bottom"] or part["bottom"] > size[1]] == []
        keys = await boxes(hands, ".pay-pane .key")
        assert [key for key in keys if key["height"] < TARGET_PX or key["width"] < TILL_KEY_PX] == []
        large = await boxes(hands, ".pay-pane .note, .confirm")
        assert [key for key in large if key["height"] < TILL_KEY_PX] == []

    at_the_till(steps, viewport={"width": size[0], "height": size[1]}, locale=language)


@each_screen
def test_letters_are_large_enough_to_read_from_where_an_operator_stands(at_the_till: AtTheTill, screen: str) -> None:
    async def steps(hands: Hands) -> None:
        await sell_something(hands)
        least = 38 if screen == "phone" else TOTAL_PX
        assert [box for box in await boxes(hands, ".total") if box["font"] < least] == []
        texts = "button, .line-name, .line-amount, .tile-name, .fine, small, .count, h2"
        small = [box for box in await boxes(hands, texts) if box["font"] < BODY_PX]
        assert small == []

    at_the_till(steps, viewport=SCREENS[screen])


@each_screen
@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_sticks_out_of_the_screen(at_the_till: AtTheTill, screen: str, language: str) -> None:
    async def steps(hands: Hands) -> None:
        await sell_something(hands)
        wide = await hands.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= SCREENS[screen]["width"]
        right = [
            box for box in await boxes(hands, ".basket-pane *, .top *") if box["right"] > SCREENS[screen]["width"] + 1
        ]
        assert right == []
        if screen != "phone":
            names = await hands.page.locator(".total, .quick-amount, .line-amount").evaluate_all(
                "(all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"
            )
            assert names == [], "an amount is cut off"

    at_the_till(steps, viewport=SCREENS[screen], locale="sv-SE" if language == "sv" else "en-GB")


def test_texts_that_are_forty_per_cent_longer_break_nothing(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await sell_something(hands)
        await hands.page.locator(".button-text, .chip, .total-label, .quick-label, h2").evaluate_all(
            "(all) => all.forEach((e) => e.append('x'.repeat(Math.ceil(e.textContent.length * 0.4))))"
        )
        wide = SCREENS["desktop"]["width"]
        assert await hands.page.evaluate("document.documentElement.scrollWidth") <= wide
        assert [box for box in await boxes(hands, ".basket-pane *") if box["right"] > wide] == []

    at_the_till(steps)
