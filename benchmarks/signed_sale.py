"""A sale of ten lines whose scans and payment are signed, against the same sale without signatures.

Two files begin alike; the product sells in both, in turns. CPU is that of the thread, for scanning and paying.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path
from statistics import mean

from benchmarks.harness import Row
from benchmarks.large_range import open_large_range
from benchmarks.sale_commit import LINES, PRODUCTS, SALES, WARM_UP, Times
from benchmarks.till_sale import pay, scan
from operations.installation.opening import open_store
from store.database.engine import Store
from store.signing.key_ring import KeyRing

#: What signing may add to the CPU of a sale.
GOAL = 1.10


def run() -> list[Row]:
    """CPU of a sale from the first scan to the last row, as the mean of all sales."""
    with tempfile.TemporaryDirectory() as place:
        files = [Path(place) / f"{name}.db" for name in ("signed", "unsigned")]
        open_large_range(open_store(f"sqlite:///{files[0]}"), PRODUCTS).close()
        shutil.copyfile(*files)
        signing = open_store(f"sqlite:///{files[0]}", keys=KeyRing(Path(place) / "keys"))
        plain = open_store(f"sqlite:///{files[1]}")
        ours, bare = _measure(signing, plain)
        signing.close()
        plain.close()
    against = f"the same sale without signatures ({mean(bare.cpu) * 1000:.2f} ms)"
    ratio = mean(ours.cpu) / mean(bare.cpu)
    return [Row("signed_sale", "CPU of a sale of ten lines, mean", mean(ours.cpu) * 1000, "ms", against, ratio, GOAL)]


def _measure(signing: Store, plain: Store) -> tuple[Times, Times]:
    ours, bare = Times(), Times()
    for number in range(WARM_UP + SALES):
        turns = [(ours, signing), (bare, plain)]
        for times, store in turns if number % 2 else reversed(turns):
            times.take(partial(_sell, store, number), keep=number >= WARM_UP)
    return ours, bare


def _sell(store: Store, number: int) -> None:
    pay(store, scan(store, number, products=PRODUCTS, lines=LINES), number)
