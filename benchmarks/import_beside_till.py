"""A till that sells while a list of 30 000 products is imported by another process, against one that sells alone.

The till adds three products to a basket and pays, about thirty times a second; each answer is timed.
The import runs as ``kassa import products`` does: in a process of its own, on the same SQLite file.
"""

from __future__ import annotations

import csv
import multiprocessing
import tempfile
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from benchmarks.harness import Row
from benchmarks.large_range import gtin, open_large_range
from benchmarks.till_sale import pay, scan
from operations.installation.opening import open_store
from pipelines.importing.report import ImportOptions
from pipelines.importing.run_import import import_products
from store.database.engine import Store
from tests.builders import AT

NAME = "import_beside_till"
PRODUCTS, IMPORTED, ALONE = 1_000, 30_000, 300
GOAL_MS = 50.0
#: Between two sales: thirty a second, as many as a shop of a hundred tills makes.
PAUSE_S = 0.03


def run() -> list[Row]:
    """The longest answer of the till beside the import, less its usual answer when it is alone, in milliseconds."""
    with tempfile.TemporaryDirectory() as place:
        file, goods = Path(place) / "shop.db", Path(place) / "goods.csv"
        store = open_large_range(open_store(f"sqlite:///{file}"), PRODUCTS)
        _write_list(goods)
        numbers = count()
        alone = [answer for _ in range(ALONE) for answer in _sell(store, next(numbers))]
        # A fresh interpreter: a forked one would share the store's connection.
        importer = multiprocessing.get_context("spawn").Process(target=_import, args=(str(file), goods))
        begun = perf_counter()
        importer.start()
        beside: list[float] = []
        while importer.is_alive():
            beside += _sell(store, next(numbers))
            sleep(PAUSE_S)
        lasted = perf_counter() - begun
        store.close()
    assert importer.exitcode == 0, importer.exitcode
    alone_ms, beside_ms, longest = median(alone), median(beside), max(beside) - median(alone)
    against = f"alone: {alone_ms:.1f} ms, at most {max(alone):.1f} ms"
    return [
        Row(NAME, "longest wait of a till beside an import", longest, "ms", against, goal=GOAL_MS),
        Row(NAME, "usual answer beside an import", beside_ms, "ms", against, beside_ms / alone_ms),
        Row(NAME, f"import of {IMPORTED} products", lasted, "s", f"beside {len(beside) // 2} sales"),
    ]


def _sell(store: Store, number: int) -> tuple[float, float]:
    """Milliseconds until the goods are in the basket, and from there until they are paid."""
    begun = perf_counter()
    payment = scan(store, number, products=PRODUCTS, lines=3)
    scanned = perf_counter()
    pay(store, payment, number)
    return (scanned - begun) * 1000, (perf_counter() - scanned) * 1000


def _import(file: str, goods: Path) -> None:
    store = open_store(f"sqlite:///{file}")
    report = import_products(store, goods, ImportOptions(), at=AT + timedelta(hours=1))
    store.close()
    assert report.saved == IMPORTED, report


def _write_list(goods: Path) -> None:
    with goods.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["SKU", "Namn", "Streckkod", "Pris", "Inköpspris", "Leverantör", "Lager", "Kategori"])
        for number in range(PRODUCTS, PRODUCTS + IMPORTED):
            named = [f"N{number}", f"Vara {number}", gtin(number)]
            rows.writerow([*named, "19,90", "12,00", f"Lev {number % 20}", "12", f"Grupp {number % 30}"])
