"""Moving-average cost: what comes out is what went in, whatever moves between."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from models.stock.valuation import CostedReceipt, average_costs, landed_costs
from tests.builders import AT

amounts = st.integers(0, 1_000_000).map(Decimal)
units = st.decimals("0.001", 1_000, places=3)
lines = st.lists(st.tuples(amounts, units), min_size=1, max_size=8)


@given(lines, st.integers(0, 100_000))
def test_no_unit_of_freight_is_lost_and_none_is_made(goods: list[tuple[Decimal, Decimal]], freight: int) -> None:
    costs, many = [cost for cost, _ in goods], [each for _, each in goods]
    landed = landed_costs(costs, many, freight)

    assert sum(landed) == sum(costs) + freight
    assert all(after >= before for before, after in zip(costs, landed, strict=True))


@given(lines)
def test_an_average_lies_between_the_cheapest_and_the_dearest(goods: list[tuple[Decimal, Decimal]]) -> None:
    receipts = [
        (CostedReceipt(AT + timedelta(hours=place), many, cost), Decimal(place % 3 - 1) * many)
        for place, (cost, many) in enumerate(goods)
    ]
    unit_costs = [cost / many for cost, many in goods]
    steps = average_costs(receipts)

    assert len(steps) == len(goods)
    for place, step in enumerate(steps, start=1):
        seen = unit_costs[:place]
        assert min(seen) - Decimal("0.00001") <= step.average <= max(seen) + Decimal("0.00001")


def test_what_was_owed_is_not_averaged_in() -> None:
    dear, cheap = CostedReceipt(AT, Decimal(1), Decimal(900)), CostedReceipt(AT, Decimal(10), Decimal(1000))
    steps = average_costs([(dear, Decimal(0)), (cheap, Decimal(-4))])
    assert [each.average for each in steps] == [900, 100]
