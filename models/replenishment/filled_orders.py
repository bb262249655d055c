"""Proposed lines, changed where the order as a whole asks for it: its supplier's least value, the shop's budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import ceil

from models.money import Money
from models.purchasing.price_breaks import Breaks, cost_at
from models.replenishment.order_sizes import SizedLine, more_cases, size_orders
from models.replenishment.proposal import ProposalLine

#: Why a quantity is not that of the plain rule.
LEAST_VALUE, BUDGET = "least_value", "budget"
Key = tuple[int, str]
Lines = Mapping[Key, Sequence[ProposalLine]]


@dataclass(frozen=True, slots=True)
class AskedCosts:
    """What suppliers ask for a unit: ``small`` for a few, by SKU, and ``breaks`` by SKU and supplier."""

    small: Mapping[str, Money]
    breaks: Mapping[tuple[str, str], Breaks] = field(default_factory=dict)

    def of(self, sku: str, supplier: str, quantity: Decimal) -> Money:
        """What a unit costs in an order of so many.

        >>> from models.purchasing.price_breaks import PriceBreak
        >>> costs = AskedCosts({"A": Money(1000, "SEK")}, {("A", "S"): (PriceBreak(Decimal(24), Money(900, "SEK")),)})
        >>> [costs.of("A", supplier, Decimal(24)).minor for supplier in ("S", "T")]
        [900, 1000]
        """
        return cost_at(self.small[sku], self.breaks.get((sku, supplier), ()), quantity)


def fill_orders(
    orders: Lines, costs: AskedCosts, least_values: Mapping[str, int], budget: int | None = None
) -> dict[Key, list[ProposalLine]]:
    """The lines of each location and supplier, sized together. Lines of which nothing is left are gone.

    :param orders: lines at the prices of their quantities
    :param least_values: what a supplier asks for at least, in minor units without tax
    :param budget: what all of them may cost together; none: no limit

    Each order below its supplier's least value is filled up, or stays as the plain rule made it where that would buy
    for more than 60 days, or for more than the budget has left. A budget that binds leaves out what is missed least.
    What costs more than both allow for is found by the plain rule in the order of need.
    """
    left = None if budget is None else budget - sum(map(_value, orders.values()))
    if budget is not None and left is not None and left < 0:
        return _within_budget(orders, costs, least_values, budget)
    filled = {
        key: _filled_lines(key[1], list(lines), costs, least_values.get(key[1], 0)) for key, lines in orders.items()
    }
    return filled if left is None else _filled_for(left, orders, filled)


def _filled_lines(supplier: str, lines: list[ProposalLine], costs: AskedCosts, least: int) -> list[ProposalLine]:
    if _value(lines) >= least:
        return lines
    own = _SupplierCosts(supplier, costs)
    cases = size_orders([_sized_line(line, own, 0, least) for line in lines], [least])
    return lines if cases is None else _changed(lines, cases, own, LEAST_VALUE)


def _filled_for(left: int, orders: Lines, filled: dict[Key, list[ProposalLine]]) -> dict[Key, list[ProposalLine]]:
    """As many of the filled orders as what is left can pay, those first that lack least; the others as they were."""
    out = {key: list(lines) for key, lines in orders.items()}
    for key in sorted(filled, key=lambda each: _value(filled[each]) - _value(orders[each])):
        extra = _value(filled[key]) - _value(orders[key])
        if extra <= left:
            out[key], left = filled[key], left - extra
    return out


def _within_budget(
    orders: Lines, costs: AskedCosts, least_values: Mapping[str, int], budget: int
) -> dict[Key, list[ProposalLine]]:
    own = [_SupplierCosts(supplier, costs) for _, supplier in orders]
    lines = [(number, line) for number, each in enumerate(orders.values()) for line in each]
    least = [least_values.get(supplier, 0) for _, supplier in orders]
    cases = size_orders(
        [_sized_line(line, own[number], number, least[number]) for number, line in lines], least, budget
    )
    if cases is None:
        cases = _most_needed([line for _, line in lines], budget)
    out: dict[Key, list[ProposalLine]] = {}
    sizes = iter(cases)
    for (key, each), costs_there in zip(orders.items(), own, strict=True):
        sized = _changed(list(each), [next(sizes) for _ in each], costs_there, BUDGET)
        if sized:
            out[key] = sized
    return out


def _most_needed(lines: Sequence[ProposalLine], budget: int) -> tuple[int, ...]:
    """The plain rule with a budget: whole lines, those first of which most is missing, as far as it lasts."""
    cases, left = [0] * len(lines), budget
    for place in sorted(range(len(lines)), key=lambda at: -_need(lines[at])):
        if lines[place].cost.minor <= left:
            cases[place] = _cases(lines[place])
            left -= lines[place].cost.minor
    return tuple(cases)


@dataclass(frozen=True, slots=True)
class _SupplierCosts:
    """What one supplier asks for."""

    supplier: str
    costs: AskedCosts

    def value(self, sku: str, quantity: Decimal) -> Money:
        """What so many units cost."""
        return self.costs.of(sku, self.supplier, quantity).times(quantity)

    def breaks(self, sku: str, case_pack: Decimal) -> tuple[tuple[int, float], ...]:
        """From how many whole cases on one costs less, and how much."""
        breaks = self.costs.breaks.get((sku, self.supplier), ())
        begins = {ceil(each.least / case_pack): float(each.cost.times(case_pack).minor) for each in breaks}
        return tuple(sorted(begins.items()))


def _sized_line(line: ProposalLine, costs: _SupplierCosts, order: int, least: int) -> SizedLine:
    reasons, plain = line.reasons, _cases(line)
    a_day = reasons.expected_demand / reasons.protection_days
    case_days = float(reasons.case_pack) / max(a_day, 1e-9)
    return SizedLine(
        order=order,
        case_value=float(costs.costs.small[line.sku].times(reasons.case_pack).minor),
        case_days=case_days,
        plain_cases=plain,
        least_cases=ceil(reasons.moq / reasons.case_pack),
        more_cases=0 if reasons.shelf_life_days or not least else more_cases(case_days, plain),
        need=_need(line),
        breaks=costs.breaks(line.sku, reasons.case_pack),
    )


def _changed(
    lines: Sequence[ProposalLine], cases: Sequence[int], costs: _SupplierCosts, reason: str
) -> list[ProposalLine]:
    """Lines with so many cases; a line of none is left out."""
    out = []
    for line, number in zip(lines, cases, strict=True):
        quantity = number * line.reasons.case_pack
        change = quantity - line.quantity
        if change and quantity:
            extra = line.reasons.extra + change
            why = LEAST_VALUE if change > 0 else line.reasons.extra_for if extra > 0 else reason
            reasons = replace(line.reasons, extra=extra, extra_for=why if extra else "", quantity=quantity)
            out.append(ProposalLine(line.sku, quantity, costs.value(line.sku, quantity), reasons))
        elif quantity:
            out.append(line)
    return out


def _cases(line: ProposalLine) -> int:
    return int(line.quantity // line.reasons.case_pack)


def _need(line: ProposalLine) -> float:
    """Share of its level that is missing."""
    return float(line.reasons.missing / max(line.reasons.order_up_to, Decimal(1)))


def _value(lines: Iterable[ProposalLine]) -> int:
    return sum(line.cost.minor for line in lines)
