"""Printers that fail after any byte of a job: the sale's receipt is never printed twice as an original."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hardware.link import TcpLink
from hardware.ports import PrintOutcome, Trouble
from hardware.printer.escpos_bytes import CONFIRM, encode
from hardware.printer.escpos_printer import EscposPrinter, Patience
from hardware.printer.layout import lay_out
from hardware.printer.spool import DrawerReport, PrintReport, PrintSpool, Report, Rhythm
from tests.hardware.benches import QUICK, EmulatorBench, StandInBench
from tests.hardware.emulator import Emulator
from tests.hardware.stand_in import Fault, Mechanism
from tests.receipts import small_receipt
from tests.waiting import LIMIT_S, came_true

pytestmark = pytest.mark.real_time

RECEIPT = small_receipt()
#: The printer is asked four questions before each job, and the spool asks them once more before that.
QUESTION_BYTES = 12
BEFORE_JOB = 2 * QUESTION_BYTES
JOB_BYTES = len(encode(lay_out(RECEIPT))) + len(CONFIRM)
ALL_BYTES = BEFORE_JOB + JOB_BYTES
#: The first and last bytes of the questions, of the job and of the request to confirm it.
EDGES = (
    *(0, 1, QUESTION_BYTES - 1, BEFORE_JOB - 1, BEFORE_JOB, BEFORE_JOB + 1),
    *(ALL_BYTES - len(CONFIRM) - 1, ALL_BYTES - len(CONFIRM), ALL_BYTES - 1),
)
HASTY = Rhythm(retry_s=0.02)
SEED = 20261123


def sampled_bytes(count: int) -> list[int]:
    """The edges, and ``count`` other places of a job, or all."""
    rest = [k for k in range(ALL_BYTES) if k not in EDGES]
    return sorted({*EDGES, *random.Random(SEED).sample(rest, min(count, len(rest)))})


@contextmanager
def spooled(bench: StandInBench) -> Iterator[tuple[PrintSpool, list[Report]]]:
    reports: list[Report] = []
    spool = PrintSpool(bench.printer, reports.append, rhythm=HASTY)
    try:
        yield spool, reports
    finally:
        spool.close()
        bench.close()


def outcomes(reports: list[Report]) -> list[PrintOutcome]:
    return [report.outcome for report in reports if isinstance(report, PrintReport)]


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", [Fault.CLOSES, Fault.STALLS, Fault.DEAF])
def test_a_printer_that_fails_after_any_byte_prints_no_second_original(
    fault: Fault, rounds: Callable[[int, int], int]
) -> None:
    for k in sampled_bytes(rounds(4, ALL_BYTES)):
        bench = StandInBench("tcp")
        bench.stand_in.fail(fault, after=k)
        with spooled(bench) as (spool, reports):
            assert spool.submit(RECEIPT)
            assert spool.wait_until_idle(LIMIT_S), f"byte {k}: {reports}"
        last = outcomes(reports)[-1]
        assert last in {PrintOutcome.PRINTED, PrintOutcome.UNKNOWN}, f"byte {k}"
        assert len(bench.papers()) <= 1, f"byte {k}: {bench.papers()}"
        if k < BEFORE_JOB:
            assert last is PrintOutcome.PRINTED, f"byte {k}: the job had not begun"
        if last is PrintOutcome.PRINTED:
            assert bench.papers()[0].endswith(f"[{RECEIPT.code}]\n"), f"byte {k}"


def test_control_sending_again_what_was_not_confirmed_prints_two() -> None:
    doubled = 0
    for k in (JOB_BYTES - 3, JOB_BYTES - 1):  # all but the request to confirm, and all but its last byte
        bench = StandInBench("tcp")
        bench.stand_in.fail(Fault.CLOSES, after=QUESTION_BYTES + k)
        while bench.printer.print_receipt(RECEIPT) is not PrintOutcome.PRINTED:
            pass
        bench.close()
        doubled += len(bench.papers()) == 2
    assert doubled == 2


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", ["tcp", "serial", "file"])
def test_paper_that_ends_within_a_job_gives_one_receipt_from_the_new_roll(
    kind: str, rounds: Callable[[int, int], int]
) -> None:
    for k in sampled_bytes(rounds(3, ALL_BYTES)):
        bench = StandInBench(kind)
        bench.stand_in.fail(Fault.NO_PAPER, after=k)
        with spooled(bench) as (spool, reports):
            spool.submit(RECEIPT)
            assert came_true(lambda: bool(outcomes(reports)))
            first = outcomes(reports)[0]
            bench.new_roll()
            assert spool.wait_until_idle(LIMIT_S)
        assert outcomes(reports)[-1] is PrintOutcome.PRINTED, f"byte {k}: {outcomes(reports)}"
        assert len(bench.papers()) == 1, f"byte {k}"
        assert first is (PrintOutcome.NOT_SENT if k < BEFORE_JOB else PrintOutcome.HELD), f"byte {k}"


@pytest.mark.parametrize("kind", ["serial", "file"])
@pytest.mark.parametrize("fault", list(Fault)[:3])
def test_a_line_that_goes_dead_within_a_job_leaves_it_unknown(kind: str, fault: Fault) -> None:
    bench = StandInBench(kind)
    bench.stand_in.fail(fault, after=QUESTION_BYTES + 200)
    assert bench.printer.print_receipt(RECEIPT) is PrintOutcome.UNKNOWN
    assert bench.printer.print_receipt(RECEIPT) is PrintOutcome.NOT_SENT
    bench.close()
    assert len(bench.papers()) <= 1


def test_a_printer_that_prints_after_all_has_printed_once() -> None:
    """Deaf: it printed, and nobody was told."""
    bench = StandInBench("tcp")
    bench.stand_in.fail(Fault.DEAF, after=BEFORE_JOB)
    with spooled(bench) as (spool, reports):
        spool.submit(RECEIPT)
        assert spool.wait_until_idle(LIMIT_S)
    assert outcomes(reports) == [PrintOutcome.UNKNOWN]
    assert len(bench.papers()) == 1


def test_while_a_job_is_held_nothing_else_is_printed_but_the_drawer_opens() -> None:
    bench = StandInBench("tcp")
    bench.stand_in.fail(Fault.NO_PAPER, after=BEFORE_JOB + 100)
    with spooled(bench) as (spool, reports):
        spool.submit(RECEIPT)
        assert came_true(lambda: PrintOutcome.HELD in outcomes(reports))
        spool.submit(small_receipt(18), open_drawer=True)
        assert came_true(lambda: DrawerReport(opened=True) in reports)
        assert bench.drawer_openings() == 1
        assert bench.papers() == []
        bench.new_roll()
        assert spool.wait_until_idle(LIMIT_S)
    assert [f"Kvitto {n} " in paper for n, paper in zip((17, 18), bench.papers(), strict=True)] == [True, True]
    assert bench.drawer_openings() == 1


def test_a_connection_gone_stale_between_jobs_is_renewed() -> None:
    bench = StandInBench("tcp")
    assert bench.printer.print_receipt(RECEIPT) is PrintOutcome.PRINTED
    bench.stand_in.fail(Fault.CLOSES, after=0)
    assert bench.printer.print_receipt(small_receipt(18)) is PrintOutcome.PRINTED
    bench.close()
    assert len(bench.papers()) == 2


def test_control_a_bare_escpos_text_opens_the_drawer() -> None:
    """What a product's name could do if it were passed on as it is."""
    from escpos.printer import Dummy

    bare, mechanism = Dummy(), Mechanism()
    bare.text("Kaffe \x1bp\x00\x32\x32\n")
    mechanism.feed(bare.output)
    assert mechanism.drawer_openings == 1


class LinkWithEvent(TcpLink):
    """A link on which something happens just before a job is written."""

    def __init__(self, port: int, event: Callable[[], None]) -> None:
        super().__init__("127.0.0.1", port)
        self._event = event

    def write(self, data: bytes) -> None:
        if len(data) > QUESTION_BYTES:
            self._event()
        super().write(data)


def test_the_emulator_holds_a_job_too_and_prints_it_once(emulator: Emulator) -> None:
    bench = EmulatorBench(emulator)
    link = LinkWithEvent(emulator.ports[48], bench.take_paper)
    printer = EscposPrinter(link, patience=Patience(0.5, 0.5, 0))
    assert printer.print_receipt(RECEIPT) is PrintOutcome.HELD
    assert printer.ask_held() is PrintOutcome.HELD
    assert bench.papers() == []
    bench.new_roll()
    assert printer.ask_held() is PrintOutcome.PRINTED
    printer.release()
    assert len(bench.papers()) == 1
    bench.close()


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [("cover-open", Trouble.COVER_OPEN), ("offline", Trouble.OFFLINE), ("paper-near-end", Trouble.PAPER_LOW)],
)
def test_the_emulators_troubles_are_told(emulator: Emulator, fault: str, trouble: Trouble) -> None:
    bench = EmulatorBench(emulator)
    emulator.fault(48, fault)
    assert bench.printer.status().troubles == {trouble}
    comes_out = trouble is Trouble.PAPER_LOW
    expected = PrintOutcome.PRINTED if comes_out else PrintOutcome.NOT_SENT
    assert bench.printer.print_receipt(RECEIPT) is expected
    bench.close()
    assert len(bench.papers()) == int(comes_out)


def test_reports_that_nobody_asked_for_confuse_nothing(emulator: Emulator) -> None:
    bench = EmulatorBench(emulator)
    link = TcpLink("127.0.0.1", emulator.ports[48])
    link.open()
    link.write(b"\x1d\x61\xff")  # Automatic Status Back on
    printer = EscposPrinter(link, patience=QUICK)
    emulator.fault(48, "paper-near-end")
    assert printer.status().troubles == {Trouble.PAPER_LOW}
    assert printer.print_receipt(RECEIPT) is PrintOutcome.PRINTED
    printer.release()
    bench.close()
