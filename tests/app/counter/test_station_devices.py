"""The devices of a till: each original once, nobody waits, the drawer now or never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from hardware.faults import DeviceUnavailable
from hardware.printer.layout import Printable
from hardware.printer.port import PrinterStatus, PrintOutcome, Trouble
from hardware.printer.simulated import SimulatedPrinter
from models.access.actor import Actor
from models.delivery import FAILURES_MAX, Attempt, Consumer, Outcome
from models.selling.receipt import ReceiptCopiedBefore
from models.selling.till_event import OpenDrawer
from operations.delivery import copy_receipt, settle_delivery
from store.database.engine import Store
from tests.app.counter.station import HOLDER, Station, new_station
from tests.builders import SECOND_TILL, TILL, Operator, small_shop
from tests.hardware.benches import SimulatedBench


class Acting:
    """A printer without paper that does what a test says and remembers what it was given."""

    def __init__(self) -> None:
        self.printed: list[int] = []
        self.openings = 0
        self.answer: Callable[[], PrintOutcome] = lambda: PrintOutcome.PRINTED
        self.held: Callable[[], PrintOutcome] = lambda: PrintOutcome.HELD
        self.troubles: frozenset[Trouble] = frozenset()
        self.drawer_is_there = True

    def print_receipt(self, receipt: Printable) -> PrintOutcome:
        self.printed.append(receipt.number)
        return self.answer()

    def ask_held(self) -> PrintOutcome:
        return self.held()

    def status(self) -> PrinterStatus:
        return PrinterStatus(self.troubles)

    def release(self) -> None:
        pass

    def open_drawer(self) -> None:
        if not self.drawer_is_there:
            raise DeviceUnavailable("drawer", "no answer")
        self.openings += 1


@pytest.fixture
def bench(tmp_path: Path) -> SimulatedBench:
    return SimulatedBench(tmp_path)


@pytest.fixture
def station(sqlite_store: Store, bench: SimulatedBench) -> Station:
    return new_station(sqlite_store, bench.printer)


@pytest.fixture
def acting(sqlite_store: Store) -> tuple[Acting, Station]:
    printer = Acting()
    return printer, new_station(sqlite_store, printer)


def numbers(papers: list[str]) -> list[int]:
    return [int(row.split()[1]) for paper in papers for row in paper.splitlines() if row.startswith("Kvitto ")]


def test_a_receipt_is_printed_and_its_drawer_opened_on_both_databases(store: Store, bench: SimulatedBench) -> None:
    station = new_station(store, bench.printer)
    station.sell()
    station.act_all()
    assert numbers(bench.papers()) == [1]
    assert bench.drawer_openings() == 1
    assert (station.waiting(), station.letters()) == (0, [])


def test_a_restart_prints_no_second_original_and_opens_no_drawer(station: Station, bench: SimulatedBench) -> None:
    station.sell()
    for _ in range(3):
        station.act_all()
        station.restart()
    assert (len(bench.papers()), bench.drawer_openings()) == (1, 1)


def test_control_without_its_cursor_a_restart_prints_two(station: Station, bench: SimulatedBench) -> None:
    before = station.cursor()
    station.sell()
    station.act_all()
    with station.store.transaction() as tx:
        from store import delivery

        delivery.save_cursor(tx, before)
    station.restart()
    station.act_all()
    assert numbers(bench.papers()) == [1, 1]


def test_a_card_sale_opens_no_drawer(station: Station, bench: SimulatedBench) -> None:
    station.sell(card=True)
    station.act_all()
    assert (len(bench.papers()), bench.drawer_openings()) == (1, 0)


def test_a_wish_of_the_till_opens_the_drawer_once(station: Station, bench: SimulatedBench) -> None:
    Operator(station.store).do(OpenDrawer, at=station.now, reason="change")
    station.run(3)
    assert bench.drawer_openings() == 1


@pytest.mark.parametrize(("age_s", "opened"), [(0, 1), (2, 1), (3, 0), (3600, 0)])
def test_a_drawer_is_opened_within_seconds_or_never(
    station: Station, bench: SimulatedBench, age_s: int, opened: int
) -> None:
    Operator(station.store).do(OpenDrawer, at=station.now, reason="change")
    station.now += timedelta(seconds=age_s)
    station.run(10)
    assert bench.drawer_openings() == opened


def test_a_drawer_that_is_away_stops_nothing_and_does_not_open_later(acting: tuple[Acting, Station]) -> None:
    printer, station = acting
    printer.drawer_is_there = False
    station.sell()
    station.act_all()
    printer.drawer_is_there = True
    station.run(2)
    assert (printer.printed, printer.openings) == ([1], 0)


def test_receipts_wait_for_paper_and_come_in_order(station: Station, bench: SimulatedBench) -> None:
    bench.take_paper()
    for _ in range(3):
        station.sell()
        station.act_all()
    assert station.devices.last_print is not None
    assert station.devices.last_print.status.troubles == {Trouble.PAPER_OUT}
    assert (station.waiting(), bench.drawer_openings()) == (3, 3)
    bench.new_roll()
    station.finish()
    assert numbers(bench.papers()) == [1, 2, 3]
    assert station.outcomes == [PrintOutcome.NOT_SENT, PrintOutcome.PRINTED]


def test_a_printer_that_is_off_for_an_hour_delays_no_sale_and_catches_up_in_order(
    station: Station, bench: SimulatedBench
) -> None:
    bench.take_paper()
    for _ in range(60):
        station.sell()
        station.run(1)
        station.now += timedelta(seconds=59)
    assert station.waiting() == 60
    attempts = station.cursor().attempts
    assert 40 <= attempts <= 120, "it was tried, and not once a second"
    bench.new_roll()
    station.finish()
    assert numbers(bench.papers()) == list(range(1, 61))


@pytest.mark.proof
def test_many_queued_deliveries_drain_in_order(
    acting: tuple[Acting, Station], rounds: Callable[[int, int], int]
) -> None:
    printer, station = acting
    count = rounds(150, 1_000)
    for _ in range(count):
        station.sell()
    station.act_all()
    assert printer.printed == list(range(1, count + 1))


def test_what_waited_for_longer_than_a_day_becomes_a_dead_letter(station: Station, bench: SimulatedBench) -> None:
    bench.take_paper()
    station.sell()
    station.act_all()
    station.now += timedelta(hours=24)
    station.sell()
    bench.new_roll()
    station.finish()
    assert numbers(bench.papers()) == [2]
    assert [(each.outcome, each.reason) for each in station.letters()] == [(Outcome.EXPIRED, "paper_out")]


def test_what_became_unknown_is_never_sent_again_and_leaves_a_dead_letter(acting: tuple[Acting, Station]) -> None:
    printer, station = acting
    printer.answer = lambda: PrintOutcome.UNKNOWN
    station.sell()
    station.run(5)
    station.restart()
    station.run(5)
    assert printer.printed == [1]
    assert [each.outcome for each in station.letters()] == [Outcome.UNCERTAIN]


def test_a_held_job_is_waited_for_while_the_drawer_opens(acting: tuple[Acting, Station]) -> None:
    printer, station = acting
    printer.answer = lambda: PrintOutcome.HELD
    for _ in range(2):
        station.sell()
        station.run(1)
    assert (printer.printed, printer.openings) == ([1], 2)
    printer.answer = printer.held = lambda: PrintOutcome.PRINTED
    station.finish()
    assert (printer.printed, station.letters()) == ([1, 2], [])


def test_a_held_job_is_uncertain_after_a_restart(acting: tuple[Acting, Station]) -> None:
    printer, station = acting
    printer.answer = lambda: PrintOutcome.HELD
    station.sell()
    station.act_all()
    printer.answer = lambda: PrintOutcome.PRINTED
    station.restart()
    station.act_all()
    assert printer.printed == [1]
    assert [each.outcome for each in station.letters()] == [Outcome.UNCERTAIN]


def test_a_fault_of_ours_while_printing_costs_one_receipt_and_not_the_next(acting: tuple[Acting, Station]) -> None:
    printer, station = acting

    def fail() -> PrintOutcome:
        raise RuntimeError("a mistake")

    printer.answer = fail
    station.sell()
    station.act()  # the drawer
    with pytest.raises(RuntimeError, match="a mistake"):
        station.act()
    printer.answer = lambda: PrintOutcome.PRINTED
    station.sell()
    station.run(3)
    assert printer.printed == [1, 2]
    assert [each.outcome for each in station.letters()] == [Outcome.UNCERTAIN]


def test_a_row_that_becomes_no_receipt_is_tried_a_few_times_and_given_up(acting: tuple[Acting, Station]) -> None:
    from dataclasses import replace

    from models.journal import Happening, JournalKind
    from store import journal, shop
    from store.database.columns import to_micros

    printer, station = acting
    row = Happening(JournalKind.SALE_COMPLETED, to_micros(station.now), '{"sale":77}')
    with station.store.transaction() as tx:
        head = shop.lock_head(tx, TILL)
        shop.move_head(tx, TILL, replace(head, chain=journal.append(tx, TILL, head.chain, [row])))
    station.sell()
    station.act_all()
    assert (printer.printed, station.waiting()) == ([], 2)
    station.run(3 * FAILURES_MAX)
    assert printer.printed == [1]
    assert [each.outcome for each in station.letters()] == [Outcome.FAILED]


def test_the_copy_of_a_receipt_is_printed_once_and_stands_in_the_journal(
    station: Station, bench: SimulatedBench
) -> None:
    sale = station.sell()
    station.act_all()
    copy_receipt(station.store, Actor("till", TILL), sale.id, at=station.now)
    station.run(2)
    station.restart()
    station.run(2)
    assert ["KOPIA" in paper for paper in bench.papers()] == [False, True]
    with pytest.raises(ReceiptCopiedBefore):
        copy_receipt(station.store, Actor("till", TILL), sale.id, at=station.now)
    assert bench.drawer_openings() == 1


def test_another_installation_takes_over_only_what_nobody_is_acting_on(acting: tuple[Acting, Station]) -> None:
    printer, station = acting
    printer.answer = lambda: PrintOutcome.HELD
    station.sell()
    station.act_all()
    there = Station(station.store, Acting(), holder="there")
    there.sell()
    there.run(2)
    assert isinstance(there.printer, Acting)
    assert (there.printer.printed, station.cursor().holder) == ([], HOLDER)
    printer.held = lambda: PrintOutcome.PRINTED
    station.act()
    there.restart("there")
    there.run(2)
    assert (printer.printed, there.printer.printed) == ([1], [2])


def test_what_was_sold_before_the_first_start_is_not_printed(sqlite_store: Store, bench: SimulatedBench) -> None:
    operator = Operator(small_shop(sqlite_store))
    operator.scan("MILK")
    operator.pay_cash()
    station = Station(sqlite_store, bench.printer)
    station.sell()
    station.run(2)
    assert numbers(bench.papers()) == [2]


def test_each_till_has_a_cursor_of_its_own(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    tills = [Station(sqlite_store, SimulatedPrinter(tmp_path / str(each)), each) for each in (TILL, SECOND_TILL)]
    tills[0].sell()
    tills[1].sell()
    tills[1].run(1)
    assert [len(list((tmp_path / str(each)).glob("*.txt"))) for each in (TILL, SECOND_TILL)] == [0, 1]
    tills[0].run(1)
    assert [len(list((tmp_path / str(each)).glob("*.txt"))) for each in (TILL, SECOND_TILL)] == [1, 1]


def test_a_settled_row_stays_as_it_is(station: Station) -> None:
    station.sell()
    station.act_all()
    settled = station.cursor()
    actor = Actor("device", TILL)
    for outcome in Outcome:
        settle_delivery(
            station.store, actor, Consumer.RECEIPT_PRINTER, Attempt(settled.delivered_seq, outcome), at=station.now
        )
    assert (station.cursor(), station.letters()) == (settled, [])
