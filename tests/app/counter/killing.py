"""A till's devices in a process of its own, killed at a named point between a sale and the end of its delivery.

A point lies before and after each part of what is sent, and before and after each commit: whatever another process can
see changes between two points. ``finely`` adds one before and after each statement.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection

import sqlalchemy as sa

from app.counter.receipt_composer import ReceiptComposer
from app.counter.station_devices import StationDevices
from hardware.link.tcp import TcpLink
from hardware.printer.escpos import EscposPrinter, Patience
from hardware.printer.escpos_bytes import drawer_pulse
from store.database.engine import Store
from tests.builders import TILL
from tests.faults.forked import SERVER, start_forked
from tests.waiting import LIMIT_S

#: The transactions of one delivery to the drawer and to the printer, in their order.
TRANSACTIONS = ("begin receipts", "begin drawer", "claim drawer", "settle drawer", "claim receipt", "settle receipt")
QUESTION_BYTES = 3
#: The printer always answers, however busy the machine is.
PATIENT = Patience(answer_s=LIMIT_S, job_s=LIMIT_S)

Tick = Callable[[str], None]


class DyingLink(TcpLink):
    """A link on which the process may end before, within and after each thing that is sent."""

    def __init__(self, port: int, tick: Tick) -> None:
        super().__init__("127.0.0.1", port, wait_s=LIMIT_S)
        self._tick = tick

    def write(self, data: bytes) -> None:
        """Send in three parts, with a point before each and after the last; a question changes nothing."""
        if len(data) <= QUESTION_BYTES:
            super().write(data)
            return
        what = "pulse" if data == drawer_pulse() else "job"
        third = len(data) // 3
        for number, part in enumerate((data[:third], data[third : 2 * third], data[2 * third :])):
            self._tick(f"{what}: {number} of 3 sent")
            super().write(part)
        self._tick(f"{what}: sent")


class DyingStore(Store):
    """A store on which the process may end before and after each commit."""

    def __init__(self, url: str, tick: Tick) -> None:
        super().__init__(url)
        self._tick, self._names = tick, iter(TRANSACTIONS)

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """All or nothing, with a point on either side of the commit."""
        name = next(self._names)
        with super().transaction() as connection:
            yield connection
            self._tick(f"{name}: not committed")
        self._tick(f"{name}: committed")


def deliver_and_die(url: str, port: int, at: datetime, die_at: int, *, finely: bool = False) -> tuple[bool, list[str]]:
    """Deliver all that is due in a process that ends at point ``die_at``: whether it did, and the points it came to."""
    hears, tells = SERVER.Pipe(duplex=False)
    process = start_forked(_deliver, (url, port, at, _Death(tells, die_at)), {"finely": finely})
    tells.close()
    points = []
    while (told := _hear(hears)) is not None:
        points.append(told)
    process.join(LIMIT_S)
    assert process.exitcode in {0, -signal.SIGKILL}, f"it ended by itself ({process.exitcode}) after {points}"
    return process.exitcode != 0, points


def _hear(hears: Connection) -> str | None:
    try:
        return str(hears.recv())
    except EOFError:
        return None


@dataclass
class _Death:
    """Tells each point, and ends the process at one of them."""

    tells: Connection
    left: int

    def tick(self, point: str) -> None:
        self.tells.send(point)
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1


def _deliver(url: str, port: int, at: datetime, death: _Death, *, finely: bool) -> None:
    tick = death.tick
    store = DyingStore(url, tick)
    if finely:
        for engine in (store._writer, store._reader):
            for moment in ("before_cursor_execute", "after_cursor_execute"):
                sa.event.listen(engine, moment, lambda *_details, moment=moment: tick(moment))
    printer = EscposPrinter(DyingLink(port, tick), patience=PATIENT)
    devices = StationDevices(store, TILL, printer, ReceiptComposer(store, "sv"), "here")
    devices.begin(at=at)
    while devices.act(at=at):
        pass
    os._exit(0)
