"""What the page of goods asks of the database at 100 000 products, on SQLite and on PostgreSQL.

Its first page with the count, a search by words and one by part of a barcode, the history of one product, and a bulk
change of 20 000 prices from the plan to the last portion, while a till sells, with the longest wait of that till. The
goals are those of the page: a second, a fifth of one, ten seconds. The server is that of the tests, which does not
wait for the disk.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from statistics import median
from threading import Event
from time import perf_counter

from benchmarks.harness import Row
from benchmarks.large_range import gtin, open_large_range
from models.pricing.bulk_price import PriceRule
from operations.installation.opening import open_store
from pipelines.pricing.bulk_price_run import apply_bulk_prices, plan_bulk_prices
from store import catalogue
from store.analysis.goods_history import history_of
from store.catalogue import GoodsFilter
from store.database.engine import Store
from tests.builders import AT, CATEGORIES, DAY, OFFICE_ACTOR, Operator
from tests.postgres import Server, stop_server

PRODUCTS, PAGE_ROWS, ROUNDS = 100_000, 25, 7
PAGE_GOAL_MS, SEARCH_GOAL_MS, BULK_GOAL_MS = 1_000.0, 200.0, 10_000.0
#: A scan that waits longer is noticed.
SCAN_GOAL_MS = 500.0
LINES_OF_A_SALE = 5


def run() -> list[Row]:
    """Six rows for each database."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "shop.db"
        rows = _measure("SQLite", open_large_range(open_store(f"sqlite:///{file}"), PRODUCTS))
    with _postgres() as store:
        rows += _measure("PostgreSQL", open_large_range(store, PRODUCTS))
    return rows


@contextmanager
def _postgres() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        try:
            with Server.of_this_run(home).database() as url:
                yield open_store(url)
        finally:
            stop_server(home)


def _measure(database: str, store: Store) -> list[Row]:
    words, part = GoodsFilter("vara 4711"), GoodsFilter(gtin(4711)[3:11])
    asked: tuple[tuple[str, Callable[[], object], float], ...] = (
        ("first page with its count", lambda: _page(store, GoodsFilter()), PAGE_GOAL_MS),
        ("search by words", lambda: _page(store, words), SEARCH_GOAL_MS),
        ("search by part of a barcode", lambda: _page(store, part), SEARCH_GOAL_MS),
        ("history of one product", lambda: _history(store), SEARCH_GOAL_MS),
    )
    rows = [_row(database, f"{metric}, median", _median_ms(ask), goal) for metric, ask, goal in asked]
    begun = perf_counter()
    goods = GoodsFilter(category=CATEGORIES[0].code)
    with _selling(store) as waits:
        plan = plan_bulk_prices(store, goods, PriceRule(Decimal(5), 90), DAY)
        apply_bulk_prices(store, OFFICE_ACTOR, plan, at=AT)
        changed_ms = (perf_counter() - begun) * 1000
    rows.append(_row(database, f"bulk change of {len(plan.prices)} while a till sells", changed_ms, BULK_GOAL_MS))
    rows.append(_row(database, f"longest wait of {len(waits)} scans meanwhile", max(waits) * 1000, SCAN_GOAL_MS))
    store.close()
    return rows


@contextmanager
def _selling(store: Store) -> Iterator[list[float]]:
    """A till that sells meanwhile, one scan after another; the list gets the seconds of each scan."""
    waits: list[float] = []
    is_over = Event()

    def sell() -> None:
        operator, number = Operator(store), 0
        while not is_over.is_set():
            number += 1
            begun = perf_counter()
            operator.scan(gtin(number)[1:])
            waits.append(perf_counter() - begun)
            if number % LINES_OF_A_SALE == 0:
                operator.pay_cash()

    with ThreadPoolExecutor(1) as pool:
        sold = pool.submit(sell)
        try:
            yield waits
        finally:
            is_over.set()
        sold.result()


def _page(store: Store, goods: GoodsFilter) -> None:
    with store.view() as view:
        assert catalogue.count_goods(view, goods, DAY)
        assert catalogue.list_goods(view, goods, DAY, limit=PAGE_ROWS)


def _history(store: Store) -> None:
    with store.view() as view:
        assert history_of(view, "P004711")


def _median_ms(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        ask()
        times.append(perf_counter() - begun)
    return median(times) * 1000


def _row(database: str, metric: str, value_ms: float, goal_ms: float) -> Row:
    return Row("goods_page", f"{PRODUCTS} products, {database}: {metric}", value_ms, "ms", goal=goal_ms)
