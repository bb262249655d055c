"""The till's sizes, contrast and accessibility, on every screen it is made for, light and dark."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Literal

import pytest
from playwright.async_api import ViewportSize

from tests.app.axe import grave_faults_at_till
from tests.app.stock import code_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, lose
from tests.builders import gtin

pytestmark = pytest.mark.needs_chromium

SCREENS: dict[str, ViewportSize] = {
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
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


async def sell_something(hands: Hands) -> None:
    for number in (1, 2, 3, 3):
        await hands.scan(code_of(number))
    await hands.scan(gtin(2)[1:])
    await hands.page.locator("dialog #quantity").fill("1")
    await hands.press("Enter")
    await hands.page.wait_for_selector('.line[data-sku="BANANAS"]', state="attached")  # a phone folds the basket away
    await hands.wait_until_sent()


async def violations(hands: Hands) -> list[str]:
    """What axe finds that is serious or critical, as rule and place; colours that still change are none."""
    await hands.page.emulate_media(reduced_motion="reduce")
    return await grave_faults_at_till(hands.page)


async def violations_by_theme(hands: Hands) -> list[str]:
    """The same in the light and in the dark."""
    found = []
    for theme in THEMES:
        await hands.page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {each}" for each in await violations(hands)]
    return found


async def violations_by_screen(hands: Hands) -> list[str]:
    """The same on every screen that the till is made for."""
    found = []
    for screen, size in SCREENS.items():
        await hands.page.set_viewport_size(size)
        found += [f"{screen}: {each}" for each in await violations(hands)]
    return found


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_nothing_on_the_till_is_hard_to_read_or_reach(at_the_till: AtTheTill, screen: str) -> None:
    async def steps(hands: Hands) -> None:
        found: dict[str, list[str]] = {}
        await hands.page.locator(".tile").first.wait_for()
        found["empty"] = await violations_by_theme(hands)
        await sell_something(hands)
        if screen == "phone":
            await hands.touch(".handle")
        found["basket"] = await violations_by_theme(hands)
        await hands.press("F9")
        await hands.type_slowly("5")
        found["pay"] = await violations_by_theme(hands)
        await hands.press("Escape")
        page, dialog = hands.page, hands.page.locator("dialog")
        await hands.press("F7")
        await dialog.wait_for()
        found["drawer"] = await violations_by_theme(hands)
        await hands.press("Escape")
        await dialog.wait_for(state="detached")
        await hands.press("F4")
        await page.locator(".basket-pane.is-empty").wait_for(state="attached")
        await hands.wait_until_sent()
        found["set aside"] = await violations_by_theme(hands)
        await hands.press("F6")
        await dialog.locator(".choice").first.wait_for()
        found["parked"] = await violations_by_theme(hands)
        await hands.press("Enter")
        await dialog.wait_for(state="detached")
        await page.locator(".line").first.wait_for(state="attached")
        await hands.wait_until_sent()
        await page.locator(".place").click()
        await dialog.wait_for()
        found["menu"] = await violations_by_theme(hands)
        await hands.press("Escape")
        await dialog.wait_for(state="detached")
        await hands.scan("7310865004700")
        await page.locator(".banner").wait_for()
        found["problem"] = await violations_by_theme(hands)
        await hands.press("Escape")
        await page.locator(".banner").wait_for(state="hidden")
        await hands.wait_until_sent()
        await hands.press("Control+Enter")
        await hands.page.locator(".paid:not([hidden])").wait_for()
        found["paid"] = await violations_by_theme(hands)
        await intercept(hands.page, "**/api/v1/**", lose)
        await hands.page.locator(".bar.is-offline").wait_for()
        found["offline"] = await violations_by_theme(hands)
        assert {state: problems for state, problems in found.items() if problems} == {}

    at_the_till(steps, viewport=SCREENS[screen], reduced_motion="reduce")


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


@pytest.mark.parametrize("language", ["sv-SE", "en-GB"])
def test_every_screen_has_room_for_fingers_eyes_and_words(at_the_till: AtTheTill, language: str) -> None:
    """Keys large enough to touch, letters to read from where an operator stands, nothing cut off or out of sight."""

    async def steps(hands: Hands) -> None:
        await sell_something(hands)
        wrong: dict[str, list[Any]] = {}
        for screen, size in SCREENS.items():
            await hands.page.set_viewport_size(size)
            if screen == "phone":
                await hands.touch(".handle")
            wrong[f"{screen}: too small to touch"] = await too_small(hands)
            wrong[f"{screen}: too small to read"] = await hard_to_read(hands, 38 if screen == "phone" else TOTAL_PX)
            wrong[f"{screen}: sticks out"] = await sticking_out(hands, size["width"])
            wrong[f"{screen}: covered"] = await lying_over_each_other(hands)
            wrong[f"{screen}: cut off"] = [] if screen == "phone" else await cut_off(hands)
            await hands.press("F9")
            wrong[f"{screen}: too small to pay by"] = await small_keys(hands, TILL_KEY_PX)
            await hands.press("Escape")
        for width, height in LOW_SCREENS:
            await hands.page.set_viewport_size({"width": width, "height": height})
            await hands.press("F9")
            wrong[f"{width}x{height}: below the edge"] = await below_the_edge(hands, height)
            wrong[f"{width}x{height}: too small to pay by"] = await small_keys(hands, TARGET_PX)
            await hands.press("Escape")
        assert {what: found for what, found in wrong.items() if found} == {}

    at_the_till(steps, locale=language)


async def too_small(hands: Hands) -> list[dict[str, Any]]:
    sizes = (
        ("button", TARGET_PX, TARGET_PX),
        (".quick-key, .pay, .park", TILL_KEY_PX, TILL_KEY_PX),
        (".tile", *TILE_PX),
    )
    return [
        box
        for selector, width, height in sizes
        for box in await boxes(hands, selector)
        if box["width"] < width or box["height"] < height
    ]


async def hard_to_read(hands: Hands, total_px: int) -> list[dict[str, Any]]:
    texts = "button, .line-name, .line-amount, .tile-name, .fine, small, .count, h2"
    total, others = await boxes(hands, ".total"), await boxes(hands, texts)
    assert others
    return [box for box in total if box["font"] < total_px] + [box for box in others if box["font"] < BODY_PX]


async def sticking_out(hands: Hands, width: int) -> list[Any]:
    wide = await hands.page.evaluate("document.documentElement.scrollWidth")
    found = [box for box in await boxes(hands, ".basket-pane *, .top *") if box["right"] > width + 1]
    return found + ([wide] if wide > width else [])


async def cut_off(hands: Hands) -> list[str]:
    """Amounts that do not fit into their places."""
    found: list[str] = await hands.page.locator(".total, .quick-amount, .line-amount").evaluate_all(
        "(all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"
    )
    return found


async def small_keys(hands: Hands, height: int) -> list[dict[str, Any]]:
    """Keys of the pay pane that are lower than ``height``, and those that must always be large and are not."""
    keys, large = await boxes(hands, ".pay-pane .key"), await boxes(hands, ".pay-pane .note, .confirm")
    assert keys
    assert large
    low = [key for key in keys if key["height"] < height or key["width"] < TILL_KEY_PX]
    return low + [key for key in large if key["height"] < TILL_KEY_PX]


async def lying_over_each_other(hands: Hands) -> list[tuple[str, str]]:
    """Keys under the basket of which one covers a part of the other."""
    keys = await hands.page.locator(".basket-footer button").evaluate_all(
        """(all) => all.filter((e) => e.checkVisibility()).map((e) => {
            const { left, right, top, bottom } = e.getBoundingClientRect();
            return [e.textContent, left, right, top, bottom];
        })"""
    )
    assert len(keys) > 2
    return [
        (one[0], other[0])
        for one, other in combinations(keys, 2)
        if one[1] < other[2] and other[1] < one[2] and one[3] < other[4] and other[3] < one[4]
    ]


async def below_the_edge(hands: Hands, height: int) -> list[dict[str, Any]]:
    """Parts of the pay pane that one would have to scroll to."""
    pane, *_ = await boxes(hands, ".pay-pane")
    return [box for box in await boxes(hands, ".pay-body > *") if box["bottom"] > min(pane["bottom"], height)]


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
