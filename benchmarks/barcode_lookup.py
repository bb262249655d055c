"""A barcode looked up among 100 000 products, against the plainest select that an index answers.

Ours is ``store.catalogue.offering_by_gtin``: the product, the price that holds on the day among all that it has had,
and what it costs us. The floor is one select through the driver, on the same file with the same settings: barcode to
product to a price of it, by their indexes, fetched as a tuple. Both ask within an open read transaction; the
second row has the transaction in it on both sides, as when a till asks once.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.harness import Row
from benchmarks.large_range import gtin, open_large_range
from benchmarks.statements import raw_connection
from operations.installation.opening import open_store
from store.catalogue import offering_by_gtin
from store.database.engine import Connection, Store
from tests.builders import DAY

PRODUCTS = 100_000
LOOK_UPS = 4_000
BLOCK = 50
GOAL = 5.0

RAW = (
    "SELECT product.sku, product.name, product.unit, product.category, product.tax_category, price.price_minor"
    " FROM product_gtin JOIN product ON product.sku = product_gtin.sku JOIN price ON price.sku = product.sku"
    " WHERE product_gtin.gtin = ?"
)


def run() -> list[Row]:
    """Rows for look-ups within an open read transaction, and for look-ups with one of their own."""
    with tempfile.TemporaryDirectory() as place:
        store = open_large_range(open_store(f"sqlite:///{Path(place) / 'shop.db'}"), PRODUCTS)
        raw = raw_connection(str(store.file))
        rng = random.Random(1)
        codes = [gtin(number) for number in rng.choices(range(PRODUCTS), k=LOOK_UPS)]
        with store.view() as view:
            raw.execute("BEGIN")
            within = _measure(codes, lambda code: _ours(view, code), lambda code: _raw(raw, code))
            raw.execute("COMMIT")
        alone = _measure(codes, lambda code: _ours_alone(store, code), lambda code: _raw_alone(raw, code))
        raw.close()
        store.close()
    return [_row("look-up by barcode, median", *within), _row("look-up with its own transaction, median", *alone)]


def _ours(view: Connection, code: str) -> object:
    return offering_by_gtin(view, code, DAY)


def _raw(connection: Any, code: str) -> object:
    return connection.execute(RAW, (code,)).fetchone()


def _ours_alone(store: Store, code: str) -> object:
    with store.view() as view:
        return _ours(view, code)


def _raw_alone(connection: Any, code: str) -> object:
    connection.execute("BEGIN")
    found = _raw(connection, code)
    connection.execute("COMMIT")
    return found


def _measure(codes: list[str], ours: Callable[[str], object], raw: Callable[[str], object]) -> tuple[float, float]:
    """The median seconds of each, taken in turns of a block; each looks for every code, ours and raw alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for first in range(0, len(codes), BLOCK):
        order = ((times[0], ours), (times[1], raw))
        for spent, look_up in order if first // BLOCK % 2 else reversed(order):
            for code in codes[first : first + BLOCK]:
                begun = perf_counter()
                found = look_up(code)
                spent.append(perf_counter() - begun)
                assert found is not None
    return median(times[0]), median(times[1])


def _row(metric: str, ours_s: float, raw_s: float) -> Row:
    against = f"an indexed select through the driver ({raw_s * 1e6:.1f} µs)"
    return Row("barcode_lookup", metric, ours_s * 1e6, "µs", against, ours_s / raw_s, GOAL)
