"""Counting while the tills sell: the variance is exact at the instant of each count. On both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from models.access.actor import Actor
from models.selling.earlier_trade import GoodsMoved, History
from models.stock.counting import CountedUnits, StockCount, WrongCount
from models.stock.movement import MovementReason
from models.stock.repeated_entry import EntryDiffers
from operations.access.permissions import NotPermitted
from operations.bulk.past_trade import save_history
from operations.stock.stock_count import count_goods
from store import invariants, stock, stock_counts
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, Operator, small_shop

#: Interleavings in this test; ``make prove`` tries more of them.
WALKS, STEPS = 12, 25


def minutes(count: float) -> datetime:
    return AT + timedelta(minutes=count)


def move(store: Store, units: int, at: datetime, reason: MovementReason = MovementReason.DELIVERY) -> None:
    goods = GoodsMoved(at, 1, reason, (("MILK", Decimal(units)),))
    save_history(store, OFFICE_ACTOR, History(goods=[goods], office_id=OFFICE))


def count(
    store: Store, units: int, seen_at: datetime, *, saved_at: datetime | None = None, key: str = ""
) -> StockCount:
    counted = [CountedUnits("MILK", Decimal(units), seen_at)]
    name = key or f"{seen_at.timestamp()}"
    return count_goods(store, OFFICE_ACTOR, counted, location_id=1, key=name, at=saved_at or seen_at)


def on_hand(store: Store) -> int:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return int(stock.levels(view)[1, "MILK"])


def test_what_is_sold_after_the_count_stays_sold(store: Store) -> None:
    till = Operator(small_shop(store))
    move(store, 20, minutes(-60))
    till.scan("MILK", 3, at=minutes(10))
    till.pay_cash(at=minutes(10))

    made = count(store, 19, minutes(5), saved_at=minutes(15))

    assert int(made.lines[0].variance) == -1  # at the instant of the count nothing was sold
    assert on_hand(store) == 16
    with store.view() as view:
        assert stock_counts.latest_counts(view, 9) == [made]


def test_a_count_that_agrees_is_stored_and_moves_nothing(store: Store) -> None:
    small_shop(store)
    move(store, 5, minutes(-1))

    made, again = count(store, 5, minutes(0), key="k"), count(store, 5, minutes(0), key="k")

    assert made == again
    assert on_hand(store) == 5


def test_another_count_under_a_used_key_is_refused_and_not_lost_unsaid(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    count(sqlite_store, 5, minutes(0), key="k")
    with pytest.raises(EntryDiffers, match="under the key k"):
        count(sqlite_store, 9, minutes(1), key="k")
    assert on_hand(sqlite_store) == 5


def test_a_count_older_than_one_that_was_saved_is_refused(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    count(sqlite_store, 7, minutes(10))

    with pytest.raises(WrongCount, match="older than one that was saved"):
        count(sqlite_store, 8, minutes(5), saved_at=minutes(12))
    assert on_hand(sqlite_store) == 7


@pytest.mark.parametrize(
    ("sku", "units", "seen"), [("MILK", "0.5", 0), ("MILK", "-1", 0), ("MILK", "9999999", 0), ("MILK", "1", 5)]
)
def test_a_count_that_cannot_be_is_refused(sqlite_store: Store, sku: str, units: str, seen: int) -> None:
    small_shop(sqlite_store)

    with pytest.raises(WrongCount, match="Nothing was changed"):
        count_goods(
            sqlite_store,
            OFFICE_ACTOR,
            [CountedUnits(sku, Decimal(units), minutes(seen))],
            location_id=1,
            key="k",
            at=AT,
        )


def test_who_may_not_count_changes_nothing(sqlite_store: Store) -> None:
    small_shop(sqlite_store)

    with pytest.raises(NotPermitted):
        count_goods(sqlite_store, Actor("anna", OFFICE, frozenset()), [], location_id=1, key="k", at=AT)


def walk(store: Store, seed: int, day: int) -> None:
    """Sales, deliveries and counts at random; a count is saved after what came between. By hand: what is there."""
    rng, now, there, waiting = Random(seed), minutes(1440 * day), 0, list[tuple[datetime, int, int]]()
    with store.view() as view:
        before = int(stock.levels(view).get((1, "MILK"), Decimal(0)))
    book = before
    for _ in range(STEPS):
        now += timedelta(seconds=rng.randint(1, 90))
        match rng.randrange(4):
            case 0:
                units = rng.randint(1, 9)
                move(store, units, now)
                book, there = book + units, there + units
            case 1:
                units = rng.randint(1, 4)
                move(store, -units, now, MovementReason.WASTE)
                book, there = book - units, there - units
            case 2 if not waiting:
                seen = max(0, there + rng.randint(-2, 2))
                waiting.append((now, seen, seen - book))
                there, book = seen, seen
            case 3 if waiting:
                seen_at, seen, variance = waiting.pop()
                made = count(store, seen, seen_at, saved_at=now)
                assert int(made.lines[0].variance) == variance
    for seen_at, seen, variance in waiting:
        assert int(count(store, seen, seen_at, saved_at=now).lines[0].variance) == variance
    with store.view() as view:
        assert int(stock.levels(view)[1, "MILK"]) == book if book or there else True


def test_interleavings_of_trade_and_counts_give_exact_variances(store: Store) -> None:
    small_shop(store)
    move(store, 1, minutes(-5))
    for seed in range(WALKS):
        walk(store, seed, seed)
    with store.view() as view:
        assert invariants.check_all(view) == []
