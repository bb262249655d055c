"""The driver suite: what every receipt printer does, simulated or real, over every link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.faults import DeviceUnavailable
from hardware.printer.port import PrintOutcome, Trouble
from tests.hardware.benches import Bench, EmulatorBench, SimulatedBench, StandInBench
from tests.receipts import small_receipt

pytestmark = pytest.mark.real_time

KINDS = ("simulated", "tcp", "serial", "file", "emulator")


@pytest.fixture(params=KINDS)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    kind: str = request.param
    made: Bench
    if kind == "simulated":
        made = SimulatedBench(tmp_path)
    elif kind == "emulator":
        made = EmulatorBench(request.getfixturevalue("emulator"))
    else:
        made = StandInBench(kind)
    yield made
    made.close()


def test_a_receipt_comes_out_once_and_is_confirmed(bench: Bench) -> None:
    assert bench.printer.print_receipt(small_receipt()) is PrintOutcome.PRINTED
    (paper,) = bench.papers()
    assert "Kvitto 17" in paper
    assert "Mellanmjölk 1,5 l" in paper
    assert "[" in paper  # the barcode


def test_receipts_come_out_in_the_order_of_printing(bench: Bench) -> None:
    for number in (1, 2, 3):
        assert bench.printer.print_receipt(small_receipt(number)) is PrintOutcome.PRINTED
        bench.printer.release()
    assert [f"Kvitto {n} " in paper for n, paper in enumerate(bench.papers(), start=1)] == [True] * 3


def test_a_ready_printer_has_no_troubles(bench: Bench) -> None:
    status = bench.printer.status()
    assert status.answers
    assert status.can_print
    assert not status.troubles


def test_without_paper_nothing_is_sent_and_nothing_comes_later(bench: Bench) -> None:
    bench.take_paper()
    assert Trouble.PAPER_OUT in bench.printer.status().troubles
    assert bench.printer.print_receipt(small_receipt()) is PrintOutcome.NOT_SENT
    bench.new_roll()
    assert bench.printer.status().can_print
    assert bench.papers() == []
    assert bench.printer.print_receipt(small_receipt()) is PrintOutcome.PRINTED
    assert len(bench.papers()) == 1


def test_a_printer_that_is_away_gets_nothing(bench: Bench) -> None:
    bench.go_away()
    assert bench.printer.print_receipt(small_receipt()) is PrintOutcome.NOT_SENT
    assert bench.printer.status().troubles == {Trouble.NO_ANSWER}


def test_the_drawer_opens(bench: Bench) -> None:
    bench.printer.open_drawer()
    assert bench.drawer_openings() == 1


def test_the_drawer_opens_without_paper_and_not_again_with_a_new_roll(bench: Bench) -> None:
    bench.take_paper()
    bench.printer.open_drawer()
    assert bench.drawer_openings() == 1
    bench.new_roll()
    assert bench.printer.print_receipt(small_receipt()) is PrintOutcome.PRINTED
    if not isinstance(bench, EmulatorBench):  # whose new roll closes the drawer
        assert bench.drawer_openings() == 1


def test_a_drawer_that_is_away_is_said_to_be(bench: Bench) -> None:
    bench.go_away()
    with pytest.raises(DeviceUnavailable) as refused:
        bench.printer.open_drawer()
    assert refused.value.code == "device_unavailable"


@pytest.mark.parametrize(
    "name",
    [
        "Kaffe \x1bp\x00\x32\x32",
        "Te \x10\x14\x01\x00\x05",
        "Bulle \x1d\x56\x00\x1b@",
        "Smör\x9b2J\x85\x90",
        "Ost \u202eKABARBAD\u2066",
        "\x1b",
    ],
)
def test_a_name_cannot_command_the_printer(bench: Bench, name: str) -> None:
    assert bench.printer.print_receipt(small_receipt(name=name)) is PrintOutcome.PRINTED
    assert len(bench.papers()) == 1
    assert bench.drawer_openings() == 0
