"""Returns by operator: nothing is lost between the rows, and nobody without returns is in it."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from models.selling.return_report import OperatorSums, ReasonSum, returns_report

amounts = st.integers(0, 10_000_00)
people = st.sampled_from(("anna", "maria", "per"))
sums_of_people = st.dictionaries(
    people, st.builds(OperatorSums, st.integers(0, 9), amounts, st.integers(0, 9), amounts)
)
reasons = st.lists(st.builds(ReasonSum, people, st.sampled_from(("", "faulty", "changed_mind")), amounts), max_size=9)


@given(sums_of_people, reasons)
def test_each_refund_is_in_one_row_in_order(sums: Mapping[str, OperatorSums], why: list[ReasonSum]) -> None:
    report = returns_report(sums, why)
    assert {each.operator for each in report} == {name for name, each in sums.items() if each.refunds}
    refunded = [each.sums.refunded for each in report]
    assert refunded == sorted(refunded, reverse=True)
    for row in report:
        assert sorted(row.reasons, key=repr) == sorted(
            (each for each in why if each.operator == row.operator), key=repr
        )
        assert (row.share_percent is None) == (row.sums.sold == 0)
