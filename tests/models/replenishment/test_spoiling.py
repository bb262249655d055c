"""Goods that spoil: the table of the page, what always holds, and a shelf of single units."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from models.demand.baseline import SeasonalSmoothing
from models.demand.intervals import demand_quantile, shape
from models.money import Money
from models.purchasing.supplier import SupplierTerm
from models.replenishment.case_rounding import weighed_quantity
from models.replenishment.frontier import UnitValues, at_fill_rate
from models.replenishment.proposal import Reasons, Target, propose_line
from models.replenishment.rule_replay import TooLittleHistory, blend_by_day
from models.replenishment.shelf_run import SpoilingTerms, SupplyRhythm
from models.replenishment.spoiling import CHANCE_MAX, spoiling_levels, will_spoil
from models.replenishment.spoiling_replay import SPOILING, WEEKDAY, replay_spoiling
from models.replenishment.spoiling_target import SpoilingTarget, by_days_left
from tests.doc_tables import table
from tests.models.demand.panels import seeded_year


@pytest.mark.parametrize("row", table("spoiling.md", "Worked figures"))
def test_the_level_of_the_page(row: tuple[str, ...]) -> None:
    expected, life_expected, spread, lost, waste, life, review, level = map(float, row)
    assert SpoilingTarget(int(life), int(review), life_expected, lost, waste).level(expected, spread) == level


@pytest.mark.parametrize("row", table("spoiling.md", "Whole cases"))
def test_the_cases_of_the_page(row: tuple[str, ...]) -> None:
    fresh = SpoilingTarget(3, 1, 20.0, 30.0, 70.0)
    there, missing, pack = Decimal(row[0]), Decimal(row[1]), Decimal(12)
    rounded = weighed_quantity(
        missing, pack, Decimal(0), lambda units, before: fresh.weigh(units, there + before, expected=10, dispersion=1.5)
    )
    assert (rounded.costs.saved_minor, rounded.costs.spoilt_minor) == (float(row[2]), float(row[3]))
    assert rounded.quantity == Decimal(row[4])


@given(st.floats(0.1, 300), st.floats(1, 9), st.floats(0.05, 20))
def test_within_one_review_it_is_the_newsvendor(mean: float, spread: float, ratio: float) -> None:
    units, chance = np.array([mean]), ratio / (1 + ratio)
    level = spoiling_levels(units, units, np.array([spread]), np.array([ratio]))[0]
    assert abs(level - float(demand_quantile(mean, spread, chance))) <= 1, "a tie is broken by rounding"


@given(st.floats(0, 200), st.floats(0, 100), st.floats(1, 9), st.floats(0.05, 20), st.floats(0, 5))
def test_more_to_lose_never_orders_less(mean: float, more: float, spread: float, ratio: float, added: float) -> None:
    def level(life_expected: float, ratio: float) -> float:
        return float(spoiling_levels(*(np.array([each]) for each in (mean, life_expected, spread, ratio)))[0])

    least = level(mean, ratio)
    assert level(mean, ratio + added) >= least
    assert level(mean + more, ratio) >= least
    assert level(mean, ratio) == 0 or mean > 0


@settings(max_examples=40)
@given(st.data(), st.integers(1, 5), st.integers(0, 6))
def test_what_will_be_too_old_is_what_single_units_become(data: st.DataObject, life: int, days: int) -> None:
    shelf = data.draw(st.lists(st.integers(0, 9), min_size=life, max_size=life))
    ahead = data.draw(st.lists(st.integers(0, 9), min_size=days, max_size=days))
    units = [age for age, count in enumerate(shelf) for _ in range(count)]
    gone = 0
    for day, wanted in enumerate(ahead):
        units = units[wanted:]
        gone += sum(age <= day for age in units)
        units = [age for age in units if age > day]
    floats = np.array([shelf], np.float64), np.array([ahead], np.float64)
    assert will_spoil(*floats)[0] == gone


def test_the_newest_deliveries_are_still_there() -> None:
    assert by_days_left(-2, [(0, 5)], 3).tolist() == [0, 0, 0]
    assert by_days_left(7, [(1, 4), (3, 50), (0, 2)], 3).tolist() == [1, 4, 2]


@given(
    st.floats(0.01, 400), st.floats(1, 9), st.integers(1, 28), st.tuples(st.floats(1, 500), st.floats(0.01, 500)),
    st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(0, 40), st.integers(1, 12)),
)  # fmt: skip
def test_the_quantity_comes_again_from_what_is_stored(
    mean: float, spread: float, life: int, costs: tuple[float, float], stock: tuple[int, int, int, int]
) -> None:
    (on_hand, gone, on_order, pack), (lost, waste) = stock, costs
    expected, dispersion = round(mean, 3), round(spread, 4)
    gone_units = Decimal(min(gone, on_hand))
    fresh = SpoilingTarget(life, 2, round(3 * mean, 3), round(lost, 2), round(waste, 2), gone_units)
    level = fresh.level(expected, dispersion)
    aim = Target(4, expected, dispersion, 0.8, level, basis="spoils", own_dispersion=dispersion, spoiling=fresh)
    term = SupplierTerm("A", "S", Money(250, "SEK"), Decimal(pack))
    line = propose_line(aim, on_hand=Decimal(on_hand), on_order=Decimal(on_order), term=term)
    if line is not None:
        stored = Reasons.from_json(line.reasons.to_json())
        assert stored.recomputed() == line.quantity
        missing = level - on_hand + gone_units - on_order
        assert missing - pack < line.quantity < missing + pack


@settings(max_examples=60)
@given(
    st.floats(0.1, 60), st.floats(1, 6), st.tuples(st.integers(1, 14), st.floats(1, 200), st.floats(1, 200)),
    st.tuples(st.integers(1, 30), st.integers(0, 40), st.integers(0, 30)),
)  # fmt: skip
def test_no_other_number_of_cases_costs_less(
    mean: float, spread: float, terms: tuple[int, float, float], rounding: tuple[int, int, int]
) -> None:
    (life, lost, waste), (pack, moq, on_hand) = terms, rounding
    expected, dispersion = round(mean, 3), round(spread, 4)
    fresh = SpoilingTarget(life, 1, round(life * mean, 3), round(lost, 2), round(waste, 2))
    level = fresh.level(expected, dispersion)
    assume(level < demand_quantile(expected, dispersion, CHANCE_MAX))  # no level is above it
    aim = Target(2, expected, dispersion, 0.8, level, basis="spoils", own_dispersion=dispersion, spoiling=fresh)
    term = SupplierTerm("A", "S", Money(250, "SEK"), Decimal(pack), Decimal(moq))
    line = propose_line(aim, on_hand=Decimal(on_hand), on_order=Decimal(0), term=term)
    there = max(min(level, on_hand), 0)

    def cost(cases: int) -> float:
        return slow_cost(fresh, there + cases * pack, expected, dispersion)

    chosen = int(line.quantity) // pack if line else 0
    if level <= on_hand:
        assert chosen == 0
        return
    allowed = [0, *range(max(-(-moq // pack), 1), max(-(-moq // pack), 1) + level // pack + 3)]
    assert cost(chosen) <= min(map(cost, allowed)) + 0.02, "two decimals are stored"


def slow_cost(fresh: SpoilingTarget, position: int, expected: float, dispersion: float) -> float:
    """Lost sales and waste of a position, summed over every demand there can be."""
    demand = np.arange(4_000)

    def chances(mean: float) -> np.ndarray:
        return np.asarray(stats.nbinom.pmf(demand, *shape(mean, dispersion)))

    short = chances(expected) @ np.maximum(demand - position, 0)
    spoilt = chances(fresh.life_expected) @ np.maximum(position - demand, 0)
    return float(fresh.lost_minor * fresh.shelf_life_days / fresh.review_days * short + fresh.waste_minor * spoilt)


def test_cases_that_are_weighed_cost_less_in_a_replay_than_cases_rounded_up() -> None:
    panel, rhythm = seeded_year(products=10, days=200, ahead=0), SupplyRhythm(1, 1)
    values = UnitValues(np.full(10, 70.0), np.full(10, 100.0))
    terms = SpoilingTerms(np.full(10, 3), packs=np.full(10, 12.0))
    made = replay_spoiling(panel, values, rhythm, terms, weeks=4, learner=SeasonalSmoothing())
    up = replay_spoiling(panel, values, rhythm, replace(terms, rounds_up=True), weeks=4, learner=SeasonalSmoothing())
    assert made.ours.waste_share < 0.8 * up.ours.waste_share
    assert made.ours.lost_a_week * 0.3 + made.ours.wasted_a_week < up.ours.lost_a_week * 0.3 + up.ours.wasted_a_week


def test_a_replay_throws_away_less_than_the_weekday_mean() -> None:
    panel, rhythm = seeded_year(products=10, days=200, ahead=0), SupplyRhythm(1, 1)
    values, lives = UnitValues(np.full(10, 70.0), np.full(10, 100.0)), np.full(10, 3)
    lives[::2] = 5
    terms = SpoilingTerms(lives)
    made = replay_spoiling(panel, values, rhythm, terms, weeks=4, learner=SeasonalSmoothing())
    waste = {rule.name: at_fill_rate(rule.points, 0.9, "waste_share") or 1.0 for rule in made.rules}
    assert waste[SPOILING] < waste[WEEKDAY]
    assert made.goods == 10
    with pytest.raises(TooLittleHistory):
        replay_spoiling(panel, values, rhythm, terms, weeks=40)


def test_no_forecast_of_a_replay_looks_at_its_own_day_or_later() -> None:
    panel, reviews = seeded_year(products=6, days=120, ahead=0), [110, 111, 112]
    planted = panel.units.copy()
    planted[:, 111] = 5_000
    first, second = (
        blend_by_day(replace(panel, units=units), reviews, 4, SeasonalSmoothing()) for units in (panel.units, planted)
    )
    assert np.array_equal(first[:, :2], second[:, :2])
    assert not np.array_equal(first[:, 2], second[:, 2]), "negative control: the day after it knows"
