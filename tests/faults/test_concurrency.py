"""Many at once: tills beside each other, a basket paid by eight, browsers of one till. On both databases."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa

from models.selling.till_event import Scan
from models.selling.till_state import TillState
from models.shop import Device, DeviceKind
from models.stock.movement import MovementReason, StockMovement
from operations.bulk.imports import import_device
from operations.installation.opening import NewShop, open_store, register_shop
from operations.selling.complete_sale import complete_sale
from operations.selling.till_events import apply_events, till_state
from store import schema, shop, stock
from store.database.engine import Store
from store.invariants.stock import stock_levels
from tests.builders import (
    AT,
    COMPANY,
    DAY,
    DEVICES,
    LOCATIONS,
    OFFICE_ACTOR,
    SECOND_TILL,
    TILL,
    Operator,
    anna_at,
    small_shop,
)
from tests.faults.checks import journal_ends, problems, sales_kept
from tests.faults.forked import start_forked
from tests.faults.seller import CLIENT, Cursor, Till, sell_undisturbed

Rounds = Callable[[int, int], int]
#: A second till that sells from the same shelves.
BESIDE = 3
TILLS = (TILL, BESIDE, SECOND_TILL)
ANNA = anna_at(TILL)
EIGHT = 8
TURNS = 800


def three_tills(store: Store) -> Store:
    """The small shop with one till more in its first location."""
    devices = (*DEVICES, Device(BESIDE, DeviceKind.TILL, "KASSA03", 1))
    register_shop(store, OFFICE_ACTOR, NewShop(COMPANY, LOCATIONS, devices), at=AT)
    return small_shop(store)


def at_once(*work: Callable[[], object]) -> list[object]:
    """Begin all of it at the same moment, each in a thread of its own."""
    start = threading.Barrier(len(work))

    def begin(each: Callable[[], object]) -> object:
        start.wait()
        return each()

    with ThreadPoolExecutor(len(work)) as threads:
        return list(threads.map(begin, work))


# --- tills beside each other ----------------------------------------------------------------------


def sell_in_own_process(url: str, till: Till, customers: int) -> None:
    """The body of a process with a store of its own."""
    with closing(open_store(url, migrate=False)) as store:
        sell_undisturbed(store, till, Cursor(customers))


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("apart", ["threads", "processes"])
def test_tills_beside_each_other_end_as_if_each_had_been_alone(
    store: Store, tmp_path: Path, seed: int, rounds: Rounds, apart: str
) -> None:
    three_tills(store)
    tills, customers = [Till(seed, device_id) for device_id in TILLS], rounds(15, 300)
    if apart == "threads":
        at_once(*(partial(sell_undisturbed, store, till, Cursor(customers)) for till in tills))
    else:
        url = store.url.render_as_string(hide_password=False)
        working = [start_forked(sell_in_own_process, (url, till, customers)) for till in tills]
        for each in working:
            each.join()
        assert [each.exitcode for each in working] == [0] * len(working)
    assert problems(store) == []
    with closing(open_store(f"sqlite:///{tmp_path / 'quiet.db'}")) as quiet:
        three_tills(quiet)
        for till in tills:
            sell_undisturbed(quiet, till, Cursor(customers))
        assert journal_ends(store) == journal_ends(quiet)
        with store.view() as ours, quiet.view() as theirs:
            assert stock.levels(ours) == stock.levels(theirs)


def take_one(tx: sa.Connection, number: int) -> None:
    """A unit leaves the shelf as the product does it: by a movement, whose sum the level follows."""
    move = StockMovement(number, 1, 1, "MILK", Decimal(-1), MovementReason.WASTE, AT, DAY)
    stock.record_movements(tx, [move])


def take_one_naively(tx: sa.Connection, _number: int) -> None:
    """A unit leaves the shelf by reading the level and writing what it should be now."""
    level = schema.stock_level
    here = (level.c.location_id == 1) & (level.c.sku == "MILK")
    on_hand = tx.scalar(sa.select(level.c.on_hand).where(here))
    assert on_hand is not None
    tx.execute(level.update().where(here).values(on_hand=on_hand - 1))


def take_many(store: Store, take: Callable[[sa.Connection, int], None], each: int) -> Decimal:
    """Eight take units of milk at once; what is on hand afterwards of none."""
    with store.transaction() as tx:
        take_one(tx, 0)

    def taker(who: int) -> Callable[[], None]:
        def run() -> None:
            for number in range(each):
                with store.transaction() as tx:
                    take(tx, 1 + who * each + number)

        return run

    at_once(*(taker(who) for who in range(EIGHT)))
    with store.view() as view:
        return stock.levels(view)[1, "MILK"]


def test_no_unit_is_lost_when_eight_take_from_a_shelf(store: Store) -> None:
    assert take_many(small_shop(store), take_one, 10) == -1 - EIGHT * 10
    with store.view() as view:  # the units leave without a head to wait for, so that no journal records them
        assert list(stock_levels(view)) == []


def test_control_reading_and_writing_back_loses_units(postgres_store: Store) -> None:
    left = take_many(small_shop(postgres_store), take_one_naively, 25)
    assert left > -1 - EIGHT * 25, "units are lost, or nothing happened at once"


# --- one basket, one till -------------------------------------------------------------------------


def test_a_basket_that_eight_pay_at_once_is_one_sale(store: Store, rounds: Rounds) -> None:
    operator = Operator(small_shop(store))
    for number in range(1, rounds(5, 100) + 1):
        operator.scan("MILK")
        payment = operator.payment()
        made = at_once(*[partial(complete_sale, store, operator.actor, payment, at=AT)] * EIGHT)
        assert len(set(map(repr, made))) == 1
        with store.view() as view:
            assert sales_kept(view) == number
    assert problems(store) == []


def test_what_two_browsers_of_a_till_send_at_once_is_all_in_the_basket(store: Store) -> None:
    small_shop(store)
    clients = [CLIENT.format(number) for number in range(4)]

    def browser(client: str) -> Callable[[], None]:
        def run() -> None:
            for seq in range(1, 11):
                apply_events(store, ANNA, client, [Scan(seq, code="MILK")], at=AT)

        return run

    at_once(*(browser(client) for client in clients))
    states = [till_state(store, TILL, client, at=AT) for client in clients]
    assert [state.acked_seq for state in states] == [10] * 4
    assert states[0].basket is not None
    assert [line.line.quantity for line in states[0].basket.lines] == [40]
    assert problems(store) == []


def test_a_request_that_arrives_eight_times_at_once_is_done_once(store: Store) -> None:
    small_shop(store)
    client = CLIENT.format(1)
    events = [Scan(seq, code="MILK") for seq in (1, 2, 3)]
    answers = cast("list[TillState]", at_once(*[partial(apply_events, store, ANNA, client, events, at=AT)] * EIGHT))
    assert all(answer == answers[0] for answer in answers)
    assert sorted(len(answer.applied) for answer in answers) == [0] * (EIGHT - 1) + [3]
    basket = till_state(store, TILL, client, at=AT).basket
    assert basket is not None
    assert [line.line.quantity for line in basket.lines] == [3]


def test_first_imports_that_begin_at_once_get_a_device_each(store: Store) -> None:
    small_shop(store)
    made = at_once(*(partial(import_device, store, OFFICE_ACTOR, f"system {n}", 1, at=AT) for n in range(EIGHT)))
    again = at_once(*[partial(import_device, store, OFFICE_ACTOR, "system 0", 1, at=AT)] * EIGHT)
    assert len({device.id for device in made}) == EIGHT  # type: ignore[attr-defined]
    assert set(again) == {made[0]}


# --- whose turn it is -----------------------------------------------------------------------------


def turns_of_eight(stores: Sequence[Store]) -> Counter[int]:
    """How often each of eight writers, dealt out among ``stores``, has its turn once all of them have begun."""
    order: list[int] = []

    def writer(who: int) -> Callable[[], None]:
        def run() -> None:
            while len(order) < TURNS:
                with stores[who % len(stores)].transaction() as tx:
                    shop.take_ids(tx, TILL)
                    order.append(who)

        return run

    at_once(*(writer(who) for who in range(EIGHT)))
    begun = max((order.index(who) for who in set(order)), default=0)
    return Counter({who: order[begun:].count(who) for who in range(EIGHT)})


def test_writers_have_their_turns_evenly(sqlite_store: Store) -> None:
    turns = turns_of_eight([small_shop(sqlite_store)])
    assert min(turns.values()) > 0
    assert max(turns.values()) <= 2 * min(turns.values()), turns


def test_a_file_that_is_opened_twice_has_one_queue(sqlite_store: Store) -> None:
    """As in the server, where the till and the dashboard each open it."""
    with closing(Store(str(sqlite_store.url))) as other:
        turns = turns_of_eight([small_shop(sqlite_store), other])
    assert max(turns.values()) <= 2 * min(turns.values()), turns


def test_control_without_a_queue_some_writers_starve(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    sqlite_store._turn = nullcontext()  # so that only SQLite's own waiting is left
    tries = (turns_of_eight([sqlite_store]) for _ in range(20))  # chance decides: a round may be even
    assert any(max(turns.values()) > 2 * min(turns.values()) for turns in tries)


def test_a_writer_that_is_interrupted_while_it_waits_leaves_the_queue(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    holding, release = threading.Event(), threading.Event()

    def hold() -> None:
        with sqlite_store.transaction():
            holding.set()
            release.wait(10)

    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    holder = threading.Thread(target=hold)
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        holder.start()
        holding.wait(10)
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(KeyboardInterrupt), sqlite_store.transaction():
            raise AssertionError("it was not its turn")
    finally:
        signal.signal(signal.SIGALRM, before)
        release.set()
        holder.join()
    after = at_once(lambda: shop_has_a_turn(sqlite_store), lambda: shop_has_a_turn(sqlite_store))
    assert after == [True, True]


def shop_has_a_turn(store: Store) -> bool:
    with store.transaction() as tx:
        return shop.take_ids(tx, TILL) != []
