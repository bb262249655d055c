"""Money never loses a unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.money import Money, allocate, divide_half_up, total

amounts = st.integers(-(10**12), 10**12)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any)


@given(amounts, weights)
def test_parts_sum_to_the_whole(minor: int, by: list[int]) -> None:
    parts = allocate(minor, by)
    assert sum(parts) == minor
    assert len(parts) == len(by)


@given(amounts, weights)
def test_each_part_is_within_one_unit_of_its_exact_share(minor: int, by: list[int]) -> None:
    for part, weight in zip(allocate(minor, by), by, strict=True):
        assert abs(part * sum(by) - minor * weight) < sum(by)


@given(amounts, weights)
def test_splitting_a_refund_is_the_negative_of_splitting_the_sale(minor: int, by: list[int]) -> None:
    assert allocate(-minor, by) == [-part for part in allocate(minor, by)]


@given(amounts, st.integers(1, 10**9))
def test_half_goes_away_from_zero_on_both_sides(numerator: int, denominator: int) -> None:
    found = divide_half_up(numerator, denominator)
    assert divide_half_up(-numerator, denominator) == -found
    assert 2 * abs(found * denominator - numerator) <= denominator


@given(amounts, st.decimals("-1000", "1000", places=3))
def test_times_rounds_once(minor: int, factor: Decimal) -> None:
    exact = Decimal(minor) * factor
    assert abs(Money(minor, "SEK").times(factor).minor - exact) <= Decimal("0.5")


@given(st.lists(amounts))
def test_sum_of_none_is_zero_and_order_is_nothing(minor: list[int]) -> None:
    money = [Money(each, "SEK") for each in minor]
    assert total(money, "SEK") == total(reversed(money), "SEK") == Money(sum(minor), "SEK")


@given(amounts)
def test_a_negative_amount_is_written_as_its_positive_with_a_sign(minor: int) -> None:
    assume(minor != 0)
    assert str(Money(-abs(minor), "SEK")) == "-" + str(Money(abs(minor), "SEK"))


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="cannot mix SEK and EUR"):
        Money(1, "SEK") + Money(1, "EUR")


def test_a_float_is_not_money() -> None:
    with pytest.raises(TypeError):
        Money(1.5, "SEK")  # type: ignore[arg-type]


@pytest.mark.parametrize(("currency", "text"), [("SEK", "15.00"), ("JPY", "1500"), ("KWD", "1.500")])
def test_minor_units_follow_the_currency(currency: str, text: str) -> None:
    assert str(Money(1500, currency)) == text


@pytest.mark.parametrize("by", [[], [0, 0], [-1, 2]])
def test_weights_that_mean_nothing_are_refused(by: list[int]) -> None:
    with pytest.raises(ValueError, match=r"weights|empty"):
        allocate(100, by)
