"""Printers that fail after any byte of a job: the sale's receipt is never printed twice as an original."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.counter.receipt_composer import ReceiptComposer
from hardware.printer.escpos_bytes import CONFIRM, encode
from hardware.printer.layout import lay_out
from hardware.printer.port import PrintOutcome
from models.own_code import OwnCodeKind, code_of_number
from models.selling.sale import Sale
from store.database.engine import Store
from tests.app.counter.station import Station
from tests.builders import small_shop
from tests.hardware.benches import StandInBench
from tests.hardware.stand_in import Fault

#: The printer is asked four questions before each job, and the till's devices ask them once more before that.
QUESTION_BYTES = 12
BEFORE_JOB = 2 * QUESTION_BYTES
SEED = 20261123


def job_bytes(station: Station, sale: Sale) -> int:
    """How many bytes the job of a sale's receipt has."""
    return len(encode(lay_out(ReceiptComposer(station.store, "sv").compose(sale.id)))) + len(CONFIRM)


def sampled_bytes(all_bytes: int, count: int) -> list[int]:
    """The first and last bytes of questions, job and request to confirm it, and ``count`` other places, or all."""
    edges = {0, 1, QUESTION_BYTES - 1, BEFORE_JOB - 1, BEFORE_JOB, BEFORE_JOB + 1}
    edges |= {all_bytes - len(CONFIRM) - 1, all_bytes - len(CONFIRM), all_bytes - 1}
    rest = [k for k in range(all_bytes) if k not in edges]
    return sorted({*edges, *random.Random(SEED).sample(rest, min(count, len(rest)))})


@contextmanager
def at_bench(store: Store, bench: StandInBench) -> Iterator[Station]:
    station = Station(store, bench.printer)
    try:
        yield station
    finally:
        station.devices.release()
        bench.close()


def bytes_of_a_job(store: Store) -> int:
    """How many bytes a printer gets for one receipt, the questions included."""
    bench = StandInBench("tcp")
    with at_bench(small_shop(store), bench) as station:
        sale = station.sell(card=True)
        station.finish()
    return BEFORE_JOB + job_bytes(station, sale)


@pytest.mark.proof
@pytest.mark.real_time
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", [Fault.CLOSES, Fault.STALLS, Fault.DEAF])
def test_a_printer_that_fails_after_any_byte_prints_no_second_original(
    sqlite_store: Store, fault: Fault, rounds: Callable[[int, int], int]
) -> None:
    all_bytes = bytes_of_a_job(sqlite_store)
    for k in sampled_bytes(all_bytes, rounds(2, all_bytes)):
        bench = StandInBench("tcp")
        bench.stand_in.fail(fault, after=k)
        with at_bench(sqlite_store, bench) as station:
            sale = station.sell(card=True)
            station.finish()
        last = station.outcomes[-1]
        assert last in {PrintOutcome.PRINTED, PrintOutcome.UNKNOWN}, f"byte {k}"
        assert len(bench.papers()) <= 1, f"byte {k}: {bench.papers()}"
        if k < BEFORE_JOB:
            assert last is PrintOutcome.PRINTED, f"byte {k}: the job had not begun"
        if last is PrintOutcome.PRINTED:
            assert bench.papers()[0].endswith(f"[{code_of_number(OwnCodeKind.RECEIPT, sale.id).text}]\n"), f"byte {k}"


@pytest.mark.proof
@pytest.mark.real_time
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", ["tcp", "serial", "file"])
def test_paper_that_ends_within_a_job_gives_one_receipt_from_the_new_roll(
    sqlite_store: Store, kind: str, rounds: Callable[[int, int], int]
) -> None:
    all_bytes = bytes_of_a_job(sqlite_store)
    for k in sampled_bytes(all_bytes, rounds(2, all_bytes)):
        bench = StandInBench(kind)
        bench.stand_in.fail(Fault.NO_PAPER, after=k)
        with at_bench(sqlite_store, bench) as station:
            station.sell(card=True)
            station.act_all()
            first = station.outcomes[0]
            bench.new_roll()
            station.finish()
        assert station.outcomes[-1] is PrintOutcome.PRINTED, f"byte {k}: {station.outcomes}"
        assert len(bench.papers()) == 1, f"byte {k}"
        assert first is (PrintOutcome.NOT_SENT if k < BEFORE_JOB else PrintOutcome.HELD), f"byte {k}"


@pytest.mark.real_time
def test_a_printer_that_prints_after_all_has_printed_once(sqlite_store: Store) -> None:
    """Deaf: it printed, and nobody was told."""
    bench = StandInBench("tcp")
    bench.stand_in.fail(Fault.DEAF, after=BEFORE_JOB)
    with at_bench(small_shop(sqlite_store), bench) as station:
        station.sell(card=True)
        station.finish()
    assert station.outcomes == [PrintOutcome.UNKNOWN]
    assert len(bench.papers()) == 1


@pytest.mark.real_time
def test_while_a_job_is_held_nothing_else_is_printed_but_the_drawer_opens(sqlite_store: Store) -> None:
    bench = StandInBench("tcp")
    bench.stand_in.fail(Fault.NO_PAPER, after=BEFORE_JOB + 100)
    with at_bench(small_shop(sqlite_store), bench) as station:
        station.sell(card=True)
        station.act_all()
        assert station.outcomes == [PrintOutcome.HELD]
        station.sell()
        station.act_all()
        assert bench.drawer_openings() == 1
        assert bench.papers() == []
        bench.new_roll()
        station.finish()
    assert [f"Kvitto {n} " in paper for n, paper in zip((1, 2), bench.papers(), strict=True)] == [True, True]
    assert bench.drawer_openings() == 1
