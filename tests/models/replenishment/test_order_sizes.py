"""Orders as a whole: against every combination of few cases, and what always holds for the lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.money import Money
from models.purchasing.supplier import SupplierTerm
from models.replenishment.filled_orders import fill_orders
from models.replenishment.order_sizes import GAP, SizedLine, size_orders
from models.replenishment.policy import order_up_to
from models.replenishment.proposal import ProposalLine, Reasons, Target, propose_line

sized = st.builds(
    SizedLine, order=st.just(0), case_value=st.integers(1, 90).map(float), case_days=st.integers(1, 30).map(float),
    plain_cases=st.integers(1, 3), least_cases=st.integers(0, 3), more_cases=st.integers(0, 3),
    need=st.sampled_from([0.1, 0.5, 1.0]),
)  # fmt: skip


def cost(lines: list[SizedLine], cases: tuple[int, ...]) -> float:
    """Holding of what is added and lack of what is left out."""
    return sum(
        sum(line.holding(number) for number in range(1, count - line.plain_cases + 1))
        + line.lack * max(line.plain_cases - count, 0)
        for line, count in zip(lines, cases, strict=True)
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(sized, min_size=1, max_size=3), st.integers(0, 900), st.none() | st.integers(0, 400))
def test_no_other_cases_would_cost_less(lines: list[SizedLine], least: int, budget: int | None) -> None:
    def is_allowed(cases: tuple[int, ...]) -> bool:
        value = sum(line.case_value * count for line, count in zip(lines, cases, strict=True))
        enough = value >= least or (budget is not None and not any(cases))
        accepted = all(
            count >= min(line.least_cases, line.plain_cases) or count == 0
            for line, count in zip(lines, cases, strict=True)
        )
        return enough and accepted and (budget is None or value <= budget)

    first = [0 if budget is not None else line.plain_cases for line in lines]
    ranges = [range(at, line.plain_cases + line.more_cases + 1) for at, line in zip(first, lines, strict=True)]
    allowed = [cases for cases in product(*ranges) if is_allowed(cases)]
    found = size_orders(lines, [least], budget)
    if found is None:
        assert not allowed
    else:
        assert is_allowed(found)
        worst = sum(line.lack * line.plain_cases for line in lines)
        assert cost(lines, found) <= 1.01 * min(cost(lines, cases) for cases in allowed) + GAP * worst + 1e-6


TERMS = {
    sku: SupplierTerm(sku, "S", Money(minor, "SEK"), Decimal(pack), Decimal(moq))
    for sku, minor, pack, moq in (("A", 500, 6, 12), ("B", 1290, 1, 0), ("C", 250, 10, 0))
}
COSTS = {sku: term.cost for sku, term in TERMS.items()}


def line(sku: str, expected: float) -> ProposalLine:
    units = round(expected, 3)
    target = Target(7, units, 1.5, 0.95, int(order_up_to(np.array([units]), np.array([1.5]), 0.95)[0]))
    made = propose_line(target, on_hand=Decimal(0), on_order=Decimal(0), term=TERMS[sku])
    assert made is not None
    return made


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(TERMS)), st.floats(0.5, 60), min_size=1),
    st.integers(0, 400_00), st.none() | st.integers(1, 200_00),
)  # fmt: skip
def test_only_a_budget_takes_away_and_every_quantity_comes_again(
    expected: dict[str, float], least: int, budget: int | None
) -> None:
    plain = [line(sku, units) for sku, units in expected.items()]
    value = sum(each.cost.minor for each in plain)
    after = fill_orders({(1, "S"): plain}, COSTS, {"S": least}, budget).get((1, "S"), [])
    quantities = {each.sku: each.quantity for each in after}
    for each in after:
        stored = Reasons.from_json(each.reasons.to_json())
        assert stored.recomputed() == each.quantity
        assert each.cost == COSTS[each.sku].times(each.quantity)
        assert each.quantity % stored.case_pack == 0
        assert each.quantity >= min(stored.moq, each.quantity - stored.extra)
    if budget is not None and value > budget:
        assert sum(each.cost.minor for each in after) <= budget
    else:
        assert all(quantities[each.sku] >= each.quantity for each in plain)
        if value >= least:
            assert after == plain
        elif after != plain:
            assert sum(each.cost.minor for each in after) >= least


def test_an_order_is_filled_up_with_what_sells_soonest_and_never_with_what_spoils() -> None:
    lines = [line("A", 40.0), line("B", 0.5)]
    after = fill_orders({(1, "S"): lines}, COSTS, {"S": lines[0].cost.minor + lines[1].cost.minor + 1}, None)
    assert [(each.sku, each.reasons.extra, each.reasons.extra_for) for each in after[1, "S"]] == [
        ("A", Decimal(6), "least_value"), ("B", Decimal(0), ""),
    ]  # fmt: skip
    milk = replace(lines[0], reasons=replace(lines[0].reasons, shelf_life_days=3))
    after = fill_orders({(1, "S"): [milk, lines[1]]}, COSTS, {"S": lines[0].cost.minor + lines[1].cost.minor + 1}, None)
    assert [(each.sku, each.reasons.extra) for each in after[1, "S"]] == [("A", Decimal(0)), ("B", Decimal(1))]
    # What would be bought for more than 60 days stays as it is.
    assert fill_orders({(1, "S"): lines}, COSTS, {"S": 10_000_00}, None) == {(1, "S"): lines}


def test_filling_up_keeps_to_the_budget() -> None:
    """Orders that fit as they are, and no longer once both are filled up: what lacks less is, the other stays."""
    orders = {(1, "S"): [line("A", 6.0)], (1, "T"): [line("C", 30.0)]}
    values = [sum(each.cost.minor for each in lines) for lines in orders.values()]
    least = {"S": values[0] + 1, "T": values[1] + 1}
    free = fill_orders(orders, COSTS, least, None)
    budget = sum(values) + 1
    assert sum(each.cost.minor for lines in free.values() for each in lines) > budget, "control: without a budget"
    held = fill_orders(orders, COSTS, least, budget)
    assert 0 < sum(each.cost.minor for lines in held.values() for each in lines) <= budget
    assert held == orders, "one minor unit fills up none, and what is needed is ordered all the same"
    more = values[0] + sum(each.cost.minor for each in free[1, "T"])
    assert fill_orders(orders, COSTS, least, more) == {(1, "S"): orders[1, "S"], (1, "T"): free[1, "T"]}, "by its lack"
