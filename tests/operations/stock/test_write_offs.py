"""Waste and own use: the goods leave once, with their reason, and come back once. On both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from models.access.actor import Actor
from models.errors import KassaError
from models.stock.movement import MovementReason
from models.stock.repeated_entry import EntryDiffers
from models.stock.write_off import UnsaleableGoods, WriteOff, WriteOffKind, WriteOffReason, WrittenBack, WrongWriteOff
from operations.access.permissions import NotPermitted
from operations.stock.writing_off import undo_write_off, write_off_goods
from store import invariants, stock, write_offs
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, small_shop, stock_up

GONE_OFF: dict[str, Any] = {
    "key": "k", "location_id": 1, "sku": "MILK", "units": Decimal(2), "kind": WriteOffKind.WASTE,
    "reason": WriteOffReason.EXPIRED,
}  # fmt: skip


def write_off(store: Store, *, at: datetime = AT, **changes: object) -> WriteOff:
    return write_off_goods(store, OFFICE_ACTOR, UnsaleableGoods(**(GONE_OFF | changes)), at=at)


def on_hand(store: Store, sku: str = "MILK") -> Decimal:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return stock.levels_of(view, 1, [sku])[sku]


def test_goods_leave_once_with_their_reason_and_come_back_once(store: Store) -> None:
    stock_up(small_shop(store))
    before = on_hand(store)

    made, again = write_off(store), write_off(store)
    used = write_off(store, key="u", kind=WriteOffKind.OWN_USE, reason=WriteOffReason.STAFF, note="fika")

    assert made == again
    with pytest.raises(EntryDiffers):
        write_off(store, units=Decimal(3))
    assert on_hand(store) == before - 4
    with store.view() as view:
        moved = stock.movements_from(view, [made.id, used.id])
        assert [each[0].reason for each in moved.values()] == [MovementReason.WASTE, MovementReason.OWN_USE]
    back = undo_write_off(store, OFFICE_ACTOR, made.id, at=AT)
    assert back.undoes == made.id
    assert on_hand(store) == before - 2
    for write_off_id in (made.id, back.id):
        with pytest.raises(WrittenBack):
            undo_write_off(store, OFFICE_ACTOR, write_off_id, at=AT)
    with store.view() as view:
        assert write_offs.latest_write_offs(view, 9) == [(used, False), (made, True)]


def test_stock_may_fall_below_zero_for_the_shelf_decides(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    write_off(sqlite_store)
    assert on_hand(sqlite_store) == -2


@pytest.mark.parametrize(
    "change",
    [
        {"units": Decimal("0.5")},
        {"units": Decimal(0)},
        {"units": Decimal("NaN")},
        {"units": Decimal(10_000_000)},
        {"reason": WriteOffReason.OWNER},
        {"location_id": 9},
        {"sku": "NOSUCH"},
        {"note": "x" * 121},
        {"key": ""},
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(sqlite_store: Store, change: dict[str, Any]) -> None:
    small_shop(sqlite_store)
    with pytest.raises((WrongWriteOff, KassaError), match="Nothing was"):
        write_off(sqlite_store, **change)
    assert on_hand(sqlite_store) == 0


def test_an_unknown_number_and_an_unpermitted_person_are_refused(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with pytest.raises(write_offs.UnknownWriteOff):
        undo_write_off(sqlite_store, OFFICE_ACTOR, 7, at=AT)
    with pytest.raises(NotPermitted):
        write_off_goods(sqlite_store, Actor("anna", OFFICE, frozenset()), UnsaleableGoods(**GONE_OFF), at=AT)


def test_eight_people_take_it_back_at_once_and_it_comes_back_once(store: Store) -> None:
    stock_up(small_shop(store))
    before, made = on_hand(store), write_off(store)

    def take_back(_: int) -> bool:
        try:
            undo_write_off(store, OFFICE_ACTOR, made.id, at=AT)
        except WrittenBack:
            return False
        return True

    with ThreadPoolExecutor(8) as people:
        assert sum(people.map(take_back, range(8))) == 1
    assert on_hand(store) == before
