"""Stock below zero: since when, and what probably happened. On both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.selling.earlier_trade import GoodsMoved, History
from models.stock.below_zero import NegativeCause, StockClues, below_zero_since, probable_cause
from models.stock.counting import CountedUnits
from models.stock.movement import MovementReason
from operations.bulk.past_trade import save_history
from operations.stock.stock_count import count_goods
from store.database.engine import Store
from store.negative_stock import count_negative, negative_stock
from tests.builders import AT, OFFICE, OFFICE_ACTOR, small_shop
from tests.operations.purchasing.test_receiving import sent


def move(store: Store, sku: str, units: int, hours: float, *, place: int = 1) -> None:
    reason = MovementReason.DELIVERY if units > 0 else MovementReason.WASTE
    goods = GoodsMoved(AT + timedelta(hours=hours), place, reason, ((sku, Decimal(units)),))
    save_history(store, OFFICE_ACTOR, History(goods=[goods], office_id=OFFICE))


def test_each_negative_stock_has_its_instant_and_its_cause(store: Store) -> None:
    small_shop(store)
    for sku, units, hours in (
        ("MILK", -1, 0), ("MILK", 3, 1), ("MILK", -4, 2), ("MILK", -1, 3), ("PAPER", -9, 4), ("NAPKINS", 2, 0),
        ("NAPKINS", -5, 5),
    ):  # fmt: skip
        move(store, sku, units, hours)
    move(store, "NAPKINS", 1, 6, place=2)
    move(store, "BANANAS", 1, 0)

    with store.view() as view:
        found = {each.sku: each for each in negative_stock(view, 9)}
        assert count_negative(view) == len(found) == 3
        assert [each.sku for each in negative_stock(view, 1)] == ["PAPER"]

    assert {sku: (int(each.on_hand), each.since - AT, each.cause) for sku, each in found.items()} == {
        "MILK": (-3, timedelta(hours=2), NegativeCause.MIXED_UP),
        "PAPER": (-9, timedelta(hours=4), NegativeCause.NEVER_IN),
        "NAPKINS": (-3, timedelta(hours=5), NegativeCause.OTHER_LOCATION),
    }


def test_a_count_before_and_an_order_on_its_way_explain_more(sqlite_store: Store) -> None:
    store = sqlite_store
    order = sent(store)
    skus = [each.sku for each in order.lines]
    move(store, skus[0], -2, 1)
    counted = [CountedUnits("NAPKINS", Decimal(1), AT)]
    count_goods(store, OFFICE_ACTOR, counted, location_id=1, key="k", at=AT)
    move(store, "NAPKINS", -2, 24)

    with store.view() as view:
        causes = {each.sku: each.cause for each in negative_stock(view, 9)}
    assert causes == {skus[0]: NegativeCause.NOT_RECEIVED, "NAPKINS": NegativeCause.COUNT_LOW}


@pytest.mark.parametrize("days", [7, 8])
def test_a_count_is_doubted_for_a_week(days: int) -> None:
    clues = StockClues(is_coming=False, ever_came=True, elsewhere=Decimal(0), counted_at=AT)
    expected = NegativeCause.COUNT_LOW if days == 7 else NegativeCause.MIXED_UP
    assert probable_cause(clues, AT + timedelta(days=days)) is expected


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(-5, 5)), max_size=12))
def test_the_instant_is_that_of_replaying_all_movements(moves: list[tuple[int, int]]) -> None:
    moved = sorted((AT + timedelta(hours=hour), Decimal(units)) for hour, units in moves)
    since: datetime | None = None
    level = Decimal(0)
    for at in sorted({at for at, _ in moved}):
        level += sum(units for each, units in moved if each == at)
        since = None if level >= 0 else since or at

    found = below_zero_since(level, reversed(moved))

    assert found == since
