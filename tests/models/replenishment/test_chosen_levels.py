"""What an order's level is made by: what was learnt for the class of the goods, or the plain rule with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.demand.panel import DemandPanel
from models.money import Money
from models.purchasing.supplier import SupplierTerm
from models.replenishment.chosen_levels import ForecastDemand, LevelBasis, LevelPlan, choose_levels, plan_levels
from models.replenishment.frontier import FrontierPoint
from models.replenishment.learnt_levels import CLASSES, LearntLevels, LevelChoice, class_of
from models.replenishment.policy import order_up_to
from models.replenishment.proposal import Reasons, Target, propose_line
from models.replenishment.replay_record import ReplayRecord
from models.replenishment.rule_replay import BLEND, LEARNT, MEAN, RuleReplay
from models.replenishment.shelf_run import SupplyRhythm
from tests.builders import AT, DAY

TAUGHT = tuple(LevelChoice(BLEND, 0.5 + 0.03 * number) for number in range(CLASSES))


def record(choices: tuple[LevelChoice, ...] = TAUGHT, *, goal: float = 0.95) -> ReplayRecord:
    return ReplayRecord(1, AT, DAY, DAY, 2, SupplyRhythm(7, 3), (), LearntLevels({goal: choices}))


def history(units: list[list[float]]) -> DemandPanel:
    values = np.array(units, np.float32)
    keys = pl.DataFrame({"location_id": [1] * len(units), "sku": [f"S{row}" for row in range(len(units))]})
    return DemandPanel(keys, DAY, values, np.zeros_like(values, np.bool_), np.zeros(len(units), np.int64))


def demand(expected: list[float], rows: list[int], *, days: int = 10) -> ForecastDemand:
    count = len(expected)
    return ForecastDemand(np.array(expected), np.full(count, 1.5), np.full(count, days), np.array(rows))


PLAN = LevelPlan(0.95, LevelBasis.LEARNT, TAUGHT)
SALES = history([[1.0, 0.0, 2.0] * 28, [9.0, 2.0, 6.0] * 28])


def test_each_class_is_ordered_by_the_chance_that_it_was_taught() -> None:
    found = choose_levels(PLAN, demand([8.5, 61.0], [0, 1]), SALES)
    classes = class_of(found.expected, found.dispersion)
    assert found.basis == (LevelBasis.LEARNT, LevelBasis.LEARNT)
    assert found.chance.tolist() == [TAUGHT[number].chance for number in classes]
    assert classes[0] != classes[1]
    for row in (0, 1):
        one = slice(row, row + 1)
        level = order_up_to(found.expected[one], found.dispersion[one], float(found.chance[row]))
        assert found.order_up_to[row] == level[0]


def test_a_chance_stays_with_the_forecast_that_it_was_learnt_for() -> None:
    plan = LevelPlan(0.95, LevelBasis.LEARNT, (LevelChoice(MEAN, 0.9),) * CLASSES)
    found = choose_levels(plan, demand([30.0, 0.0], [0, 1]), SALES)
    assert found.forecast == (MEAN, MEAN)
    assert found.expected[0] == pytest.approx(10 * SALES.units[0, -56:].mean(), abs=1e-3)
    assert found.order_up_to[1] == 0, "what nobody is expected to buy is not ordered"


def test_the_plain_rule_holds_where_nothing_was_learnt_and_gives_its_reason() -> None:
    def basis(found: ReplayRecord | None, made_on: date | None = DAY, *, service: float = 0.95) -> str:
        return plan_levels(found, service, made_on=made_on, today=DAY + timedelta(days=7)).basis.value

    assert basis(record()) == "learnt"
    assert basis(None) == "nothing_learnt"
    assert basis(record(), DAY - timedelta(days=29)) == "too_old"
    assert basis(record(), service=0.97) == "unusable"
    for wrong in (float("nan"), 0.0, 1.0):
        assert basis(record((*TAUGHT[1:], LevelChoice(BLEND, wrong)))) == "unusable"
    assert basis(record(TAUGHT[1:])) == basis(record((*TAUGHT[1:], LevelChoice("oracle", 0.9)))) == "unusable"


def test_an_aim_that_fell_short_on_later_weeks_is_raised() -> None:
    higher = tuple(replace(each, chance=each.chance + 0.02) for each in TAUGHT)

    def plan(*fills: float) -> tuple[LevelChoice, ...]:
        points = [
            FrontierPoint(goal, fill, 1, 1, 0, 0, 0, 0, 0) for goal, fill in zip((0.95, 0.97), fills, strict=True)
        ]
        learnt = LearntLevels({0.95: TAUGHT, 0.97: higher})
        replayed = replace(record(), rules=(RuleReplay(LEARNT, 0.95, tuple(points)),), learnt=learnt)
        return plan_levels(replayed, 0.95, made_on=DAY, today=DAY).choices

    assert plan(0.95, 0.97) == TAUGHT
    assert plan(0.90, 0.955) == higher
    assert plan(0.90, 0.94) == higher, "none fills as much: the best of them"


def test_goods_without_a_history_take_the_plain_rule() -> None:
    for past, rows in ((None, [0, 1]), (SALES, [-1, 1])):
        found = choose_levels(PLAN, demand([21.0, 61.0], rows), past)
        assert (found.basis[0], found.chance[0], found.order_up_to[0]) == (LevelBasis.NO_HISTORY, 0.95, 31)


@given(
    st.floats(0.001, 5000), st.floats(1, 60), st.sampled_from([0.3, 0.5, 0.935, 0.95, 0.999]),
    st.tuples(st.integers(0, 400), st.integers(0, 100)), st.tuples(st.integers(1, 48), st.integers(0, 60)),
)  # fmt: skip
def test_the_quantity_comes_again_from_the_stored_figures_alone(
    expected: float, spread: float, chance: float, position: tuple[int, int], rounding: tuple[int, int]
) -> None:
    (on_hand, on_order), (case_pack, moq) = position, rounding
    plan = LevelPlan(chance, LevelBasis.NOTHING_LEARNT)
    only = ForecastDemand(np.array([expected]), np.array([spread]), np.array([10]), np.array([-1]))
    found = choose_levels(plan, only, None)
    target = Target(10, float(found.expected[0]), float(found.dispersion[0]), chance, int(found.order_up_to[0]))
    term = SupplierTerm("A", "S", Money(250, "SEK"), Decimal(case_pack), Decimal(moq))
    line = propose_line(target, on_hand=Decimal(on_hand), on_order=Decimal(on_order), term=term)
    if line is not None:
        stored = Reasons.from_json(line.reasons.to_json())
        assert stored.recomputed() == line.quantity
        assert stored.rounding_cost_minor == 250 * (line.quantity - stored.missing)


def test_reasons_that_were_stored_before_levels_were_learnt_are_read() -> None:
    old = (
        '{"protection_days": 10, "expected_demand": 21.0, "dispersion": 1.5, "service_level": 0.95, "safety": 10.0, '
        '"order_up_to": "31", "on_hand": "8", "on_order": "12", "missing": "11", "case_pack": "6", '
        '"after_case_pack": "12", "moq": "24", "quantity": "24"}'
    )
    assert Reasons.from_json(old).basis == "nothing_learnt"
    assert Reasons.from_json(old).recomputed() == 24
