"""Tiles with pictures: below the picture the name is read, in light and dark, and no scan waits for a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.async_api import Locator, Route

from store.database.engine import Store
from tests.app.axe import grave_faults_at_till
from tests.app.conftest import emptied
from tests.app.served import Served
from tests.app.stock import code_of, stocked
from tests.app.till.conftest import AtTheTill
from tests.app.till.hands import Hands, intercept
from tests.operations.catalogue.picture_files import show_goods

pytestmark = pytest.mark.needs_chromium
#: A name begins so near below its picture, also in a row with longer names.
NAME_BELOW_PX = 6
LOADED = """[...document.querySelectorAll("img.tile-picture")].every((each) => each.complete && each.naturalWidth)"""


def fill(store: Store) -> None:
    stocked(30)(store)
    show_goods(store, "BANANAS", "gold")
    show_goods(store, "MILK", "teal")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop of its own, two of whose goods have pictures."""
    running = Served(tmp_path_factory.mktemp("tiles"), fill)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def till(served: Served) -> Served:
    """Its till, empty."""
    return emptied(served)


async def edges(part: Locator) -> tuple[float, float]:
    """Where a part of a tile begins and ends, from the top."""
    box = await part.bounding_box()
    assert box is not None
    return box["y"], box["y"] + box["height"]


def test_the_picture_covers_no_word_and_is_not_read_out(at_the_till: AtTheTill) -> None:
    async def steps(hands: Hands) -> None:
        page = hands.page
        tile = page.locator(".tile[data-sku=BANANAS]")
        await tile.locator("img.tile-picture").wait_for()
        await page.wait_for_function(LOADED)
        assert await tile.locator("img").get_attribute("alt") == "", "its name is read out once"
        assert await page.locator("img.tile-picture").count() == 2
        await page.emulate_media(reduced_motion="reduce")
        for width, height in ((1366, 657), (820, 1180), (390, 844)):
            await page.set_viewport_size({"width": width, "height": height})
            tops_and_ends = [await edges(tile.locator(each)) for each in (".tile-picture", ".tile-name", ".tile-foot")]
            for (_, end), (top, _) in pairwise(tops_and_ends):
                assert end <= top + 1, "nothing covers what is below it"
            (_, picture), (name, _), _ = tops_and_ends
            assert name - picture <= NAME_BELOW_PX, "names begin on one line, however many lines their neighbours have"
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert await grave_faults_at_till(page) == [], scheme

    at_the_till(steps)


def test_goods_are_scanned_while_no_picture_comes(at_the_till: AtTheTill) -> None:
    held: list[Route] = []

    async def steps(hands: Hands) -> None:
        is_asked = asyncio.Event()

        def hold(route: Route) -> None:
            held.append(route)
            is_asked.set()

        await intercept(hands.page, "**/pictures/**", hold)
        await hands.page.reload()
        await hands.page.locator("#till[data-ready=yes]").wait_for()
        await hands.page.locator("img.tile-picture").first.wait_for(state="attached")
        for number in (1, 2, 3):
            await hands.scan(code_of(number))
        await hands.page.locator(".line[data-sku]").nth(2).wait_for()
        await is_asked.wait()
        await hands.wait_until_sent()
        for route in held:
            await route.fulfill(status=404)
        await hands.page.locator("img.tile-picture").first.wait_for(state="detached")
        await hands.page.locator(".tile[data-sku=BANANAS] .tile-name").wait_for()

    at_the_till(steps)
