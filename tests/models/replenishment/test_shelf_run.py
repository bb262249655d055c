"""The vectorised shelf against a slow one that moves single units, and what holds for every run."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.replenishment.shelf_run import OrderLevels, SupplyRhythm, run_shelf


@dataclass
class SlowShelf:
    """One product, one event after the other; every unit and every order has the day on which it comes."""

    rhythm: SupplyRhythm
    units: list[int] = field(default_factory=list)
    coming: list[tuple[int, int]] = field(default_factory=list)
    sold: int = 0
    lost: int = 0
    wasted: int = 0
    ordered: int = 0
    stock_days: int = 0

    def arrive(self, day: int) -> None:
        for due, quantity in [each for each in self.coming if each[0] == day]:
            self.units += [day] * quantity
            self.coming.remove((due, quantity))

    def order(self, day: int, level: float, point: float | None, pack: int) -> None:
        position = len(self.units) + sum(quantity for _, quantity in self.coming)
        if point is not None and position > np.ceil(point - 1e-9):
            return
        missing = max(int(np.ceil(level - 1e-9)) - position, 0)
        quantity = -(-missing // pack) * pack
        if quantity:
            self.coming.append((day + self.rhythm.lead_days, quantity))
            self.ordered += quantity

    def close(self, day: int, wanted: int) -> None:
        for _ in range(wanted):
            if self.units:
                self.units.pop(0)
                self.sold += 1
            else:
                self.lost += 1
        life = self.rhythm.shelf_life_days
        if life:
            old = [came for came in self.units if day - came + 1 >= life]
            self.wasted += len(old)
            self.units = [came for came in self.units if came not in old]
        self.stock_days += len(self.units)


def slow(
    wanted: list[int], levels: list[float], points: list[float] | None, rhythm: SupplyRhythm, pack: int
) -> SlowShelf:
    shelf = SlowShelf(rhythm, units=[0] * max(int(np.ceil(levels[0] - 1e-9)), 0))
    for day, units in enumerate(wanted):
        shelf.arrive(day)
        if day % rhythm.review_days == 0:
            review = day // rhythm.review_days
            shelf.order(day, levels[review], points[review] if points else None, pack)
            shelf.arrive(day)
        shelf.close(day, units)
    return shelf


rhythms = st.builds(SupplyRhythm, st.integers(1, 5), st.integers(0, 6), st.one_of(st.none(), st.integers(1, 4)))


@settings(max_examples=60)
@given(st.data(), rhythms, st.integers(1, 6), st.booleans())
def test_the_fast_shelf_is_the_slow_one(data: st.DataObject, rhythm: SupplyRhythm, pack: int, has_points: bool) -> None:  # noqa: FBT001
    days = data.draw(st.integers(1, 24))
    reviews = -(-days // rhythm.review_days)
    row = st.lists(st.integers(0, 9), min_size=days, max_size=days)
    level = st.lists(st.floats(0, 30), min_size=reviews, max_size=reviews)
    wanted = [data.draw(row) for _ in range(3)]
    levels, points = ([data.draw(level) for _ in range(3)] for _ in range(2))
    made = run_shelf(
        np.array(wanted, np.float64),
        OrderLevels(np.array(levels), np.array(points) if has_points else None),
        rhythm,
        case_pack=np.full(3, float(pack)),
    )
    for each in range(3):
        shelf = slow(wanted[each], levels[each], points[each] if has_points else None, rhythm, pack)
        got = (made.sold[each], made.lost[each], made.wasted[each], made.ordered[each], made.stock_days[each])
        assert got == (shelf.sold, shelf.lost, shelf.wasted, shelf.ordered, shelf.stock_days)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), rhythms)
def test_nothing_is_lost_or_made(seed: int, rhythm: SupplyRhythm) -> None:
    rng = np.random.default_rng(seed)
    wanted = rng.integers(0, 8, (4, 35)).astype(np.float64)
    levels = OrderLevels(rng.uniform(0, 40, (4, -(-35 // rhythm.review_days))))
    made = run_shelf(wanted, levels, rhythm)
    first = np.ceil(levels.order_up_to[:, 0])
    assert (made.sold + made.wasted <= first + made.ordered).all()
    assert np.allclose(made.lost_by_week.sum(axis=1), made.demand - made.sold)
    assert (made.lost >= 0).all()


def test_a_higher_level_never_sells_less_where_nothing_spoils() -> None:
    rng = np.random.default_rng(1)
    wanted, low = rng.poisson(3, (50, 84)).astype(np.float64), rng.uniform(5, 30, (50, 12))
    rhythm = SupplyRhythm(7, 3)
    assert (
        run_shelf(wanted, OrderLevels(low + 5), rhythm).sold >= run_shelf(wanted, OrderLevels(low), rhythm).sold
    ).all()


@pytest.mark.parametrize("wrong", [(0, 1, None), (7, -1, None), (7, 1, 0)])
def test_a_rhythm_of_no_days_is_no_rhythm(wrong: tuple[int, int, int | None]) -> None:
    with pytest.raises(ValueError, match="a day or more"):
        SupplyRhythm(*wrong)
