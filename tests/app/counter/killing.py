"""A till's devices whose process is killed at the n-th point between a sale's commit and the end of its delivery."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime
from multiprocessing import get_context

import sqlalchemy as sa

from app.counter.receipt_composer import ReceiptComposer
from app.counter.station_devices import StationDevices
from hardware.link.tcp import TcpLink
from hardware.printer.escpos import EscposPrinter
from operations.installation.opening import open_store
from store.database.engine import Store
from tests.builders import TILL
from tests.hardware.benches import QUICK

_SERVER = get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.app.counter.killing", "tests.faults.warm"])
LONG_S = 60


class DyingLink(TcpLink):
    """A link on which the process may end before and after each thing that is done."""

    def __init__(self, port: int, tick: Callable[[], None]) -> None:
        super().__init__("127.0.0.1", port)
        self._tick = tick

    def write(self, data: bytes) -> None:
        """Send in three parts, with a point before each and after the last."""
        third = max(1, len(data) // 3)
        for part in (data[:third], data[third : 2 * third], data[2 * third :]):
            self._tick()
            super().write(part)
        self._tick()

    def read(self, wait_s: float) -> bytes:
        """Read, with a point after it."""
        data = super().read(wait_s)
        self._tick()
        return data


def deliver_and_die(url: str, port: int, at: datetime, die_at: int) -> int | None:
    """Deliver all that is due in a process of its own that ends at point ``die_at``; its exit code."""
    process = _SERVER.Process(target=_deliver, args=(url, port, at, die_at))
    process.start()
    process.join(LONG_S)
    return process.exitcode


def _deliver(url: str, port: int, at: datetime, die_at: int) -> None:
    left = die_at

    def tick(*_details: object) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    store = open_store(url, migrate=False)
    _watch(store, tick)
    printer = EscposPrinter(DyingLink(port, tick), patience=QUICK)
    devices = StationDevices(store, TILL, printer, ReceiptComposer(store, "sv"), "here")
    devices.begin(at=at)
    while devices.act(at=at):
        pass
    os._exit(0)


def _watch(store: Store, tick: Callable[..., None]) -> None:
    """A point before and after each statement, and before and after each commit."""
    for engine in {store._writer, store._reader}:
        for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
            sa.event.listen(engine, moment, tick)
