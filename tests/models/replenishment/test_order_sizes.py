"""Orders as a whole: against every combination of few cases, and what always holds for the lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.money import Money
from models.purchasing.price_breaks import PriceBreak, cost_at
from models.purchasing.supplier import SupplierTerm
from models.replenishment.filled_orders import AskedCosts, fill_orders
from models.replenishment.order_sizes import GAP, SizedLine, size_orders
from models.replenishment.policy import order_up_to
from models.replenishment.price_break_orders import at_breaks
from models.replenishment.proposal import ProposalLine, Reasons, Target, propose_line


@st.composite
def sized(draw: st.DrawFn) -> SizedLine:
    """A line of a few cases, with up to two price breaks."""
    value, breaks = draw(st.integers(3, 90)), list[tuple[int, float]]()
    begins = draw(st.lists(st.integers(1, 6), unique=True, max_size=2))
    for least in sorted(begins):
        value_there = draw(st.integers(1, max(int(breaks[-1][1] if breaks else value) - 1, 1)))
        if value_there < (breaks[-1][1] if breaks else value):
            breaks.append((least, float(value_there)))
    return SizedLine(
        order=0, case_value=float(value), case_days=float(draw(st.integers(1, 30))),
        plain_cases=draw(st.integers(1, 3)), least_cases=draw(st.integers(0, 3)), more_cases=draw(st.integers(0, 3)),
        need=draw(st.sampled_from([0.1, 0.5, 1.0])), breaks=tuple(breaks),
    )  # fmt: skip


def price(line: SizedLine, count: int) -> float:
    """What each of so many cases costs."""
    reached = [value for least, value in line.breaks if least <= count]
    return reached[-1] if reached else line.case_value


def cost(lines: list[SizedLine], cases: tuple[int, ...]) -> float:
    """Holding of what is added and lack of what is left out, less what lower prices save and more what higher cost."""
    total = 0.0
    for line, count in zip(lines, cases, strict=True):
        total += sum(line.holding(number) for number in range(1, count - line.plain_cases + 1))
        total += line.lack * max(line.plain_cases - count, 0)
        usual, now = price(line, line.plain_cases), price(line, count)
        if now < usual:
            begin = next(least for least, value in line.breaks if value == now)
            total -= begin * (usual - now)
        else:
            total += count * (now - usual)
    return total


@settings(max_examples=60, deadline=None)
@given(st.lists(sized(), min_size=1, max_size=3), st.integers(0, 900), st.none() | st.integers(0, 400))
def test_no_other_cases_would_cost_less(lines: list[SizedLine], least: int, budget: int | None) -> None:
    """Within the gap that the solver is allowed, as a share of the greatest amounts that are weighed."""

    def is_allowed(cases: tuple[int, ...]) -> bool:
        value = sum(price(line, count) * count for line, count in zip(lines, cases, strict=True))
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
        best = min(cost(lines, cases) for cases in allowed)
        weighed = sum(line.lack * line.plain_cases for line in lines) if budget is not None else 0.0
        saved = sum(6 * line.case_value for line in lines if line.breaks)
        assert cost(lines, found) <= best + GAP * (abs(best) + weighed + saved) + 1e-6
        plain = tuple(line.plain_cases for line in lines)
        if is_allowed(plain):
            assert cost(lines, found) <= cost(lines, plain) + GAP * (weighed + saved) + 1e-6


TERMS = {
    sku: SupplierTerm(sku, "S", Money(minor, "SEK"), Decimal(pack), Decimal(moq))
    for sku, minor, pack, moq in (("A", 500, 6, 12), ("B", 1290, 1, 0), ("C", 250, 10, 0))
}
COSTS = AskedCosts({sku: term.cost for sku, term in TERMS.items()})
BREAKS = {
    ("A", "S"): (PriceBreak(Decimal(30), Money(470, "SEK")), PriceBreak(Decimal(48), Money(380, "SEK"))),
    ("C", "S"): (PriceBreak(Decimal(45), Money(150, "SEK")),),
}


def line(sku: str, expected: float) -> ProposalLine:
    units = round(expected, 3)
    target = Target(7, units, 1.5, 0.95, int(order_up_to(np.array([units]), np.array([1.5]), 0.95)[0]))
    made = propose_line(target, on_hand=Decimal(0), on_order=Decimal(0), term=TERMS[sku])
    assert made is not None
    return made


@settings(max_examples=25, deadline=None)
@given(
    expected=st.dictionaries(st.sampled_from(sorted(TERMS)), st.floats(0.5, 60), min_size=1),
    least=st.integers(0, 400_00),
    budget=st.none() | st.integers(1, 200_00),
    has_breaks=st.booleans(),
)
def test_only_a_budget_takes_away_and_every_quantity_comes_again(
    expected: dict[str, float], least: int, budget: int | None, *, has_breaks: bool
) -> None:
    costs = AskedCosts(COSTS.small, BREAKS if has_breaks else {})
    small = {(1, "S"): [line(sku, units) for sku, units in expected.items()]}
    plain = at_breaks(small, costs.small, costs.breaks, budget)[1, "S"]
    value = sum(each.cost.minor for each in plain)
    after = fill_orders({(1, "S"): plain}, costs, {"S": least}, budget).get((1, "S"), [])
    quantities = {each.sku: each.quantity for each in after}
    for each in after:
        stored = Reasons.from_json(each.reasons.to_json())
        assert stored.recomputed() == each.quantity
        asked = cost_at(costs.small[each.sku], costs.breaks.get((each.sku, "S"), ()), each.quantity)
        assert each.cost == asked.times(each.quantity)
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


def test_an_order_that_price_breaks_make_cheaper_is_still_worth_what_its_supplier_asks_for() -> None:
    """Thirty of A cost 141, which is less than the 150 that they would cost in small orders, and less than is asked."""
    costs, least = AskedCosts(COSTS.small, {("A", "S"): BREAKS["A", "S"][:1]}), 145_00
    orders = at_breaks({(1, "S"): [line("A", 18.0)]}, costs.small, costs.breaks, None)
    assert [(each.quantity, each.cost.minor) for each in orders[1, "S"]] == [(Decimal(30), 141_00)]
    (filled,) = fill_orders(orders, costs, {"S": least})[1, "S"]
    assert (filled.quantity, filled.cost.minor) == (Decimal(36), 36 * 470)
    assert filled.reasons.recomputed() == filled.quantity


def test_a_break_that_begins_within_a_case_is_reached_by_the_case_after_it() -> None:
    costs = AskedCosts(COSTS.small, BREAKS)
    forty = [line("C", 27.0)]
    assert [(each.quantity, each.cost.minor) for each in forty] == [(Decimal(40), 100_00)]
    (same,) = fill_orders({(1, "S"): forty}, costs, {"S": 100_00}, 100_00)[1, "S"]
    assert same == forty[0], "control: it is worth what is asked for"
    (less,) = fill_orders({(1, "S"): forty}, costs, {}, 90_00)[1, "S"]
    assert (less.quantity, less.cost.minor) == (Decimal(30), 75_00)
    (filled,) = fill_orders({(1, "S"): forty}, costs, {"S": 105_00})[1, "S"]
    assert (filled.quantity, filled.cost.minor) == (Decimal(70), 105_00)


def test_a_budget_takes_from_where_no_lower_price_is_lost() -> None:
    """The first line lacks less, but its two cases cost 10 more each than its three do."""
    cheaper, other = SizedLine(0, 100, 5, 3, 0, 0, 0.5, ((3, 90.0),)), SizedLine(0, 100, 5, 3, 0, 0, 0.55)
    assert size_orders([cheaper, other], [0], budget=520) == (3, 2)
    assert size_orders([replace(cheaper, breaks=()), other], [0], budget=520) == (2, 3), "control: without a break"
