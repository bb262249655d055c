"""Goods that another location can spare: nobody goes below its own level, and nothing goes both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.purchasing.supplier import SupplierTerm
from models.replenishment.proposal import Reasons, Target, propose_line
from models.replenishment.transfer_first import ShelfNeed, SparedGoods, Way, shelf_need, spare_goods
from tests.builders import kr

UNITS = st.decimals(-5, 120, places=0) | st.decimals(0, 60, places=3)
COMING = st.sampled_from([0, 0, 0, 4, 25, 90]).map(Decimal)


@st.composite
def shelves(draw: st.DrawFn) -> list[ShelfNeed]:
    """One product at up to five locations, one of which may be a storeroom."""

    def one(number: int) -> ShelfNeed:
        days = draw(st.integers(1, 21))
        lead = draw(st.integers(0, days))
        demand = draw(st.floats(0, 60)), draw(st.floats(1, 6))
        stock = draw(UNITS), draw(COMING), draw(COMING)
        return shelf_need(number, (days, lead), demand, draw(st.sampled_from([0.5, 0.9, 0.95, 0.99])), stock=stock)

    count = draw(st.integers(2, 5))
    storeroom = shelf_need(9, (0, 0), (0.0, 1.0), 0.95, stock=(draw(UNITS), Decimal(0), Decimal(0)))
    return [*(one(number) for number in range(1, count + 1)), *([storeroom] if draw(st.booleans()) else [])]


def one_by_one(places: Sequence[ShelfNeed], barred: set[Way]) -> dict[tuple[int, int], int]:
    """The same rule slowly: one unit at a time, each from the location that the receiver began to get from."""
    shelf = {each.location_id: each.on_hand - each.promised - each.least for each in places}
    lacks = {each.location_id: each.order_up_to - max(each.on_hand, Decimal(0)) - each.on_order for each in places}
    need = sorted(
        (each for each in places if lacks[each.location_id] >= 1),
        key=lambda each: (-int(lacks[each.location_id]) / max(each.order_up_to, 1), each.location_id),
    )
    carried: dict[tuple[int, int], int] = {}
    for to in need:
        for sender in sorted(shelf, key=lambda number: (-int(shelf[number]), number)):
            while shelf[sender] >= 1 and lacks[to.location_id] >= 1 and (sender, to.location_id, "A") not in barred:
                shelf[sender] -= 1
                lacks[to.location_id] -= 1
                carried[sender, to.location_id] = carried.get((sender, to.location_id), 0) + 1
    return carried


@given(shelves(), st.sets(st.tuples(st.integers(1, 9), st.integers(1, 5), st.just("A")), max_size=4))
def test_what_is_spared_is_what_a_slow_count_unit_by_unit_gives(places: list[ShelfNeed], barred: set[Way]) -> None:
    spared = spare_goods({"A": places}, barred)
    assert {each.way[:2]: int(each.units) for each in spared} == one_by_one(places, barred)


@given(shelves())
def test_no_sender_goes_below_its_level_and_no_receiver_above_its_own(places: list[ShelfNeed]) -> None:
    spared = spare_goods({"A": places})
    senders, receivers = {each.way[0] for each in spared}, {each.way[1] for each in spared}
    assert not senders & receivers, "nobody gives and gets the same product"
    for each in places:
        gives = sum(line.units for line in spared if line.way[0] == each.location_id)
        gets = sum(line.units for line in spared if line.way[1] == each.location_id)
        if gives:
            assert each.on_hand - gives + each.on_order >= each.order_up_to
            assert each.on_hand - gives - each.promised >= each.until_arrival
        assert gets <= max(each.order_up_to - max(each.on_hand, Decimal(0)) - each.on_order, Decimal(0))
    missing, spare = (sum(getattr(each, name) for each in places) for name in ("missing", "spare"))
    assert sum(each.units for each in spared) == min(missing, spare), "as much as there is a use for"


@given(shelves())
def test_units_are_worked_out_again_from_what_is_stored(places: list[ShelfNeed]) -> None:
    for each in spare_goods({"A": places}):
        stored = SparedGoods.from_json("A", each.units, each.to_json())
        assert stored == each
        assert stored.recomputed() == each.units
        other = replace(stored, sender=replace(stored.sender, on_hand=Decimal(-1)))
        assert other.recomputed() < each.units, "a figure that was changed is found"


@given(st.decimals(0, 60, places=0), st.integers(0, 40), st.sampled_from([1, 6, 10]))
def test_only_the_rest_is_bought_and_its_line_gives_the_quantity_again(
    on_hand: Decimal, spared: int, case_pack: int
) -> None:
    aim = Target(7, 21.0, 1.5, 0.95, 31)
    term = SupplierTerm("A", "S", kr(500), Decimal(case_pack), Decimal(0))
    comes = min(Decimal(spared), max(aim.order_up_to - on_hand, Decimal(0)))
    line = propose_line(aim, on_hand=on_hand, on_order=Decimal(0), term=term, transferred=comes)
    rest = aim.order_up_to - on_hand - comes
    assert (line is None) == (rest <= 0)
    if line is not None:
        assert rest <= line.quantity < rest + case_pack
        assert Reasons.from_json(line.reasons.to_json()).recomputed() == line.quantity
        assert not line.is_overtaken(comes), "what was proposed to be sent may be on its way"
        assert line.is_overtaken(comes + 1)


@pytest.mark.parametrize(
    ("shelf_one", "shelf_two", "units"),
    [((60, 0), (0, 0), 29), ((40, 0), (0, 0), 9), ((40, 90), (0, 0), 29), ((31, 0), (0, 0), 0), ((60, 0), (28, 0), 3)],
)
def test_the_figures_of_the_page(shelf_one: tuple[int, int], shelf_two: tuple[int, int], units: int) -> None:
    places = [
        shelf_need(number, (7, 2), (21.0, 1.5), 0.95, stock=(Decimal(stock[0]), Decimal(stock[1]), Decimal(0)))
        for number, stock in ((1, shelf_one), (2, shelf_two))
    ]
    assert sum(each.units for each in spare_goods({"A": places})) == units
