"""What holds for every basket."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pricing.price import DiscountTooLarge, spread_discount, tax_lines
from models.pricing.tax import PPM

RATES = (0, 60_000, 120_000, 250_000)
lines = st.lists(st.tuples(st.integers(0, 10**7), st.sampled_from(RATES)), min_size=1, max_size=40)


@given(lines)
def test_net_and_tax_are_the_gross_on_every_line(basket: list[tuple[int, int]]) -> None:
    for (gross, _), taxed in zip(basket, tax_lines(*map(list, zip(*basket, strict=True))), strict=True):
        assert taxed.gross_minor == gross == taxed.net_minor + taxed.tax_minor
        assert 0 <= taxed.tax_minor <= gross


@given(lines)
def test_the_tax_of_a_rate_is_exact_to_half_a_unit(basket: list[tuple[int, int]]) -> None:
    taxed = tax_lines(*map(list, zip(*basket, strict=True)))
    for rate in RATES:
        gross = sum(g for g, r in basket if r == rate)
        tax = sum(line.tax_minor for line, (_, r) in zip(taxed, basket, strict=True) if r == rate)
        assert 2 * abs(tax * (PPM + rate) - gross * rate) <= PPM + rate


@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_total(basket: list[tuple[int, int]], rng: object) -> None:
    shuffled = list(basket)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = (tax_lines(*map(list, zip(*each, strict=True))) for each in (basket, shuffled))
    assert sum(line.tax_minor for line in first) == sum(line.tax_minor for line in second)


@given(lines)
def test_dividing_a_line_in_two_changes_no_tax(basket: list[tuple[int, int]]) -> None:
    gross, rate = basket[0]
    divided = [(gross // 2, rate), (gross - gross // 2, rate), *basket[1:]]
    first, second = (tax_lines(*map(list, zip(*each, strict=True))) for each in (basket, divided))
    assert sum(line.tax_minor for line in first) == sum(line.tax_minor for line in second)


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=30), st.data())
def test_a_discount_is_all_borne_and_no_line_goes_below_zero(gross: list[int], data: st.DataObject) -> None:
    discount = data.draw(st.integers(0, sum(gross)))
    parts = spread_discount(discount, gross)
    assert sum(parts) == discount
    assert all(0 <= part <= whole for part, whole in zip(parts, gross, strict=True))


@pytest.mark.parametrize("discount", [-1, 101])
def test_a_discount_that_does_not_fit_is_refused(discount: int) -> None:
    with pytest.raises(DiscountTooLarge, match="Nothing was changed"):
        spread_discount(discount, [60, 40])
