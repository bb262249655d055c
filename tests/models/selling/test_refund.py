"""Whatever is taken back of a line, in whatever parts: never more than was sold, and its amount to the unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.selling.refund import RefundedTooMuch, refund_minor, refunded_after

millis = st.integers(1, 5_000)


@given(st.lists(millis, min_size=1, max_size=8), st.integers(-(10**6), 10**6))
def test_the_parts_of_a_line_sum_to_its_amount(parts: list[int], amount_minor: int) -> None:
    sold = Decimal(sum(parts)) / 1000
    refunded, returned = Decimal(0), 0
    for part in parts:
        wanted = Decimal(part) / 1000
        returned += refund_minor(amount_minor, sold, refunded=refunded, wanted=wanted)
        refunded = refunded_after(1, sold, refunded=refunded, wanted=wanted)
    assert (refunded, returned) == (sold, amount_minor)


@given(millis, millis, st.integers(0, 10**6))
def test_a_part_is_off_by_less_than_a_unit(sold: int, wanted: int, amount_minor: int) -> None:
    part = refund_minor(amount_minor, Decimal(sold) / 1000, refunded=Decimal(0), wanted=Decimal(wanted) / 1000)
    assert 2 * abs(part * sold - amount_minor * wanted) <= sold


@given(millis, millis, st.integers(-5_000, 10_000))
def test_never_more_is_taken_back_than_was_sold(sold: int, refunded: int, wanted: int) -> None:
    whole, before, more = (Decimal(each) / 1000 for each in (sold, min(refunded, sold), wanted))
    if more <= 0 or before + more > whole:
        with pytest.raises(RefundedTooMuch, match="Nothing was changed"):
            refunded_after(1, whole, refunded=before, wanted=more)
    else:
        assert before < refunded_after(1, whole, refunded=before, wanted=more) <= whole
