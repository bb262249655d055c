"""The spool: each original once, nobody waits, the drawer now or never."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.faults import DeviceUnavailable
from hardware.ports import PrinterStatus, PrintOutcome, Trouble
from hardware.printer.simulated import SimulatedPrinter
from hardware.printer.spool import DrawerReport, PrintReport, PrintSpool, Report, Rhythm
from models.jurisdiction.receipt_rules import ReceiptKind
from models.selling.receipt import Receipt, copy_of
from tests.hardware.benches import SimulatedBench
from tests.receipts import small_receipt
from tests.waiting import LIMIT_S, came_true

pytestmark = pytest.mark.real_time

HASTY = Rhythm(retry_s=0.02, drawer_s=0.2)
RECEIPT = small_receipt()


class Asked(SimulatedPrinter):
    """Counts how often it was asked whether it can print: once for each try."""

    asked = 0

    def status(self) -> PrinterStatus:
        self.asked += 1
        return super().status()


class Shelf:
    """A spool on a simulated printer, and all that it reported."""

    def __init__(self, folder: Path) -> None:
        self.bench = SimulatedBench(folder)
        self.printer = self.bench.printer = Asked(folder / "printed")
        self.reports: list[Report] = []
        self.spool = PrintSpool(self.printer, self.reports.append, rhythm=HASTY)

    def outcomes(self, number: int = 17) -> list[PrintOutcome]:
        return [
            report.outcome
            for report in self.reports
            if isinstance(report, PrintReport) and report.receipt.number == number
        ]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    made.spool.close()


def test_a_receipt_is_printed_and_reported(shelf: Shelf) -> None:
    assert shelf.spool.submit(RECEIPT)
    assert shelf.spool.wait_until_idle(LIMIT_S)
    assert shelf.reports == [PrintReport(RECEIPT, PrintOutcome.PRINTED, PrinterStatus())]
    assert len(shelf.bench.papers()) == 1
    assert shelf.spool.waiting == 0


def test_an_original_is_printed_once_however_often_it_is_submitted(shelf: Shelf) -> None:
    """A till that repeats a payment gets the same sale; its receipt and its drawer must not come again."""
    threads = [
        threading.Thread(target=lambda: shelf.spool.submit(RECEIPT, open_drawer=True)) for _ in range(8)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shelf.spool.wait_until_idle(LIMIT_S)
    assert not shelf.spool.submit(small_receipt(), open_drawer=True)
    assert shelf.spool.wait_until_idle(LIMIT_S)
    assert len(shelf.bench.papers()) == 1
    assert shelf.bench.drawer_openings() == 1


def test_control_a_printer_without_the_spool_prints_what_it_is_given_twice(tmp_path: Path) -> None:
    bench = SimulatedBench(tmp_path)
    for _ in range(2):
        bench.printer.print_receipt(RECEIPT)
    assert len(bench.papers()) == 2


def test_its_copy_is_printed_once_too(shelf: Shelf) -> None:
    shelf.spool.submit(RECEIPT)
    assert shelf.spool.submit(copy_of(RECEIPT, copies_before=0))
    assert not shelf.spool.submit(copy_of(RECEIPT, copies_before=0))
    assert shelf.spool.wait_until_idle(LIMIT_S)
    assert ["KOPIA" in paper for paper in shelf.bench.papers()] == [False, True]


def test_what_is_no_receipt_may_be_printed_again(shelf: Shelf) -> None:
    for _ in range(2):
        assert shelf.spool.submit(replace(RECEIPT, kind=ReceiptKind.PRO_FORMA))
    assert shelf.spool.wait_until_idle(LIMIT_S)
    assert len(shelf.bench.papers()) == 2


def test_receipts_wait_for_paper_and_come_in_order(shelf: Shelf) -> None:
    shelf.bench.take_paper()
    for number in (17, 18, 19):
        assert shelf.spool.submit(small_receipt(number))
    assert came_true(lambda: PrintOutcome.NOT_SENT in shelf.outcomes())
    assert shelf.spool.waiting == 3
    shelf.bench.new_roll()
    assert shelf.spool.wait_until_idle(LIMIT_S)
    assert [f"Kvitto {n} " in paper for n, paper in zip((17, 18, 19), shelf.bench.papers(), strict=True)] == [True] * 3


def test_a_receipt_that_waits_is_reported_once_for_each_reason(shelf: Shelf) -> None:
    shelf.bench.take_paper()
    shelf.spool.submit(RECEIPT)
    assert came_true(lambda: shelf.printer.asked >= 6), "it is tried again and again"
    assert shelf.outcomes() == [PrintOutcome.NOT_SENT]
    first = shelf.reports[0]
    assert isinstance(first, PrintReport)
    assert first.status.troubles == {Trouble.PAPER_OUT}
    shelf.bench.new_roll()
    assert shelf.spool.wait_until_idle(LIMIT_S)
    assert shelf.outcomes() == [PrintOutcome.NOT_SENT, PrintOutcome.PRINTED]


def test_the_drawer_opens_though_receipts_wait_for_paper(shelf: Shelf) -> None:
    shelf.bench.take_paper()
    shelf.spool.submit(RECEIPT, open_drawer=True)
    assert came_true(lambda: shelf.bench.drawer_openings() == 1)
    shelf.spool.open_drawer()
    assert came_true(lambda: shelf.reports.count(DrawerReport(opened=True)) == 2)


def test_closing_prints_what_it_can(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(5):
        shelf.spool.submit(small_receipt(number + 1))
    shelf.spool.close()
    assert len(shelf.bench.papers()) == 5
    assert not shelf.spool.submit(RECEIPT)


def test_closing_reports_what_was_not_sent(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.bench.take_paper()
    for number in (17, 18):
        shelf.spool.submit(small_receipt(number))
    assert came_true(lambda: PrintOutcome.NOT_SENT in shelf.outcomes())
    shelf.spool.close()
    assert shelf.outcomes(18) == [PrintOutcome.NOT_SENT]
    assert shelf.bench.papers() == []


class Slow:
    """A printer whose every act waits until it is let go, for what only timing shows."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.asked = 0
        self.printed: list[Receipt] = []
        self.drawer = 0
        self.act: Callable[[], PrintOutcome] = lambda: PrintOutcome.PRINTED

    def print_receipt(self, receipt: Receipt) -> PrintOutcome:
        self.begun.set()
        assert self.go.wait(LIMIT_S)
        self.printed.append(receipt)
        return self.act()

    def ask_held(self) -> PrintOutcome:
        self.asked += 1
        return PrintOutcome.HELD

    def status(self) -> PrinterStatus:
        return PrinterStatus()

    def release(self) -> None:
        pass

    def open_drawer(self) -> None:
        self.drawer += 1


def test_submitting_does_not_wait_for_a_slow_printer() -> None:
    slow = Slow()
    spool = PrintSpool(slow)
    for number in range(
        100
    ):  # whoever waited for the printer, which prints nothing before it is let go, would stand here
        assert spool.submit(small_receipt(number), open_drawer=True)
    assert slow.printed == []
    slow.go.set()
    assert spool.wait_until_idle(LIMIT_S)
    assert [receipt.number for receipt in slow.printed] == list(range(100))
    spool.close()


def test_a_wish_to_open_the_drawer_that_comes_too_late_is_dropped() -> None:
    """Nobody stands there any more."""
    slow, reports = Slow(), list[Report]()
    spool = PrintSpool(slow, reports.append, rhythm=Rhythm(drawer_s=0))
    spool.submit(RECEIPT)
    assert came_true(lambda: spool.waiting == 1)
    assert slow.begun.wait(LIMIT_S)
    spool.open_drawer()
    slow.go.set()
    assert spool.wait_until_idle(LIMIT_S)
    assert slow.drawer == 0
    assert DrawerReport(opened=False) in reports
    spool.close()


def test_a_full_queue_takes_no_more_and_still_opens_the_drawer() -> None:
    slow = Slow()
    spool = PrintSpool(slow, queue_max=2)
    assert spool.submit(small_receipt(1))
    assert spool.submit(small_receipt(2))
    assert not spool.submit(small_receipt(3), open_drawer=True)
    slow.go.set()
    assert spool.wait_until_idle(LIMIT_S)
    assert slow.drawer == 1
    assert spool.submit(small_receipt(3)), "what found no room may be submitted again"
    spool.close()


def test_what_became_unknown_is_never_tried_again() -> None:
    slow, reports = Slow(), list[Report]()
    slow.act = lambda: PrintOutcome.UNKNOWN
    slow.go.set()
    spool = PrintSpool(slow, reports.append, rhythm=HASTY)
    spool.submit(RECEIPT)
    assert spool.wait_until_idle(LIMIT_S)
    slow.act = lambda: PrintOutcome.PRINTED
    spool.submit(small_receipt(18))
    assert spool.wait_until_idle(LIMIT_S)
    assert [receipt.number for receipt in slow.printed] == [17, 18], "the next one follows, and no second try"
    outcomes = [report.outcome for report in reports if isinstance(report, PrintReport)]
    assert outcomes == [PrintOutcome.UNKNOWN, PrintOutcome.PRINTED]
    spool.close()


def test_what_is_held_is_waited_for_and_said_so_at_the_end() -> None:
    slow, reports = Slow(), list[Report]()
    slow.act = lambda: PrintOutcome.HELD
    slow.go.set()
    spool = PrintSpool(slow, reports.append, rhythm=HASTY)
    spool.submit(RECEIPT)
    spool.submit(small_receipt(18))
    assert came_true(lambda: slow.asked >= 3), "it is asked again and again what became of it"
    spool.close()
    assert len(slow.printed) == 1
    told = [(report.receipt.number, report.outcome) for report in reports if isinstance(report, PrintReport)]
    assert told == [(17, PrintOutcome.HELD), (18, PrintOutcome.NOT_SENT)]


def test_a_drawer_that_is_away_is_reported_and_stops_nothing(tmp_path: Path) -> None:
    class NoDrawer(SimulatedPrinter):
        def open_drawer(self) -> None:
            raise DeviceUnavailable("drawer", "no answer")

    reports: list[Report] = []
    spool = PrintSpool(NoDrawer(tmp_path / "printed"), reports.append)
    spool.submit(RECEIPT, open_drawer=True)
    assert spool.wait_until_idle(LIMIT_S)
    spool.close()
    assert reports == [DrawerReport(opened=False), PrintReport(RECEIPT, PrintOutcome.PRINTED, PrinterStatus())]


def test_a_fault_of_ours_costs_one_receipt_and_not_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, reports = Slow(), list[Report]()
    ended: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda fault: ended.append(str(fault.exc_value)))
    slow.go.set()

    def fail_once() -> PrintOutcome:
        slow.act = lambda: PrintOutcome.PRINTED
        raise RuntimeError("a mistake")

    slow.act = fail_once
    spool = PrintSpool(slow, reports.append, rhythm=HASTY)
    spool.submit(small_receipt(1))
    spool.submit(small_receipt(2))
    assert came_true(lambda: len(reports) == 2 and ended == ["a mistake"])
    told = [(report.receipt.number, report.outcome) for report in reports if isinstance(report, PrintReport)]
    assert told == [(1, PrintOutcome.UNKNOWN), (2, PrintOutcome.PRINTED)]
    spool.close()
