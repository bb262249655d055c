"""Parts of a discount are given back step by step to the unit, and no step takes a part away again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.pricing.discount_part import DiscountKind, DiscountPart, parts_given_back, split_over_parts, sum_of

AMOUNTS = st.lists(st.integers(0, 500), min_size=1, max_size=5)


@given(AMOUNTS, st.data())
def test_more_given_back_never_lessens_a_part(amounts: list[int], data: st.DataObject) -> None:
    less = data.draw(st.integers(0, sum(amounts)))
    more = data.draw(st.integers(less, sum(amounts)))
    first, then = split_over_parts(less, amounts), split_over_parts(more, amounts)
    assert (sum(first), sum(then)) == (less, more)
    assert all(0 <= one <= other <= whole for one, other, whole in zip(first, then, amounts, strict=True))


@given(AMOUNTS, st.data())
def test_a_discount_given_back_in_any_steps_gives_back_each_part(amounts: list[int], data: st.DataObject) -> None:
    parts = [DiscountPart(DiscountKind.LINE, str(number), amount) for number, amount in enumerate(amounts)]
    back, gone = dict.fromkeys((part.text for part in parts), 0), 0
    while gone < sum(amounts):
        step = data.draw(st.integers(1, sum(amounts) - gone))
        now = parts_given_back(parts, gone, step)
        assert sum_of(now) == -step
        for part in now:
            back[part.text] -= part.amount_minor
        gone += step
    assert list(back.values()) == amounts
