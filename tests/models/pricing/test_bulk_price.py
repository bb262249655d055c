"""A rule makes the nearest price with its ending, exactly; what cannot be a rule is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pricing.bulk_price import PriceRule, WrongRule, price_by_rule

percents = st.decimals(-99, 1000, places=2)
amounts = st.integers(1, 10_000_000)


@given(percents, st.integers(0, 99), amounts)
def test_a_price_ends_as_asked_and_is_the_nearest_one_that_does(percent: Decimal, ending: int, minor: int) -> None:
    after = price_by_rule(PriceRule(percent, ending), minor)
    exact = Decimal(minor) * (100 + percent) / 100
    assert after % 100 == ending
    assert after >= 0
    if after > ending:
        assert Decimal(-50) < after - exact <= 50


@given(percents, amounts)
def test_without_an_ending_a_price_is_rounded_once(percent: Decimal, minor: int) -> None:
    after = price_by_rule(PriceRule(percent), minor)
    assert abs(after - Decimal(minor) * (100 + percent) / 100) <= Decimal("0.5")


@given(percents, st.none() | st.integers(0, 99), amounts, amounts)
def test_what_cost_less_never_costs_more_afterwards(percent: Decimal, ending: int | None, one: int, other: int) -> None:
    rule = PriceRule(percent, ending)
    low, high = sorted((one, other))
    assert price_by_rule(rule, low) <= price_by_rule(rule, high)


@pytest.mark.parametrize(
    ("percent", "ending"), [("-100", None), ("1001", None), ("NaN", None), ("Infinity", None), ("5", 100), ("5", -1)]
)
def test_what_cannot_be_a_rule_is_refused(percent: str, ending: int | None) -> None:
    with pytest.raises(WrongRule):
        PriceRule(Decimal(percent), ending)
