"""Textbook formulas: reference figures to six digits, and what holds among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.replenishment.textbook import (
    OrderPolicy,
    base_stock,
    economic_order,
    economic_order_backorders,
    newsvendor_binomial,
    newsvendor_normal,
    newsvendor_poisson,
    order_up_to_poisson,
    power_approximation,
    reorder_point_poisson,
    reorder_point_quantity,
    safety_stock,
)
from models.replenishment.textbook_orders import ProductFigures, textbook_answers

#: Made once with version 1.0.2 of the library `stockpyl`: quantity, cost and reorder point.
REFERENCE: tuple[tuple[Callable[[], OrderPolicy | None], str, str | None, str | None], ...] = (
    (lambda: economic_order(8, 0.225, 1300), "304.0468", "68.41053",  None),
    (lambda: economic_order_backorders(8, 0.225, 5, 1300), "310.8126", "66.92136",  None),
    (lambda: newsvendor_normal(0.18, 0.70, 50, 8), "56.6040", "1.99761",  None),
    (lambda: base_stock(0.18, 0.70, 50, 8, 4), "264.7669", "4.46678",  None),
    (lambda: newsvendor_poisson(1, 4, 6), "8", "3.570107",  None),
    (lambda: newsvendor_poisson(1, 19, 0.8), "2", "2.362422",  None),
    (lambda: newsvendor_binomial(1, 19, 5, 3.5), "13", "11.59971",  None),
    (
        lambda: reorder_point_quantity(0.225, 7.5, 8, rate=1300, deviation=150, lead_time=1 / 12),
        "318.5902", "95.45114", "213.9704",
    ),
    (lambda: reorder_point_poisson(20, 150, 100, rate=1.5, lead_time=2), "5", "107.9236", "3"),
    (lambda: order_up_to_poisson(1, 4, 5, mean=6), "10", "8.034112", "4"),
    (lambda: power_approximation(0.18, 0.70, 2.5, mean=50, deviation=8), "74.29017",  None, "40.19462"),
)  # fmt: skip
FIGURES = ProductFigures(3.0, 2.0, 7, 3, 1.0, 1000.0, 400.0, 5000.0, 0.95)


@pytest.mark.parametrize("case", REFERENCE)
def test_the_reference_is_met_in_every_digit(
    case: tuple[Callable[[], OrderPolicy | None], str, str | None, str | None],
) -> None:
    made, quantity, cost, point = case
    found = made()
    assert found is not None
    for value, reference in ((found.quantity, quantity), (found.cost, cost), (found.reorder_point, point)):
        if reference is not None:
            assert value is not None
            decimals = len(reference.partition(".")[2])
            assert f"{value:.{decimals}f}" == reference


@given(st.floats(0.01, 9), st.floats(0.01, 99), st.floats(0.1, 40))
def test_no_neighbour_of_a_newsvendor_costs_less(holding: float, backorder: float, mean: float) -> None:
    found = newsvendor_poisson(holding, backorder, mean)

    def cost(level: int) -> float:
        demand = range(300)
        chances = [float(each) for each in stats.poisson.pmf(demand, mean)]
        pairs = zip(demand, chances, strict=True)
        return sum(p * (holding * max(level - d, 0) + backorder * max(d - level, 0)) for d, p in pairs)

    level = round(found.quantity)
    assert found.cost == pytest.approx(cost(level), rel=1e-6, abs=1e-9)
    assert cost(level) <= min(cost(level + 1), cost(max(level - 1, 0))) * (1 + 1e-9)


@given(st.floats(1, 500), st.floats(0.01, 9), st.floats(1, 5000))
def test_backorders_that_cost_much_are_not_planned(fixed: float, holding: float, rate: float) -> None:
    plain, dear = economic_order(fixed, holding, rate), economic_order_backorders(fixed, holding, 1e9, rate)
    assert dear.quantity == pytest.approx(plain.quantity, rel=1e-6)
    assert economic_order_backorders(fixed, holding, 1, rate).quantity > plain.quantity


def test_a_lead_time_that_varies_needs_more() -> None:
    assert safety_stock(0.95, 50, 8, 4, 1) > safety_stock(0.95, 50, 8, 4, 0)
    assert reorder_point_quantity(50, 1, 900, rate=1, deviation=1, lead_time=1) is None, "running out is cheaper"


@settings(max_examples=30)
@given(
    st.floats(0.001, 400), st.floats(0, 200), st.integers(1, 28), st.integers(0, 30),
    st.tuples(st.floats(1, 1e6), st.floats(1, 1e6)),
)  # fmt: skip
def test_every_product_gets_figures_that_are_finite(
    mean: float, deviation: float, review: int, lead: int, amounts: tuple[float, float]
) -> None:
    cost, margin = amounts
    product = ProductFigures(mean, deviation, review, lead, 1.5, cost, margin, 5000.0, 0.95)
    answers = textbook_answers(product)
    assert {"economic_order", "base_stock", "safety_stock"} <= {each.formula for each in answers}
    assert all(abs(each.units) < 1e9 for each in answers)
    assert textbook_answers(replace(product, mean=0.0)) == []
