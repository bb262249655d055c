"""A process that is killed between the commit of a sale and the end of its delivery, at every point of the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from hardware.link.tcp import TcpLink
from hardware.printer.escpos import EscposPrinter
from models.delivery import DeliveryCursor, Outcome
from store import delivery
from store.database.engine import Store
from tests.app.counter.killing import PATIENT, TRANSACTIONS, deliver_and_die
from tests.app.counter.station import new_station
from tests.conftest import PROVING
from tests.hardware.stand_in import NetworkPrinter
from tests.waiting import LIMIT_S

#: The way of one receipt: each point at which something has just changed, or is about to, outside the process.
WAY = (
    *(f"{name}: {commit}" for name in TRANSACTIONS[:3] for commit in ("not committed", "committed")),
    *("pulse: 0 of 3 sent", "pulse: 1 of 3 sent", "pulse: 2 of 3 sent", "pulse: sent"),
    *("settle drawer: not committed", "settle drawer: committed"),
    *("claim receipt: not committed", "claim receipt: committed"),
    *("job: 0 of 3 sent", "job: 1 of 3 sent", "job: 2 of 3 sent", "job: sent"),
    *("settle receipt: not committed", "settle receipt: committed"),
)


#: What a control makes of the printer's cursor, which it gets as it was before the sale and after the kill.
Spoil = Callable[[DeliveryCursor, DeliveryCursor], DeliveryCursor]


@dataclass(frozen=True)
class Ending:
    """What became of one receipt: on paper, in the drawer, and among the dead letters."""

    passed: tuple[str, ...]
    papers: int
    openings: int
    letters: tuple[Outcome, ...]

    def came_to(self, point: str) -> bool:
        """Whether the process was killed at ``point`` or later."""
        return point in self.passed

    def is_between(self, begin: str, end: str) -> bool:
        """Whether it was killed at ``begin`` or later, and before it came to ``end``."""
        return self.came_to(begin) and not self.came_to(end)


class KilledTill:
    """One till whose devices are killed for each sale, and started anew a second later."""

    def __init__(self, store: Store) -> None:
        self.printer = NetworkPrinter()
        driver = EscposPrinter(TcpLink("127.0.0.1", self.printer.port, wait_s=LIMIT_S), patience=PATIENT)
        self.store = store
        self.station = new_station(store, driver)

    def endings(
        self, points: range | None = None, *, spoil: Spoil | None = None, finely: bool = False
    ) -> Iterator[Ending]:
        """What follows from a kill at each of ``points``, or at every one up to the end of the way."""
        for point in points or range(10_000):
            is_killed, ending = self._kill(point, spoil=spoil, finely=finely)
            if not is_killed:
                return
            yield ending

    def close(self) -> None:
        """Switch the printer off."""
        self.station.devices.release()
        self.printer.close()

    def _kill(self, point: int, *, spoil: Spoil | None, finely: bool) -> tuple[bool, Ending]:
        station, before, counts = self.station, self.station.cursor(), self._counts()
        station.sell()
        is_killed, passed = deliver_and_die(
            station.store.url.render_as_string(), self.printer.port, station.now, point, finely=finely
        )
        if spoil is not None:
            with station.store.transaction() as tx:
                delivery.save_cursor(tx, spoil(before, station.cursor()))
        station.now += timedelta(seconds=1)
        station.restart()
        station.finish()
        papers, openings, letters = (now - then for now, then in zip(self._counts(), counts, strict=True))
        outcomes = tuple(each.outcome for each in station.letters()[:letters])
        return is_killed, Ending(tuple(passed), papers, openings, outcomes)

    def _counts(self) -> tuple[int, int, int]:
        """Papers, openings and dead letters; asked when the printer is done with every connection of before."""
        assert self.station.printer.status().can_print
        self.station.printer.release()
        mechanism = self.printer.mechanism
        return len(mechanism.papers), mechanism.drawer_openings, len(self.station.letters())


@pytest.fixture
def till(sqlite_store: Store) -> Iterator[KilledTill]:
    with closing(KilledTill(sqlite_store)) as till:
        yield till


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_a_receipt_is_printed_once_or_uncertain_wherever_the_process_is_killed(till: KilledTill) -> None:
    found = list(till.endings(finely=PROVING))
    killed_at = [ending.passed[-1] for ending in found]
    assert [each for each in killed_at if each in WAY] == list(WAY), "every point of the way was tried"
    for ending in found:
        is_uncertain = ending.is_between("claim receipt: committed", "settle receipt: committed")
        assert ending.letters == ((Outcome.UNCERTAIN,) if is_uncertain else ()), ending
        assert ending.papers <= 1, ending
        if not is_uncertain or ending.came_to("job: sent"):
            assert ending.papers == 1, ending
        is_lost = ending.is_between("claim drawer: committed", "pulse: sent")
        assert ending.openings == (0 if is_lost else 1), ending


def test_control_without_the_cursor_each_kill_after_the_print_prints_twice(till: KilledTill) -> None:
    begin = WAY.index("job: sent")
    found = list(till.endings(range(begin, len(WAY)), spoil=lambda before, _: before))
    assert [ending.passed[-1] for ending in found] == list(WAY[begin:])
    assert [ending.papers for ending in found] == [2, 2, 2]


def test_control_a_cursor_that_moves_on_when_it_claims_loses_receipts_without_a_word(till: KilledTill) -> None:
    def move_on(_: DeliveryCursor, killed: DeliveryCursor) -> DeliveryCursor:
        assert killed.claimed_seq is not None
        return replace(killed, delivered_seq=killed.claimed_seq, claimed_seq=None, claimed_at=None)

    begin = WAY.index("claim receipt: committed")
    found = list(till.endings(range(begin, begin + 2), spoil=move_on))
    assert [(ending.papers, ending.letters) for ending in found] == [(0, ()), (0, ())]
