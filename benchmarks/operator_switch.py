"""From the last key of a PIN to the other operator's name on the till, with a shop of many people.

Most of it is the hash of the PIN, which is slow on purpose; the same hash alone is the floor, in the same run. A badge
with a PIN goes the same way. The whole switch by a person is typed and touched besides, which no machine shortens.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from benchmarks.harness import Row
from benchmarks.large_range import gtin, serving_large_range
from models.access.operator import Operator
from operations.installation.opening import open_store
from store.access.secrets import hash_secret, is_same_secret
from store.signing.key_ring import KeyRing
from tests.app.served import Served
from tests.app.signed_in import PIN, add_person
from tests.app.till.hands import DESKTOP, Hands, browser_of
from tests.conftest import find_chromium

NAME = "operator_switch"
PEOPLE, PRODUCTS, SWITCHES, LINES = 30, 10_000, 40, 5


def run() -> list[Row]:
    """Measure both; needs a browser."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("This benchmark needs Chromium: install it, or name it in KASSA_CHROMIUM.")
    with (
        tempfile.TemporaryDirectory() as home,
        serving_large_range(Path(home) / "till", PRODUCTS) as served,
    ):
        employ(served)
        shown, typed = asyncio.run(switch(chromium, served))
    floor = median(hash_alone() for _ in range(SWITCHES))
    high = quantiles(shown, n=20)[-1]
    return [
        Row(NAME, "name shown after the PIN, p50", median(shown), "ms", "hash alone", median(shown) / floor),
        Row(NAME, "name shown after the PIN, p95", high, "ms", goal=1000),
        Row(NAME, "names to the next name, PIN typed, p95", quantiles(typed, n=20)[-1], "ms", goal=1000),
    ]


def employ(served: Served) -> None:
    """People with a PIN each."""
    store = open_store(served.store_url, keys=KeyRing(served.home / "keys"))
    for number in range(PEOPLE):
        add_person(store, served.home / "keys", Operator(f"p{number:02d}", f"Person {number:02d}", "cashier"))
    store.close()


async def switch(chromium: str, served: Served) -> tuple[list[float], list[float]]:
    """Milliseconds to the name: after the last key, and from the key that shows the names. A basket stays open."""
    shown, typed = [], []
    async with browser_of(chromium) as browser:
        profile = await browser.new_context(viewport=DESKTOP)
        await profile.add_cookies(served.till_cookies())
        hands = await Hands.open(profile, served.url)
        for number in range(LINES):
            await hands.scan(gtin(number)[1:])
        for number in range(SWITCHES):
            name, begun = f"Person {number % PEOPLE:02d}", time.perf_counter()
            await hands.press("F12")
            await hands.page.locator(".person", has_text=name).click()
            await hands.type_slowly(PIN)
            ended = time.perf_counter()
            await hands.press("Enter")
            await hands.page.locator(".strip-operator", has_text=name).wait_for()
            shown.append(1000 * (time.perf_counter() - ended))
            typed.append(1000 * (time.perf_counter() - begun))
        await profile.close()
    return shown, typed


def hash_alone() -> float:
    """Milliseconds that the hash of a PIN takes to compare."""
    stored = hash_secret(PIN)
    begun = time.perf_counter()
    is_same_secret(stored, PIN)
    return 1000 * (time.perf_counter() - begun)
