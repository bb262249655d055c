"""The web shop at 100 000 products: each page alone, and 200 pages a second while five tills sell on the same server.

The server is the real one, with its port for the web shop; visitors are a process of their own and ask at fixed
instants, whatever is answered, so that a slow page delays no question. The tills scan at the pace of people, once in
peace and once beside the visitors. The first page is opened in Chromium, too, with an empty cache.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from threading import Lock, Thread
from time import perf_counter, sleep

from playwright.sync_api import sync_playwright

from benchmarks.harness import Row
from benchmarks.large_range import gtin, open_large_range
from benchmarks.till_under_attack import Till
from models.access.operator import Operator
from models.shop import Device, DeviceKind
from models.shop_settings import STOREFRONT_HOURS, STOREFRONT_OPEN, STOREFRONT_ORDERS
from operations.installation.change_settings import change_setting
from operations.installation.opening import open_store
from store.database.engine import Store
from store.signing.key_ring import KeyRing
from tests.app.served import Served, answers, free_port
from tests.app.signed_in import sign_in
from tests.builders import AT, CATEGORIES, OFFICE, OFFICE_ACTOR
from tests.waiting import wait_until

NAME = "web"
PRODUCTS, ROUNDS = 100_000, 60
PAGES_PER_SECOND, SECONDS, CONNECTIONS = 200, 10, 24
TILLS, SALES = 5, 12
PAGE_GOAL_MS, LOAD_GOAL_MS, FIRST_PAGE_GOAL_MS, WEIGHT_GOAL_KB = 50.0, 200.0, 1000.0, 100.0
#: Pages are answered at the pace at which they are asked, and scans beside visitors as those in peace.
PACE_GOAL, SCAN_GOAL = 1.05, 1.25
#: Of each hundred pages so many are the first one, categories and searches; the others are products.
FIRST, CATEGORY, SEARCH = 5, 10, 2
SEED = 13


class PageRefused(Exception):
    """The web shop is too busy for another page."""


def run() -> list[Row]:
    """Each page alone, its weight, the first one in Chromium, then all of them beside the tills."""
    with tempfile.TemporaryDirectory() as place:
        served = Served(Path(place), _open_web_shop)
        web_port = free_port()
        served.settings["KASSA_STOREFRONT_PORT"] = str(web_port)
        served.start()
        try:
            wait_until(lambda: answers(f"http://127.0.0.1:{web_port}/"), "the web shop answers")
            rows = [*_alone(web_port), _processor(served.pid, web_port), _weight(web_port), _in_chromium(web_port)]
            rows += _together(_tills(served), web_port)
        finally:
            served.stop()
    return rows


def _open_web_shop(store: Store) -> None:
    tills = tuple(Device(number, DeviceKind.TILL, f"KASSA{number:02d}", 1) for number in range(1, TILLS + 1))
    open_large_range(store, PRODUCTS, (*tills, Device(OFFICE, DeviceKind.OFFICE, "KONTOR", 1)))
    for name, value in ((STOREFRONT_OPEN, "yes"), (STOREFRONT_ORDERS, "yes"), (STOREFRONT_HOURS, "mon-sun 0-23:59")):
        change_setting(store, OFFICE_ACTOR, name, value, at=AT)


def _product(chance: random.Random) -> str:
    return f"/product/P{chance.randrange(PRODUCTS):06d}"


def _category(chance: random.Random) -> str:
    return f"/category/{CATEGORIES[chance.randrange(2)].code}?page={chance.randrange(1, 20)}"


def _search(chance: random.Random) -> str:
    return f"/search?q=vara+{chance.randrange(PRODUCTS)}"


def _alone(port: int) -> Iterator[Row]:
    chance = random.Random(SEED)
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        kinds = {"product": _product, "first": lambda _: "/", "category": _category, "search": _search}
        for kind, path_of in kinds.items():
            _ask(connection, path_of(chance))
            times = [_ask(connection, path_of(chance)) for _ in range(ROUNDS)]
            goal = PAGE_GOAL_MS if kind == "product" else LOAD_GOAL_MS
            metric = f"{PRODUCTS} products: {kind} page alone, p95"
            yield Row(NAME, metric, _p95(times), "ms", f"median {median(times):.1f} ms", goal=goal)


def _ask(connection: HTTPConnection, path: str) -> float:
    """Milliseconds until a page is read whole."""
    begun = perf_counter()
    connection.request("GET", path, headers={"accept-language": "sv"})
    reply = connection.getresponse()
    text = reply.read()
    if reply.status == 503:
        raise PageRefused(path)
    assert reply.status == 200, (path, reply.status, text[:200])
    return (perf_counter() - begun) * 1000


def _processor(pid: int, port: int) -> Row:
    """Processor time of the server for a product page that is in no memory; a busy machine changes it little."""
    chance = random.Random(SEED + 1)
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        before = _processor_ms(pid)
        for _ in range(PAGES_PER_SECOND):
            _ask(connection, _product(chance))
        taken = (_processor_ms(pid) - before) / PAGES_PER_SECOND
    return Row(NAME, "processor time of a product page", taken, "ms", goal=1000 / PAGES_PER_SECOND)


def _processor_ms(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _weight(port: int) -> Row:
    """The heaviest page with what it loads, without pictures of goods."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        sizes = {}
        for path in ("/", f"/category/{CATEGORIES[0].code}", "/product/P000001", "/search?q=vara", "/storefront.css"):
            connection.request("GET", path)
            sizes[path] = len(connection.getresponse().read())
    style = sizes.pop("/storefront.css")
    heaviest = max(sizes, key=lambda path: sizes[path])
    return Row(
        NAME, f"heaviest page with its style: {heaviest}", (sizes[heaviest] + style) / 1000, "kB", goal=WEIGHT_GOAL_KB
    )


def _in_chromium(port: int) -> Row:
    """Milliseconds from asking for the first page to its load event, the median of some with an empty cache."""
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(5):
            context = browser.new_context(viewport={"width": 390, "height": 844})
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}/")
            taken.append(float(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")))
            context.close()
        browser.close()
    return Row(NAME, "first page in Chromium with an empty cache", median(taken), "ms", goal=FIRST_PAGE_GOAL_MS)


def _tills(served: Served) -> list[Till]:
    """Five tills, at each of which somebody is signed in."""
    store, keys = open_store(served.store_url, keys=KeyRing(served.home / "keys")), served.home / "keys"
    try:
        people = [Operator(f"kim{number}", f"Kim {number}", "manager") for number in range(1, TILLS + 1)]
        return [
            Till(served.port, number, sign_in(store, keys, number, person).header)
            for number, person in enumerate(people, start=1)
        ]
    finally:
        store.close()


def _together(tills: list[Till], web_port: int) -> Iterator[Row]:
    _scans(tills)  # the first sale of each till is not like the others
    in_peace = _scans(tills)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    visitors = context.Process(target=visit, args=(web_port, theirs))
    visitors.start()
    assert ours.recv() == "begun"
    beside = _scans(tills)
    taken, seconds, refused = ours.recv()
    visitors.join()
    load = f"load of the machine {os.getloadavg()[0]:.1f}"
    asked = f"{PAGES_PER_SECOND} pages a second beside {TILLS} tills"
    pace = seconds / SECONDS
    yield Row(NAME, f"{asked}: p95 from the instant of asking", _p95(taken), "ms", load, goal=LOAD_GOAL_MS)
    yield Row(NAME, f"{asked}: until all are answered", seconds, "s", f"{SECONDS} s", pace, PACE_GOAL)
    yield Row(NAME, f"{asked}: refused because the shop is busy", refused, "pages", f"{len(taken)} pages", goal=0)
    before, after = _p95(in_peace), _p95(beside)
    yield Row(NAME, "scan beside visitors, p95", after, "ms", f"in peace {before:.1f} ms", after / before, SCAN_GOAL)


def _scans(tills: list[Till]) -> list[float]:
    """Milliseconds of each scan of all tills."""
    with ThreadPoolExecutor(TILLS) as pool:
        sold = [pool.submit(_sell, till) for till in tills]
        return [taken for each in sold for taken in each.result()]


def _sell(till: Till) -> list[float]:
    sales = [till.sell(lambda number: gtin(1 + number)[1:]) for _ in range(SALES)]
    return [taken for scans, _ in sales for taken in scans]


def _paths(number: int) -> list[str]:
    """What so many visitors ask for; each product is as likely as any other, which no memory helps."""
    chance, paths = random.Random(SEED), list[str]()
    for _ in range(number):
        drawn = chance.randrange(100)
        if drawn < FIRST:
            paths.append("/")
        elif drawn < FIRST + CATEGORY:
            paths.append(_category(chance))
        else:
            paths.append(_search(chance) if drawn < FIRST + CATEGORY + SEARCH else _product(chance))
    return paths


def visit(port: int, report: Connection) -> None:
    """Ask for so many pages a second; reports milliseconds from when each was due, and the seconds of all."""
    paths = _paths(PAGES_PER_SECOND * SECONDS)
    numbers, lock, taken, refused = count(), Lock(), list[float](), list[str]()
    begun = perf_counter() + 1.0

    def ask() -> None:
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            while True:
                with lock:
                    number = next(numbers)
                if number >= len(paths):
                    return
                due = begun + number / PAGES_PER_SECOND
                sleep(max(0.0, due - perf_counter()))
                try:
                    _ask(connection, paths[number])
                except PageRefused:
                    refused.append(paths[number])
                taken.append((perf_counter() - due) * 1000)

    report.send("begun")
    threads = [Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.send((taken, perf_counter() - begun, len(refused)))


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]
