"""More is ordered for a price break exactly where that gains most, against a slow sum of what each choice costs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import Money
from models.purchasing.price_breaks import PriceBreak, cost_at, in_order
from models.purchasing.supplier import SupplierTerm, WrongTerm
from models.replenishment.order_sizes import HOLDING_A_YEAR
from models.replenishment.price_break_orders import EXTRA_DAYS_MAX, PRICE_BREAK, at_best_break, at_breaks
from models.replenishment.proposal import Target, propose_line


def kr(minor: int) -> Money:
    return Money(minor, "SEK")


TERM = SupplierTerm("A", "S", kr(1000), case_pack=Decimal(6), moq=Decimal(0))
BREAKS = (PriceBreak(Decimal(24), kr(950)), PriceBreak(Decimal(100), kr(900)))


def test_the_last_units_of_a_break_are_ordered_and_the_reasons_name_them() -> None:
    line = propose_line(Target(7, 15.0, 1.5, 0.95, 20), on_hand=Decimal(2), on_order=Decimal(0), term=TERM)
    assert line is not None
    assert line.quantity == 18
    better = at_best_break(line, TERM.cost, BREAKS[:1])
    assert (better.quantity, better.cost) == (Decimal(24), kr(24 * 950))
    assert (better.reasons.extra, better.reasons.extra_for) == (Decimal(6), PRICE_BREAK)
    assert better.reasons.recomputed() - line.reasons.recomputed() == 6
    assert at_best_break(line, TERM.cost, ()) == line
    most = at_best_break(line, TERM.cost, BREAKS)  # 84 more, in whole cases, are used up in 40 days
    assert (most.quantity, most.cost) == (Decimal(102), kr(102 * 900))
    slow = replace(line, reasons=replace(line.reasons, expected_demand=7.0))
    assert at_best_break(slow, TERM.cost, BREAKS).quantity == 24, "84 more would be there for 84 days"


def test_what_is_used_up_on_the_last_day_that_counts_is_still_ordered() -> None:
    line = propose_line(Target(7, 7.0, 1.5, 0.95, 6), on_hand=Decimal(0), on_order=Decimal(0), term=TERM)
    assert line is not None
    slow = replace(line, reasons=replace(line.reasons, expected_demand=float(line.reasons.protection_days)))
    last = line.quantity + EXTRA_DAYS_MAX  # one is sold a day
    assert last % TERM.case_pack == 0
    for units, chosen in ((last, last), (last + TERM.case_pack, line.quantity)):
        assert at_best_break(slow, TERM.cost, (PriceBreak(units, kr(500)),)).quantity == chosen


@pytest.mark.parametrize(("budget", "quantity"), [(None, 24), (24 * 950, 24), (24 * 950 - 1, 18)])
def test_breaks_that_exceed_the_budget_are_not_ordered_for(budget: int | None, quantity: int) -> None:
    line = propose_line(Target(7, 15.0, 1.5, 0.95, 20), on_hand=Decimal(2), on_order=Decimal(0), term=TERM)
    assert line is not None
    breaks = {("A", "S"): (PriceBreak(Decimal(12), kr(980)), PriceBreak(Decimal(24), kr(950)))}
    other = replace(line, sku="B", cost=kr(0))
    lines = at_breaks({(1, "S"): [line, other]}, {"A": TERM.cost, "B": TERM.cost}, breaks, budget)
    first, second = lines[1, "S"]
    assert (first.quantity, first.cost) == (
        Decimal(quantity),
        cost_at(TERM.cost, breaks["A", "S"], first.quantity).times(first.quantity),
    )
    assert second == other, "goods without breaks stay as they are"


steps = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 200)), max_size=4)


@given(steps, st.integers(1, 40), st.integers(1, 12), st.integers(1, 40))
def test_the_chosen_quantity_costs_least_of_the_plain_one_and_those_of_the_breaks(
    steps: list[tuple[int, int]], missing: int, case_pack: int, weekly: int
) -> None:
    """What the units cost, what those cost that are bought later at the plain price, and what holding costs."""
    term = SupplierTerm("A", "S", kr(1000), case_pack=Decimal(case_pack))
    least, cost, breaks = 0, 1000, list[PriceBreak]()
    for more, less in steps:
        least, cost = least + more, cost - less
        if cost > 0:
            breaks.append(PriceBreak(Decimal(least), kr(cost)))
    target = Target(7, float(weekly), 1.5, 0.95, missing)
    line = propose_line(target, on_hand=Decimal(0), on_order=Decimal(0), term=term)
    assert line is not None
    chosen = at_best_break(line, term.cost, tuple(breaks))
    plain, a_day = int(line.quantity), weekly / 7
    most = int(plain + EXTRA_DAYS_MAX * a_day)

    def yearly(quantity: int) -> float:
        unit = cost_at(term.cost, breaks, Decimal(quantity)).minor
        first = cost_at(term.cost, breaks, Decimal(plain)).minor
        extra = quantity - plain
        held = sum((number - 0.5) / a_day for number in range(1, extra + 1)) * unit * HOLDING_A_YEAR / 365
        return quantity * unit + (most - quantity) * first + held

    begins = [-(-int(each.least) // case_pack) * case_pack for each in breaks]
    best = min(yearly(quantity) for quantity in [plain, *(each for each in begins if plain < each <= most)])
    assert yearly(int(chosen.quantity)) == pytest.approx(best, abs=1e-6)
    assert chosen.quantity % case_pack == 0
    assert chosen.cost.minor == chosen.quantity * cost_at(term.cost, breaks, chosen.quantity).minor
    assert chosen.reasons.extra == chosen.quantity - plain == chosen.reasons.quantity - plain


@pytest.mark.parametrize(
    ("breaks", "why"),
    [
        ([(0, 900)], "above zero"),
        ([(6, 900), (6, 800)], "be there once"),
        ([(6, 1000)], "below that of a smaller quantity"),
        ([(6, 900), (12, 900)], "below that of a smaller quantity"),
        ([(n, 900 - n) for n in range(1, 14)], "more than 12"),
        ([(Decimal("0.0001"), 900)], "above zero"),
        ([(Decimal("NaN"), 900)], "above zero"),
    ],
)
def test_a_break_that_is_none_is_refused(breaks: list[tuple[int | Decimal, int]], why: str) -> None:
    with pytest.raises(WrongTerm, match=why):
        in_order(TERM, [PriceBreak(Decimal(least), kr(cost)) for least, cost in breaks])


def test_as_many_breaks_as_are_allowed_are_in_order_from_a_part_of_a_unit_on() -> None:
    breaks = [PriceBreak(Decimal(n) / 2, kr(900 - n)) for n in range(1, 13)]
    assert in_order(TERM, breaks[::-1]) == tuple(breaks)
