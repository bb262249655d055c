"""The shelf beside the owner's: units neither appear nor disappear, and both sides are counted alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.replenishment.shadow_figures import compare_shadow
from models.replenishment.shadow_record import (
    DAYS_MAX,
    ShadowGoods,
    ShadowRecord,
    ShadowRun,
    WrongShadowDays,
    decided_fact,
)
from models.replenishment.shadow_shelf import DayOfGoods, ShadowShelf, SideFigures, owners_day, shadow_day
from tests.builders import AT, DAY

UNITS = st.integers(0, 9000)
#: What customers wanted, what they got of it, deliveries, other movements, an order, and whether goods are shared.
A_DAY = st.tuples(UNITS, UNITS, UNITS, st.integers(-4000, 4000), UNITS, st.booleans())


@settings(max_examples=80)
@given(first=UNITS, inherited=UNITS, days=st.lists(A_DAY, max_size=12), life=st.none() | st.integers(1, 4))
def test_units_are_on_the_shelf_sold_thrown_away_or_elsewhere(
    first: int, inherited: int, days: list[tuple[int, int, int, int, int, bool]], life: int | None
) -> None:
    shelf, there = ShadowShelf(((DAY, first),) if first else (), (), inherited), first
    for number, (demand, sales, deliveries, others, order, is_shared) in enumerate(days):
        day, before = DAY + timedelta(days=number), shelf
        facts = DayOfGoods(day, max(demand, sales), sales, deliveries, others=others)
        due = sum(units for when, units in shelf.coming if when <= day)
        shelf, side = shadow_day(shelf, facts, life_days=life, is_shared=is_shared)
        brought = deliveries if is_shared else min(deliveries, before.inherited)
        assert side.arrivals == due + brought
        there = max(there + side.arrivals + others, 0) - side.sales - side.waste
        assert shelf.on_hand == side.stock_days == there >= 0
        assert side.sales + side.shortage == facts.demand
        assert side.shortage == 0 or life is not None or shelf.on_hand == 0
        assert life is not None or side.waste == 0
        assert all((day - when).days < (life or 99) - 1 for when, _ in shelf.batches)
        assert list(shelf.batches) == sorted(shelf.batches), "the oldest are sold first"
        shelf = shelf.with_order(day + timedelta(days=2), order)
        assert shelf.on_order == sum(units for _, units in shelf.coming) + max(before.inherited - deliveries, 0)


@settings(max_examples=30)
@given(days=st.lists(st.tuples(UNITS, UNITS), min_size=1, max_size=12))
def test_orders_like_the_owners_are_worth_what_the_owners_are(days: list[tuple[int, int]]) -> None:
    shelf, stock, yours, ours = ShadowShelf(), 0, SideFigures(), SideFigures()
    for number, (demand, deliveries) in enumerate(days):
        stock += deliveries
        sales = min(demand, stock)
        stock -= sales
        facts = DayOfGoods(DAY + timedelta(days=number), demand, sales, deliveries, stock=stock)
        shelf, side = shadow_day(shelf, facts, life_days=None, is_shared=True)
        yours, ours = yours.plus(owners_day(facts)), ours.plus(side)
    goods = ShadowGoods(1, "MILK", "GROSS", 995, 400, shelf, yours, ours)
    comparison = compare_shadow([replace(record(goods, counted_days=len(days)), owner_orders=())])
    assert comparison.total.yours == comparison.total.ours
    assert comparison.total.gain == 0


def record(*goods: ShadowGoods, counted_days: int = 2, day: date = DAY) -> ShadowRecord:
    return ShadowRecord(5, 4, day, AT, "schedule", DAY, counted_days, 3, "learnt", (("GROSS", 700),), 1, goods)


def goods_of(supplier: str, *, order: int = 0) -> ShadowGoods:
    shelf = ShadowShelf(((DAY, 2000),), ((DAY + timedelta(days=1), 500),), 250)
    yours, ours = SideFigures(1000, 2000, 3000, 4000, 20_000), SideFigures(1500, 2500, 2000, 1000, 10_000)
    return ShadowGoods(
        1, f"Å{supplier}", supplier, 1000, 500, shelf, yours, ours, ShadowShelf(((DAY, 7),)), order, DAY, '{"a":1}'
    )


def test_what_is_saved_is_missed_profit_waste_and_cost_of_stock() -> None:
    comparison = compare_shadow([record(goods_of("B"), goods_of("A", order=3000))])
    assert [each.supplier for each in comparison.suppliers] == ["A", "B", "GROSS"]
    one = comparison.suppliers[0]
    # Twenty unit-days at ten kronor are a hundred kronor for two days, at a quarter a year.
    assert (one.yours.stock, one.yours.shortage, one.yours.waste, one.yours.holding) == (10_000, 1500, 4000, 14)
    assert (one.ours.stock, one.ours.shortage, one.ours.waste, one.ours.holding) == (5000, 1000, 1000, 7)
    assert (one.ours.orders, one.yours.arrivals, comparison.suppliers[2].yours.orders) == (3000, 1000, 700)
    assert one.gain == 500 + 3000 + 7
    assert comparison.total.gain == 2 * one.gain


def test_a_morning_is_read_as_it_was_written_and_any_change_has_another_digest() -> None:
    made = record(goods_of("A", order=3000), replace(goods_of("B"), comes_on=None))
    head = (made.id, made.shadow_id, made.day, made.at, made.operator)
    assert ShadowRecord.of_json(head, made.figures_json) == made
    digests = {
        decided_fact(each).digest
        for each in (made, replace(made, left_out=2), record(*reversed(made.goods)), replace(made, forecast_run=9))
    }
    assert len(digests) == 4


@pytest.mark.parametrize("days", [0, -1, DAYS_MAX + 1])
def test_a_run_has_a_morning_or_more(days: int) -> None:
    with pytest.raises(WrongShadowDays):
        ShadowRun(1, AT, "anna", DAY, days)
