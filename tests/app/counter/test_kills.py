"""A process that is killed between the commit of a sale and the end of its delivery, at every point of the way."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from hardware.link.tcp import TcpLink
from hardware.printer.escpos import EscposPrinter
from models.delivery import Outcome
from operations.installation.opening import open_store
from store import delivery
from tests.app.counter.killing import deliver_and_die
from tests.app.counter.station import Station
from tests.builders import small_shop
from tests.hardware.benches import QUICK
from tests.hardware.stand_in import NetworkPrinter


@dataclass(frozen=True)
class Ending:
    """What became of one receipt: on paper, in the drawer, and among the dead letters."""

    papers: int
    openings: int
    letters: tuple[Outcome, ...]


@contextmanager
def a_till(url: str) -> Iterator[tuple[Station, NetworkPrinter]]:
    printer = NetworkPrinter()
    with closing(open_store(url)) as store:
        driver = EscposPrinter(TcpLink("127.0.0.1", printer.port), patience=QUICK)
        yield Station(store, driver), printer
    printer.close()


def kill_and_restart(url: str, die_at: int, *, forget: bool = False) -> tuple[bool, Ending]:
    """Sell, kill the devices at a point, start them anew a second later; false if they ended before that point."""
    with a_till(url) as (station, printer):
        station.finish()
        letters = len(station.letters())
        before = station.cursor()
        station.sell()
        exit_code = deliver_and_die(url, printer.port, station.now, die_at)
        assert exit_code in {0, -signal.SIGKILL}
        if forget:
            with station.store.transaction() as tx:
                delivery.save_cursor(tx, before)
        station.now += timedelta(seconds=1)
        station.restart()
        station.finish()
        station.devices.release()
        written = tuple(each.outcome for each in station.letters()[: len(station.letters()) - letters])
    return exit_code != 0, Ending(len(printer.mechanism.papers), printer.mechanism.drawer_openings, written)


def endings(url: str, step: int, *, forget: bool = False) -> Iterator[tuple[int, Ending]]:
    """What follows from each ``step``-th point, up to the end of the way."""
    with closing(open_store(url)) as store:
        small_shop(store)
    point, is_killed = 0, True
    while is_killed:
        is_killed, ending = kill_and_restart(url, point, forget=forget)
        yield point, ending
        point += step


@pytest.mark.proof
@pytest.mark.real_time
@pytest.mark.timeout(3600)
def test_a_receipt_is_printed_once_or_uncertain_wherever_the_process_is_killed(
    sqlite_url: str, rounds: Callable[[int, int], int]
) -> None:
    found = dict(endings(sqlite_url, rounds(7, 1)))
    assert len(found) > rounds(7, 60), "the way has many points"
    for point, ending in found.items():
        assert ending.papers <= 1, f"point {point}: {ending}"
        assert ending.openings <= 1, f"point {point}: {ending}"
        assert ending.letters in {(), (Outcome.UNCERTAIN,)}, f"point {point}: {ending}"
        if not ending.letters:
            assert ending.papers == 1, f"point {point}: lost without a word"
    assert any(each.letters for each in found.values()), "some points lie within the print"
    assert any(not each.letters for each in found.values())


@pytest.mark.real_time
@pytest.mark.timeout(600)
def test_control_without_the_cursor_a_killed_process_prints_twice(sqlite_url: str) -> None:
    doubled = [point for point, ending in endings(sqlite_url, 7, forget=True) if ending.papers > 1]
    assert doubled, "after the print there are points at which a process can be killed"
