"""The shelf: names that can be told apart."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Route

from pipelines.demo.assortment import choose_goods
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands

pytestmark = [pytest.mark.needs_chromium, pytest.mark.xdist_group("browser")]

#: How many names of the demo shop may be cut, by screen.
CUT_NAMES_MAX = {(1366, 768): 0, (1180, 820): 0, (820, 1180): 0, (390, 844): 3}
DEMO_PRODUCTS = 400


def demo_catalogue() -> dict[str, Any]:
    """The demo shop's assortment as the interface gives it."""
    goods = sorted(choose_goods(DEMO_PRODUCTS), key=lambda good: (good.product.category, good.product.name))
    codes = sorted({good.product.category for good in goods})
    return {
        "currency": "SEK",
        "cash_step_minor": 100,
        "categories": [{"code": code, "sv": code, "en": code} for code in codes],
        "products": [
            [g.sku, g.product.name, g.price_minor, g.product.unit.value, codes.index(g.product.category), []]
            for g in goods
        ],
    }


async def sell_from(hands: Hands, catalogue: dict[str, Any]) -> None:
    """Let the till have these products instead of the server's."""

    async def answer(route: Route) -> None:
        await route.fulfill(json=catalogue)

    await hands.page.route("**/catalogue", answer)
    await hands.page.reload()
    await hands.wait_until_ready()


async def show_all_tiles(hands: Hands, count: int) -> None:
    tiles = hands.page.locator(".tile")
    while await tiles.count() < count:
        await hands.page.locator(".grid").evaluate("(grid) => { grid.scrollTop = grid.scrollHeight; }")
        await hands.page.wait_for_timeout(30)


@pytest.mark.parametrize("screen", CUT_NAMES_MAX)
def test_the_names_of_the_demo_shop_are_whole(at_the_till: AtTheTill, screen: tuple[int, int]) -> None:
    async def steps(hands: Hands) -> None:
        await sell_from(hands, demo_catalogue())
        await show_all_tiles(hands, DEMO_PRODUCTS)
        cut: list[str] = await hands.page.locator(".tile-name").evaluate_all(
            "(all) => all.filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)"
            ".map((e) => e.textContent)"
        )
        assert len(cut) <= CUT_NAMES_MAX[screen], cut
        spilled = await hands.page.locator(".tile").evaluate_all(
            "(all) => all.filter((e) => e.lastChild.getBoundingClientRect().bottom"
            " > e.getBoundingClientRect().bottom).length"
        )
        assert spilled == 0, "a price sticks out of its tile"

    at_the_till(steps, viewport={"width": screen[0], "height": screen[1]})


def test_names_are_in_the_shops_language_whatever_the_operator_reads(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        assert await hands.page.evaluate("document.documentElement.lang") == "en"
        assert await hands.page.locator(".tile-name").first.get_attribute("lang") == "sv"

    at_the_till(steps, locale="en-GB")
