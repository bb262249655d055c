"""Discounts by operator: nothing is lost between the rows, and the largest amount is first."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from models.pricing.discount_part import DiscountKind
from models.selling.discount_report import DiscountSum, discounts_report
from models.selling.return_report import OperatorSums

amounts = st.integers(1, 10_000_00)
people = st.sampled_from(("anna", "maria", "per"))
sales = st.dictionaries(people, st.builds(OperatorSums, st.integers(0, 9), st.integers(0, 10_000_00)))
discounts = st.lists(
    st.builds(DiscountSum, people, st.sampled_from(DiscountKind), st.text(max_size=5), st.integers(1, 9), amounts),
    max_size=9,
)


@given(sales, discounts)
def test_each_discount_is_in_one_row_in_order(sums: Mapping[str, OperatorSums], given_by: list[DiscountSum]) -> None:
    report = discounts_report(sums, given_by)
    assert sorted((each for row in report for each in row.discounts), key=repr) == sorted(given_by, key=repr)
    assert [row.amount for row in report] == sorted((row.amount for row in report), reverse=True)
    for row in report:
        assert {each.operator for each in row.discounts} == {row.operator}
        share = row.share_percent
        assert share is not None
        assert 0 <= share <= 100
        assert row.sold or share == 100
