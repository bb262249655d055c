"""A whole shop that moves in, 100 000 products and a million lines of receipts, while a till sells on the same file.

It runs as ``kassa move-in`` does, in a process of its own: tried on a copy first, then a backup, then taken over.
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
from operations.access.actors import office_actor
from operations.installation.configuration import Settings
from operations.installation.opening import open_store
from pipelines.moving_in.run_move import MoveWish, move_in
from store.database.engine import Store
from tests.builders import AT

NAME = "moving_in"
PRODUCTS, MOVED, LINES, LINES_A_RECEIPT = 1_000, 100_000, 1_000_000, 4
GOAL_S = 300.0
#: Between two sales.
PAUSE_S = 0.1


def run() -> list[Row]:
    """How long the move takes, and how long the till waited meanwhile."""
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(home=Path(place))
        files = (_write_goods(Path(place) / "goods.csv"), _write_sales(Path(place) / "sales.csv"))
        store = open_large_range(open_store(settings.store_url), PRODUCTS)
        numbers = count()
        mover = multiprocessing.get_context("spawn").Process(target=_move, args=(Path(place), files))
        begun = perf_counter()
        mover.start()
        waits: list[float] = []
        while mover.is_alive():
            waits.append(_sell(store, next(numbers)))
            sleep(PAUSE_S)
        lasted = perf_counter() - begun
        store.close()
    assert mover.exitcode == 0, mover.exitcode
    beside = f"beside {len(waits)} sales, of which the longest took {max(waits):.0f} ms"
    return [
        Row(NAME, f"move of {MOVED} products and {LINES} lines", lasted, "s", beside, goal=GOAL_S),
        Row(NAME, "usual sale beside a move", median(waits), "ms", beside),
    ]


def _sell(store: Store, number: int) -> float:
    """Milliseconds from the first scan until the goods are paid."""
    begun = perf_counter()
    pay(store, scan(store, number, products=PRODUCTS, lines=3), number)
    return (perf_counter() - begun) * 1000


def _move(home: Path, files: tuple[Path, ...]) -> None:
    settings = Settings(home=home)
    store = open_store(settings.store_url)
    report = move_in(settings, store, office_actor(store), MoveWish(files), at=AT + timedelta(days=1))
    store.close()
    lines = {line.name.text: line.difference for line in report.sheet}
    assert not any(lines.values()), lines


def _write_goods(file: Path) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["SKU", "Namn", "Streckkod", "Pris", "Inköpspris", "Leverantör", "Lager", "Kategori"])
        for number in range(PRODUCTS, PRODUCTS + MOVED):
            named = [f"N{number}", f"Vara {number}", gtin(number)]
            rows.writerow([*named, "19,90", "12,00", f"Lev {number % 20}", "12", f"Grupp {number % 30}"])
    return file


def _write_sales(file: Path) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened, delimiter=";")
        rows.writerow(["Kvittonummer", "Datum", "Artikelnummer", "Antal", "Belopp inkl moms", "Betalsätt"])
        for line in range(LINES):
            receipt = line // LINES_A_RECEIPT
            at = AT - timedelta(days=300) + timedelta(seconds=receipt * 60)
            sku = f"N{PRODUCTS + line * 7919 % MOVED}"
            rows.writerow([receipt + 1, f"{at:%Y-%m-%d %H:%M}", sku, 1, "19,90", "Kort"])
    return file
