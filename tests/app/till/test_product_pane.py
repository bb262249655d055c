"""The products: names that can be told apart, a search that finds, and a box that is empty when it should be."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Route

from pipelines.demo.assortment import choose_goods
from tests.app.stock import code_of, sku_of
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept, pause

pytestmark = pytest.mark.needs_chromium

#: How many names of the demo shop may be cut, by screen.
CUT_NAMES_MAX = {(1366, 768): 0, (1180, 820): 0, (820, 1180): 0, (390, 844): 3}
DEMO_PRODUCTS = 400
BOX = ".box-input"


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

    await intercept(hands.page, "**/catalogue", answer)
    await hands.page.reload()
    await hands.wait_until_ready()


async def show_all_tiles(hands: Hands, count: int) -> None:
    tiles = hands.page.locator(".tile")
    while (shown := await tiles.count()) < count:
        await hands.page.locator(".grid").evaluate("(grid) => { grid.scrollTop = grid.scrollHeight; }")
        await tiles.nth(shown).wait_for(state="attached")


def test_the_names_of_the_demo_shop_are_whole(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await sell_from(hands, demo_catalogue())
        await show_all_tiles(hands, DEMO_PRODUCTS)
        for (width, height), allowed in CUT_NAMES_MAX.items():
            await hands.page.set_viewport_size({"width": width, "height": height})
            cut: list[str] = await hands.page.locator(".tile-name").evaluate_all(
                "(all) => all.filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)"
                ".map((e) => e.textContent)"
            )
            assert len(cut) <= allowed, (width, cut)
            spilled = await hands.page.locator(".tile").evaluate_all(
                "(all) => all.filter((e) => e.lastChild.getBoundingClientRect().bottom"
                " > e.getBoundingClientRect().bottom).length"
            )
            assert spilled == 0, f"a price sticks out of its tile at {width}"

    at_the_till(steps)


def test_names_are_in_the_shops_language_whatever_the_operator_reads(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        assert await hands.page.evaluate("document.documentElement.lang") == "en"
        assert await hands.page.locator(".tile-name").first.get_attribute("lang") == "sv"

    at_the_till(steps, locale="en-GB")


def test_words_are_sought_in_all_categories(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        pressed = '.chip[aria-pressed="true"]'
        await hands.page.locator(".chip").nth(1).click()
        chosen = await hands.text(pressed)
        assert chosen != "Alla"
        await hands.page.locator(BOX).click()
        for words, sku in (("mellan", "MILK"), ("vara 250", sku_of(250))):
            await hands.type_slowly(words)
            await hands.page.locator(f'.tile[data-sku="{sku}"]').wait_for()
            assert await hands.text(pressed) == "Alla"
            await hands.press("Escape")
            await hands.page.locator(f'{pressed} >> text="{chosen}"').wait_for()  # without words the category is back
        await hands.type_slowly("mellan")
        await hands.page.locator(".chip").nth(1).click()
        assert await hands.page.locator(BOX).input_value() == "", "a category is browsed, not searched"

    at_the_till(steps)


def test_a_scan_empties_the_box_and_the_next_words_begin_anew(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.type_slowly("mjölk")
        await pause(0.12)
        await hands.scan(code_of(2))
        assert await hands.page.locator(BOX).input_value() == ""
        await hands.type_slowly("servetter")
        await hands.press("Enter")
        assert await hands.lines() == {sku_of(2): "1", "NAPKINS": "1"}

    at_the_till(steps)


def test_a_scan_that_was_not_taken_leaves_the_words(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.type_slowly("mjölk")
        await pause(0.12)
        await hands.scan("7310865004700")
        assert await hands.page.locator(BOX).input_value() == "mjölk"

    at_the_till(steps)


def test_a_found_product_that_is_tapped_twice_is_two_and_empties_the_box(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await hands.page.locator(BOX).click()
        await hands.type_slowly("servetter")
        tile = hands.page.locator(".tile").first
        await hands.page.locator('.is-sought .tile[data-sku="NAPKINS"]').wait_for()
        place = await tile.bounding_box()
        assert place is not None
        for _ in range(2):
            await hands.page.mouse.click(place["x"] + 30, place["y"] + 30)
            assert await hands.page.locator(BOX).input_value() == ""
        assert await hands.lines() == {"NAPKINS": "2"}
        await hands.page.locator('.tile[data-sku="MILK"]').wait_for()  # then everything is back

    at_the_till(steps)


@pytest.mark.parametrize("text", ["10000", "0", "1,2345", "9999,5"])
def test_a_quantity_that_cannot_be_is_told_and_taken_out_of_the_box(at_the_till: AtTheTill, text: str) -> None:
    async def steps(hands: Hands) -> None:
        await hands.type_slowly(f"{text}*")
        await hands.page.locator(".banner").wait_for()
        assert f"Kan inte använda {text} som antal" in await hands.text(".banner")
        assert await hands.page.locator(BOX).input_value() == ""
        await hands.press("Escape")
        await hands.scan(code_of(2))
        assert await hands.lines() == {sku_of(2): "1"}

    at_the_till(steps)


def test_a_shop_without_products_says_how_to_get_some(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        await sell_from(hands, {**demo_catalogue(), "products": []})
        assert "kassa import products" in await hands.text(".nothing")

    at_the_till(steps)


def test_a_till_sells_while_most_of_a_large_range_is_on_its_way(at_the_till: AtTheTill) -> None:
    goods = demo_catalogue()
    first = {**goods, "products": goods["products"][:50], "more": goods["products"][49][0], "digest": "1"}
    rest = {"products": goods["products"][50:], "more": None, "digest": "2"}
    late_sku, late = goods["products"][-1][:2]

    async def steps(hands: Hands) -> None:
        released = asyncio.Event()

        async def answer_late(route: Route) -> None:
            await released.wait()
            await route.fulfill(json=rest)

        await intercept(hands.page, "**/catalogue?after=*", answer_late)
        await sell_from(hands, first)
        await hands.scan(code_of(1))
        await hands.page.locator(f".line[data-sku='{sku_of(1)}']").wait_for()  # the server knows it
        await hands.page.locator(BOX).fill(late)
        assert "hämtas" in await hands.text(".nothing")
        released.set()
        await hands.page.locator(BOX).fill("")
        await show_all_tiles(hands, DEMO_PRODUCTS)
        await hands.page.locator(BOX).fill(late)
        await hands.page.locator(f".is-sought .tile[data-sku='{late_sku}']").wait_for()

    at_the_till(steps)
