"""From a start to a till that sells: the server's first answer, and the till's page in a browser with many products.

Both are compared with a shop of a few products in the same run, so that what grows with the range shows.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from playwright.async_api import Browser

from benchmarks.harness import Row
from benchmarks.large_range import gtin, serving_large_range
from tests.app.served import Served
from tests.app.till.hands import DESKTOP, Hands, browser_of
from tests.conftest import find_chromium

NAME = "till_ready"
FEW, MANY = 100, 100_000
VISITS, STARTS = 7, 10


def run() -> list[Row]:
    """Measure both; needs a browser."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("This benchmark needs Chromium: install it, or name it in KASSA_CHROMIUM.")
    with (
        tempfile.TemporaryDirectory() as home,
        serving_large_range(Path(home) / "few", FEW) as few,
        serving_large_range(Path(home) / "many", MANY) as many,
    ):
        starts = [restart(many) for _ in range(STARTS)]
        of_few, of_many = asyncio.run(visit_both(chromium, few, many))
    ready, sold = median(of_many[0]), median(of_many[1])
    return [
        Row(NAME, "restart to the first answer, p95", quantiles(starts, n=20)[-1], "s", goal=3),
        Row(NAME, "till ready, 100 000 products", ready, "s", goal=1.5),
        Row(NAME, "till ready, 100 000 products", ready, "s", "100 products", ready / median(of_few[0])),
        Row(NAME, "first scan on screen", sold, "s", "100 products", sold / median(of_few[1])),
    ]


def restart(served: Served) -> float:
    """Seconds from the start of a killed server to its first answer."""
    served.kill()
    begun = time.perf_counter()
    served.start()
    return time.perf_counter() - begun


async def visit_both(
    chromium: str, few: Served, many: Served
) -> tuple[tuple[list[float], list[float]], tuple[list[float], list[float]]]:
    """The visits of :func:`visit` to both shops; the first visit of each warms the server up."""
    async with browser_of(chromium) as browser:
        await visit(browser, few)
        await visit(browser, many)
        pairs = [(await visit(browser, few), await visit(browser, many)) for _ in range(VISITS)]
    of_few, of_many = zip(*pairs, strict=True)
    return ([each[0] for each in of_few], [each[1] for each in of_few]), (
        [each[0] for each in of_many],
        [each[1] for each in of_many],
    )


async def visit(browser: Browser, served: Served) -> tuple[float, float]:
    """Seconds from the address to a till that sells, and to the first line on the screen, in a fresh profile."""
    profile = await browser.new_context(viewport=DESKTOP)
    await profile.add_cookies(served.till_cookies())
    begun = time.perf_counter()
    hands = await Hands.open(profile, served.url)
    ready = time.perf_counter() - begun
    await hands.scan(gtin(42)[1:])
    await hands.page.locator(".line").first.wait_for()
    sold = time.perf_counter() - begun
    await hands.wait_until_sent()
    await profile.close()
    return ready, sold
