"""Transfers between locations: nothing is lost on the way, and each ends once. On both databases."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from threading import Barrier
from typing import Any

import pytest

from models.access.actor import Actor
from models.errors import KassaError
from models.stock.movement import MovementReason
from models.stock.repeated_entry import EntryDiffers
from models.stock.transfer import (
    EndedTransfer,
    GoodsOfTransfer,
    GoodsToTransfer,
    SentGoods,
    Transfer,
    TransferEnd,
    TransferHasEnded,
    TransferReceipt,
    TransferVariance,
    WrongTransfer,
)
from models.stock.transfer_moves import moves_of_ending
from operations.access.permissions import NotPermitted
from operations.stock.transferring import cancel_transfer, receive_transfer, send_transfer
from store import invariants, stock, transfers
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, TILL, anna_at, small_shop, stock_up

LATER = AT + timedelta(hours=2)
WISH: dict[str, Any] = {
    "key": "k", "sender_id": 1, "receiver_id": 2, "note": "with the van",
    "goods": (SentGoods("MILK", Decimal(4)), SentGoods("BANANAS", Decimal("1.5"))),
}  # fmt: skip


def send(store: Store, *, at: datetime = AT, **changes: object) -> Transfer:
    return send_transfer(store, OFFICE_ACTOR, GoodsToTransfer(**(WISH | changes)), at=at)


def receive(store: Store, transfer: Transfer, *goods: GoodsOfTransfer, key: str = "r") -> EndedTransfer:
    return receive_transfer(store, OFFICE_ACTOR, transfer.id, TransferReceipt(key, goods or None), at=LATER)


def levels(store: Store) -> dict[tuple[int, str], Decimal]:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return stock.levels(view)


def test_goods_leave_are_on_the_way_and_come_with_what_differs(store: Store) -> None:
    stock_up(small_shop(store))
    before = levels(store)

    made, again = send(store), send(store)
    assert made == again
    on_the_way = levels(store)
    assert on_the_way == before | {
        (1, "MILK"): before[1, "MILK"] - 4,
        (1, "BANANAS"): before[1, "BANANAS"] - Decimal("1.5"),
    }
    with store.view() as view:
        assert transfers.transfers_on_the_way(view) == [made]
        assert transfers.coming_goods(view) == {(2, "MILK"): 4, (2, "BANANAS"): Decimal("1.5")}

    came = (
        GoodsOfTransfer("MILK", Decimal(2), Decimal(1), TransferVariance.DAMAGED),
        GoodsOfTransfer("BANANAS", Decimal("1.5")),
        GoodsOfTransfer("PAPER", Decimal(1), why=TransferVariance.MISCOUNTED),
    )
    ended, repeated = receive(store, made, *came), receive(store, made, *came)
    assert ended == repeated
    assert levels(store) == on_the_way | {
        (2, "MILK"): before[2, "MILK"] + 2,
        (2, "BANANAS"): before[2, "BANANAS"] + Decimal("1.5"),
        (2, "PAPER"): before[2, "PAPER"] + 1,
    }
    with store.view() as view:
        moved = stock.movements_from(view, [ended.id])[ended.id]
        assert {each.reason for each in moved} == {MovementReason.TRANSFER_IN}
        assert transfers.transfers_on_the_way(view) == []
        assert transfers.latest_ends(view, 9) == [(made, ended)]
    with pytest.raises(EntryDiffers):
        receive(store, made)
    with pytest.raises(TransferHasEnded):
        receive(store, made, key="x")
    with pytest.raises(TransferHasEnded):
        cancel_transfer(store, OFFICE_ACTOR, made.id, at=LATER)


def test_goods_that_all_came_damaged_make_no_movement_of_nothing(sqlite_store: Store) -> None:
    made = send(small_shop(sqlite_store))
    broken = GoodsOfTransfer("MILK", Decimal(0), Decimal(4), TransferVariance.DAMAGED)
    ended = receive(sqlite_store, made, broken, GoodsOfTransfer("BANANAS", Decimal("1.5")))
    with sqlite_store.view() as view:
        moved = stock.movements_from(view, [ended.id])[ended.id]
    assert [(each.sku, each.quantity) for each in moved] == [("BANANAS", Decimal("1.5"))]


def test_a_cancelled_transfer_is_back_on_the_shelf_once(sqlite_store: Store) -> None:
    stock_up(small_shop(sqlite_store))
    before, made = levels(sqlite_store), send(sqlite_store)
    first = cancel_transfer(sqlite_store, OFFICE_ACTOR, made.id, at=LATER, note="van broke down")
    assert cancel_transfer(sqlite_store, OFFICE_ACTOR, made.id, at=LATER) == first
    assert levels(sqlite_store) == before
    with pytest.raises(TransferHasEnded):
        receive(sqlite_store, made)


@pytest.mark.parametrize(
    "change",
    [
        {"receiver_id": 1},
        {"receiver_id": 9},
        {"goods": ()},
        {"goods": (SentGoods("MILK", Decimal(1)), SentGoods("MILK", Decimal(2)))},
        {"goods": (SentGoods("MILK", Decimal("0.5")),)},
        {"goods": (SentGoods("NOSUCH", Decimal(1)),)},
        {"note": "x" * 121},
        {"key": ""},
    ],
)
def test_what_cannot_be_sent_is_refused_and_changes_nothing(sqlite_store: Store, change: dict[str, Any]) -> None:
    small_shop(sqlite_store)
    with pytest.raises((WrongTransfer, KassaError), match="Nothing was"):
        send(sqlite_store, **change)
    assert levels(sqlite_store) == {}


@pytest.mark.parametrize(
    "goods",
    [
        (GoodsOfTransfer("MILK", Decimal(4)),),
        (GoodsOfTransfer("MILK", Decimal(3)), GoodsOfTransfer("BANANAS", Decimal("1.5"))),
        (GoodsOfTransfer("MILK", Decimal(4), Decimal(1)), GoodsOfTransfer("BANANAS", Decimal("1.5"))),
        (
            GoodsOfTransfer("MILK", Decimal(4), why=TransferVariance.LOST),
            GoodsOfTransfer("BANANAS", Decimal("1.5")),
        ),
    ],
)
def test_what_differs_needs_a_reason_and_nothing_is_left_out(
    sqlite_store: Store, goods: tuple[GoodsOfTransfer, ...]
) -> None:
    made = send(small_shop(sqlite_store))
    before = levels(sqlite_store)
    with pytest.raises(WrongTransfer, match="Nothing was changed"):
        receive(sqlite_store, made, *goods)
    assert levels(sqlite_store) == before


def test_nothing_ends_before_it_left_or_without_the_right(sqlite_store: Store) -> None:
    made = send(small_shop(sqlite_store), at=LATER)
    with pytest.raises(WrongTransfer, match="before it left"):
        receive_transfer(sqlite_store, OFFICE_ACTOR, made.id, TransferReceipt("r"), at=AT)
    with pytest.raises(transfers.UnknownTransfer):
        cancel_transfer(sqlite_store, OFFICE_ACTOR, 7, at=LATER)
    with pytest.raises(NotPermitted):
        cancel_transfer(sqlite_store, Actor("anna", OFFICE, frozenset()), made.id, at=LATER)


def test_any_order_of_steps_is_that_of_a_slow_reference(store: Store) -> None:
    """Two locations send to each other; each unit is on a shelf, on the way, or differs with a reason."""
    stock_up(small_shop(store))
    rng, expected = Random(14), defaultdict(Decimal, levels(store))
    for number in range(25):
        now = AT + timedelta(minutes=number)
        with store.view() as view:
            waiting = transfers.transfers_on_the_way(view)
        step = rng.randrange(3) if waiting else 0
        if step == 0:
            sender = rng.choice([1, 2])
            goods = tuple(
                SentGoods(sku, Decimal(rng.randint(1, 9))) for sku in rng.sample(["MILK", "BANANAS", "PAPER"], 2)
            )
            send(store, at=now, key=f"{number}", sender_id=sender, receiver_id=3 - sender, goods=goods)
            for each in goods:
                expected[sender, each.sku] -= each.units
            continue
        made = rng.choice(waiting)
        if step == 1:
            cancel_transfer(store, OFFICE_ACTOR, made.id, at=now)
            for sku, units in made.units.items():
                expected[made.wish.sender_id, sku] += units
            continue
        came = [
            GoodsOfTransfer(sku, units + change, why=TransferVariance.OTHER if change else None)
            for sku, units in made.units.items()
            for change in [rng.choice([-1, 0, 0, 2])]
        ]
        receive_transfer(store, OFFICE_ACTOR, made.id, TransferReceipt(f"{number}", tuple(came)), at=now)
        for line in came:
            expected[made.wish.receiver_id, line.sku] += line.good
    assert levels(store) == dict(expected)


def test_two_clerks_receive_and_one_cancels_at_once_and_it_ends_once(store: Store) -> None:
    stock_up(small_shop(store))
    before, made, start = levels(store), send(store), Barrier(3)

    def end(number: int) -> TransferEnd | None:
        actor = (OFFICE_ACTOR, anna_at(TILL), anna_at(TILL + 1))[number]
        start.wait()
        with suppress(TransferHasEnded):
            if number == 2:
                return cancel_transfer(store, OFFICE_ACTOR, made.id, at=LATER).end
            return receive_transfer(store, actor, made.id, TransferReceipt(f"{number}"), at=LATER).end
        return None

    with ThreadPoolExecutor(3) as clerks:
        (first,) = [each for each in clerks.map(end, range(3)) if each is not None]
    place = 2 if first is TransferEnd.RECEIVED else 1
    gone = {} if place == 1 else {(1, sku): before[1, sku] - units for sku, units in made.units.items()}
    came = {} if place == 1 else {(2, sku): before[2, sku] + units for sku, units in made.units.items()}
    assert levels(store) == before | gone | came


def test_control_clerks_who_look_first_and_do_not_lock_receive_twice(store: Store) -> None:
    stock_up(small_shop(store))
    made, looked = send(store), Barrier(2)
    with store.view() as view:
        before = stock.levels(view)

    def receive_carelessly(number: int) -> None:
        with store.view() as view:
            assert transfers.end_of(view, made.id) is None
        looked.wait()
        ending = EndedTransfer(
            number, f"{number}", made.id, TransferEnd.RECEIVED,
            (GoodsOfTransfer("MILK", Decimal(4)),), "", LATER, LATER.date(), "anna",
        )  # fmt: skip
        with store.transaction() as tx:
            stock.record_movements(tx, moves_of_ending(made, ending))

    with ThreadPoolExecutor(2) as clerks:
        list(clerks.map(receive_carelessly, (901, 902)))
    with store.view() as view:
        assert stock.levels(view)[2, "MILK"] == before[2, "MILK"] + 8
        assert invariants.check_all(view) != []
