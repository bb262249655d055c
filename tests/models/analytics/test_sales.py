"""Figures of sales: worked examples, and sums that do not depend on how the sales are split."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from models.analytics.sales import (
    METRICS,
    SalesFigures,
    average_basket_minor,
    change,
    cost_coverage,
    gross_margin_minor,
    gross_margin_share,
    total_figures,
    units_per_receipt,
)

DAY = SalesFigures(
    receipts=4,
    units=Decimal(10),
    gross_minor=112_00,
    net_minor=100_00,
    discount_minor=5_00,
    costed_net_minor=80_00,
    cost_minor=60_00,
)

whole = st.integers(0, 10**9)
figures = st.builds(
    SalesFigures,
    receipts=st.integers(0, 10_000),
    units=st.integers(0, 10**6).map(Decimal),
    gross_minor=whole,
    net_minor=whole,
    discount_minor=whole,
    costed_net_minor=whole,
    cost_minor=whole,
)


def test_worked_example_of_a_day() -> None:
    assert average_basket_minor(DAY) == 25_00
    assert units_per_receipt(DAY) == Fraction(5, 2)
    assert gross_margin_minor(DAY) == 20_00
    assert gross_margin_share(DAY) == Fraction(1, 4)
    assert cost_coverage(DAY) == Fraction(4, 5)


def test_a_day_without_sales_has_no_averages_rather_than_zero() -> None:
    empty = SalesFigures()
    assert average_basket_minor(empty) is None
    assert units_per_receipt(empty) is None
    assert gross_margin_minor(empty) is None
    assert gross_margin_share(empty) is None
    assert cost_coverage(empty) is None


def test_margin_is_undefined_where_no_cost_is_known() -> None:
    assert gross_margin_minor(SalesFigures(receipts=1, net_minor=100)) is None


def test_change_needs_something_to_compare_with() -> None:
    assert change(0, 0) is None
    assert change(None, 5) is None
    assert change(5, None) is None
    assert change(0, 5) == -1


def test_change_from_a_loss_to_a_gain_is_upwards() -> None:
    assert change(50, -100) == Fraction(3, 2)


@given(st.lists(figures, max_size=6), st.randoms(use_true_random=False))
def test_figures_of_disjoint_sales_add_up_in_any_order(parts: list[SalesFigures], random: Random) -> None:
    shuffled = random.sample(parts, len(parts))
    assert total_figures(parts) == total_figures(shuffled)
    assert total_figures(parts).net_minor == sum(part.net_minor for part in parts)


def test_every_metric_is_named_once_and_says_its_formula() -> None:
    assert len({metric.key for metric in METRICS}) == len(METRICS)
    assert all(metric.formula and metric.of(DAY) is not None for metric in METRICS)


@given(figures, figures)
def test_figures_are_exact_until_a_page_rounds_them(now: SalesFigures, before: SalesFigures) -> None:
    average, ratio = average_basket_minor(now), units_per_receipt(now)
    assert average is None or average * now.receipts == now.net_minor
    assert ratio is None or ratio * now.receipts == Fraction(now.units)
    difference = change(average, average_basket_minor(before))
    if difference is not None:
        scale = Fraction(before.net_minor, before.receipts)
        assert scale * (1 + difference) == average
