"""A sale of ten lines through ``complete_sale``, against its own statements sent straight through the driver.

Three files begin alike. In the first the statements are recorded; then the product sells in the second and the driver
replays in the third, in turns, with the same settings (WAL, ``synchronous=FULL``): the same rows and the same waits for
the disk. CPU is that of the thread; wall time has the disk in it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import mean, median, quantiles
from time import perf_counter, thread_time

from benchmarks.harness import Row
from benchmarks.large_range import open_large_range
from benchmarks.statements import raw_connection, send, taken, tape
from benchmarks.till_sale import pay, scan
from operations.installation.opening import open_store
from operations.selling.complete_sale import Payment
from store import shop
from store.database.engine import Store
from store.database.file_watch import FileWatch
from tests.builders import TILL

SALES = 400
WARM_UP = 20
LINES = 10
PRODUCTS = 5_000
CPU_GOAL, WALL_GOAL = 1.6, 1.5


@dataclass(slots=True)
class Times:
    """Seconds of each turn: of the thread's CPU, and by the clock on the wall."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def take(self, work: Callable[[], object], *, keep: bool) -> None:
        """Do the work and note how long it took, if it counts."""
        wall, cpu = perf_counter(), thread_time()
        work()
        cpu, wall = thread_time() - cpu, perf_counter() - wall
        if keep:
            self.cpu.append(cpu)
            self.wall.append(wall)


def run() -> list[Row]:
    """CPU as the mean of all sales (the log is copied back in some of them), wall time as the median.

    The ratio of wall time is the median over sales, each against its own statements sent raw right beside it: the disk
    is quick at one moment and slow at another.
    """
    with tempfile.TemporaryDirectory() as place:
        files = [Path(place) / f"{name}.db" for name in ("recorded", "ours", "raw")]
        store = open_large_range(open_store(f"sqlite:///{files[0]}"), PRODUCTS)
        store.close()
        for each in files[1:]:
            shutil.copyfile(files[0], each)
        ours, raw = _measure(*files)
        looks = _looks_at_file(files[1])
    beside = median(one / other for one, other in zip(ours.wall, raw.wall, strict=True))
    return [
        _row(
            "CPU of a sale of ten lines, mean", mean(ours.cpu), mean(raw.cpu), mean(ours.cpu) / mean(raw.cpu), CPU_GOAL
        ),
        _row("wall time of a sale of ten lines, median", median(ours.wall), median(raw.wall), beside, WALL_GOAL),
        Row("sale_commit", "looks whether the file of that name is the one that is open, p99", looks, "ms", goal=1.0),
    ]


def _looks_at_file(file: Path) -> float:
    """Milliseconds of the looks that a sale has at its file and log, before it begins and after its commit."""
    store, watch, times = open_store(f"sqlite:///{file}"), FileWatch(file, file.name), []
    watch.begin()
    with store.view() as view:
        for _look in range(10 * SALES):
            begun = perf_counter()
            watch.check(view)
            watch.check_written()
            times.append(perf_counter() - begun)
    store.close()
    return quantiles(times, n=100)[-1] * 1000


def _measure(first: Path, second: Path, third: Path) -> tuple[Times, Times]:
    recording, selling = open_store(f"sqlite:///{first}"), open_store(f"sqlite:///{second}")
    replaying = raw_connection(str(third))
    sent = tape(recording)
    ours, raw = Times(), Times()
    for number in range(WARM_UP + SALES):
        payment = _scan(recording, number)
        scanned = taken(sent)
        pay(recording, payment, number)
        paid = taken(sent)
        turns: list[tuple[Times, Callable[[], object], Callable[[], object]]] = [
            (ours, partial(_scan, selling, number), partial(pay, selling, payment, number)),
            (raw, partial(send, replaying, scanned), partial(send, replaying, paid)),
        ]
        # Each scans just before it sells, and who goes first changes: neither finds warmer caches or a quieter disk.
        for times, before, work in turns if number % 2 else reversed(turns):
            before()
            times.take(work, keep=number >= WARM_UP)
    _same_rows(recording, selling, Store(f"sqlite:///{third}"))
    replaying.close()
    return ours, raw


def _scan(store: Store, number: int) -> Payment:
    return scan(store, number, products=PRODUCTS, lines=LINES)


def _same_rows(*stores: Store) -> None:
    """All three must have ended alike, else it was not the same work."""
    ends = set()
    for store in stores:
        with store.view() as view:
            ends.add(shop.lock_head(view, TILL))
        store.close()
    assert len(ends) == 1, ends


def _row(metric: str, ours_s: float, raw_s: float, ratio: float, goal: float) -> Row:
    against = f"the same statements through the driver ({raw_s * 1000:.2f} ms)"
    return Row("sale_commit", metric, ours_s * 1000, "ms", against, ratio, goal)
