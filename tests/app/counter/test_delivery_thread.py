"""The threads that deliver: signals at once, closing, a printer that takes its time, a fault of ours."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.counter import delivery_thread
from app.counter.deliveries import Deliveries, DeliveryOptions
from app.counter.delivery_thread import DeliveryThread
from hardware.printer.layout import Printable
from hardware.printer.port import PrinterStatus, PrintOutcome
from models.delivery import Outcome
from store.database.engine import Store
from tests.app.counter.station import HOLDER, Station, new_station
from tests.builders import TILL, Operator, small_shop
from tests.hardware.benches import SimulatedBench
from tests.waiting import LIMIT_S, came_true, wait_until

pytestmark = pytest.mark.real_time


def sell(store: Store) -> None:
    """Sell now; the threads have a clock of their own."""
    operator = Operator(store)
    operator.scan("MILK")
    operator.pay_cash(at=datetime.now(UTC))


def delivering(store: Store, folder: Path) -> Deliveries:
    """The devices of a server whose receipts are files under ``folder``."""
    return Deliveries(store, DeliveryOptions(f"simulated:{folder / 'printed'}", "sv", HOLDER))


def test_threads_that_signal_at_once_print_one_receipt_and_open_the_drawer_once(
    sqlite_store: Store, tmp_path: Path
) -> None:
    bench = SimulatedBench(tmp_path)
    with closing(delivering(small_shop(sqlite_store), tmp_path)) as deliveries:
        sell(sqlite_store)
        together = threading.Barrier(8)

        def signal() -> None:
            together.wait(LIMIT_S)
            for _ in range(20):
                deliveries.signal(TILL)

        threads = [threading.Thread(target=signal) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wait_until(lambda: deliveries.status(TILL).waiting == 0, "the receipt is printed")
    assert (len(bench.papers()), bench.drawer_openings()) == (1, 1)


def test_closing_prints_what_it_can(sqlite_store: Store, tmp_path: Path) -> None:
    deliveries = delivering(small_shop(sqlite_store), tmp_path)
    for _ in range(5):
        sell(sqlite_store)
    deliveries.close()
    assert len(SimulatedBench(tmp_path).papers()) == 5
    sell(sqlite_store)
    deliveries.signal(TILL)
    assert deliveries.status(TILL).waiting == 1, "nobody prints after the end"


def test_closing_reports_what_waits_and_the_next_start_prints_it(sqlite_store: Store, tmp_path: Path) -> None:
    bench = SimulatedBench(tmp_path)
    bench.take_paper()
    deliveries = delivering(small_shop(sqlite_store), tmp_path)
    for _ in range(2):
        sell(sqlite_store)
    deliveries.signal(TILL)
    deliveries.close()
    told = deliveries.status(TILL)
    assert (told.waiting, told.outcome, told.troubles) == (2, PrintOutcome.NOT_SENT, ("paper_out",))
    assert bench.papers() == []
    bench.new_roll()
    with closing(delivering(sqlite_store, tmp_path)) as again:
        wait_until(lambda: again.status(TILL).waiting == 0, "what waited is printed")
    assert len(bench.papers()) == 2


class Slow:
    """A printer whose every act waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.printed: list[int] = []
        self.answer: Callable[[], PrintOutcome] = lambda: PrintOutcome.PRINTED

    def print_receipt(self, receipt: Printable) -> PrintOutcome:
        self.begun.set()
        assert self.go.wait(LIMIT_S)
        self.printed.append(receipt.number)
        return self.answer()

    def ask_held(self) -> PrintOutcome:
        return PrintOutcome.HELD

    def status(self) -> PrinterStatus:
        return PrinterStatus()

    def release(self) -> None:
        pass

    def open_drawer(self) -> None:
        pass


@contextmanager
def threaded(store: Store, printer: Slow, *, sales: int = 0) -> Iterator[tuple[Station, DeliveryThread]]:
    """A till whose printer is acted on by a thread, which finds so many ``sales`` at its first look."""
    station = new_station(store, printer)
    station.now = datetime.now(UTC)
    for _ in range(sales):
        station.sell()
    thread = DeliveryThread("test", station.devices)
    try:
        yield station, thread
    finally:
        printer.go.set()  # a test that failed leaves nobody behind who waits
        thread.stop()
        thread.join()


def test_neither_a_sale_nor_a_signal_waits_for_a_slow_printer(sqlite_store: Store) -> None:
    slow = Slow()
    with threaded(sqlite_store, slow) as (station, thread):
        station.sell()
        thread.signal()
        assert slow.begun.wait(LIMIT_S)
        for _ in range(20):  # whoever waited for the printer, which prints nothing before it is let go, would stay here
            station.sell()
            thread.signal()
        assert slow.printed == []
        slow.go.set()
        wait_until(lambda: station.waiting() == 0, "the printer catches up")
    assert slow.printed == list(range(1, 22))


def test_a_fault_of_ours_ends_a_thread_and_not_the_delivery(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: ended.append(str(args.exc_value)))
    slow = Slow()
    slow.go.set()

    def fail() -> PrintOutcome:
        slow.answer = lambda: PrintOutcome.PRINTED
        raise RuntimeError("a mistake")

    slow.answer = fail
    with threaded(sqlite_store, slow) as (station, thread):
        for _ in range(2):
            station.sell()
        thread.signal()
        wait_until(lambda: station.waiting() == 0 and ended == ["a mistake"], "another thread goes on")
        assert [each.outcome for each in station.letters()] == [Outcome.UNCERTAIN]
    assert slow.printed == [1, 2]


def test_a_fault_that_stays_is_met_once_a_signal_and_not_in_a_circle(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_thread, "POLL_S", 600.0)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    broken = Slow()
    asked: list[None] = []

    def fail() -> PrinterStatus:
        asked.append(None)
        raise RuntimeError("a mistake that stays")

    monkeypatch.setattr(broken, "status", fail)
    with threaded(sqlite_store, broken, sales=1) as (_, thread):
        wait_until(lambda: len(asked) >= 1, "the first look, which no signal asks for")
        for count in range(2, 5):
            thread.signal()
            wait_until(lambda count=count: len(asked) >= count, "the printer is asked")  # type: ignore[misc]
            assert not came_true(lambda count=count: len(asked) > count, 0.1)  # type: ignore[misc]
