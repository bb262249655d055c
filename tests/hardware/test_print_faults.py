"""Printers that fail after any byte of a job: the sale's receipt is never printed twice as an original."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hardware.link.tcp import TcpLink
from hardware.printer.escpos import EscposPrinter, Patience
from hardware.printer.escpos_bytes import CONFIRM, encode
from hardware.printer.layout import lay_out
from hardware.printer.port import PrintOutcome, Trouble
from tests.hardware.benches import QUICK, EmulatorBench, StandInBench
from tests.hardware.emulator import Emulator
from tests.hardware.stand_in import Fault, Mechanism
from tests.receipts import small_receipt

pytestmark = pytest.mark.real_time

RECEIPT = small_receipt()
JOB_BYTES = len(encode(lay_out(RECEIPT))) + len(CONFIRM)
#: The printer is asked four questions before each job.
QUESTION_BYTES = 12


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


@pytest.mark.parametrize("kind", ["serial", "file"])
@pytest.mark.parametrize("fault", list(Fault)[:3])
def test_a_line_that_goes_dead_within_a_job_leaves_it_unknown(kind: str, fault: Fault) -> None:
    bench = StandInBench(kind)
    bench.stand_in.fail(fault, after=QUESTION_BYTES + 200)
    assert bench.printer.print_receipt(RECEIPT) is PrintOutcome.UNKNOWN
    assert bench.printer.print_receipt(RECEIPT) is PrintOutcome.NOT_SENT
    bench.close()
    assert len(bench.papers()) <= 1


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
