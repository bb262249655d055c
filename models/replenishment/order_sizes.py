"""Orders as a whole: filled up to what a supplier asks for at least, and held within a budget.

The plain rule looks at one line. Together, lines share the least value of their supplier and the budget of the shop:
a mixed-integer linear programme decides about whole cases. Where it finds nothing, the plain rule holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

#: Seconds that the solver may take.
SECONDS_MAX = 5.0
#: Nothing is bought in advance for more days than this.
ADVANCE_DAYS_MAX = 60
#: Holding goods costs so much of their value a year; a unit that is missing costs this share of its value.
HOLDING_A_YEAR, LACK_SHARE = 0.25, 0.3
YEAR_DAYS = 365
#: Cases of a product that may be added at most.
MORE_CASES_MAX = 12
#: A solution this close to the best one, as a share of its cost, is good enough.
GAP = 0.01


@dataclass(frozen=True, slots=True)
class SizedLine:
    """A line of whole cases. ``case_value``: what one costs; ``case_days``: for how many days of sales one lasts.

    ``plain_cases``: what the plain rule orders, of which ``least_cases`` or none at all are accepted;
    ``more_cases``: so many may be added; ``need``: share of its level that is missing. ``breaks``: from so many cases
    on, each of them costs so much instead; both in rising order of the cases, the second falling.
    """

    order: int
    case_value: float
    case_days: float
    plain_cases: int
    least_cases: int
    more_cases: int
    need: float
    breaks: tuple[tuple[int, float], ...] = ()

    @property
    def most_cases(self) -> int:
        """What may be ordered at most.

        >>> SizedLine(0, 100.0, 8.0, 3, 0, 5, 1.0).most_cases
        8
        """
        return self.plain_cases + self.more_cases

    def each_costs(self, cases: int) -> float:
        """What each case costs in an order of so many.

        >>> line = SizedLine(0, 100.0, 8.0, 3, 0, 5, 1.0, ((4, 90.0), (6, 80.0)))
        >>> [line.each_costs(cases) for cases in (3, 4, 6)]
        [100.0, 90.0, 80.0]
        """
        return min([self.case_value, *(value for least, value in self.breaks if least <= cases)])

    def value(self, cases: int) -> float:
        """What so many cases cost.

        >>> SizedLine(0, 100.0, 8.0, 3, 0, 5, 1.0, ((4, 90.0),)).value(4)
        360.0
        """
        return cases * self.each_costs(cases)

    def prices(self) -> list[tuple[int, int, float]]:
        """First and last number of cases of each price of one, and the price.

        >>> SizedLine(0, 100.0, 8.0, 3, 0, 5, 1.0, ((4, 90.0), (20, 80.0))).prices()
        [(0, 3, 100.0), (4, 8, 90.0)]
        """
        begins = [(0, self.case_value), *((least, value) for least, value in self.breaks if least <= self.most_cases)]
        ends = [least - 1 for least, _ in begins[1:]]
        pairs = zip(begins, [*ends, self.most_cases], strict=True)
        return [(first, last, value) for (first, value), last in pairs if first <= last]

    def holding(self, number: int) -> float:
        """What the added case of this number (from 1) costs to hold until it is needed.

        >>> SizedLine(0, 365.0, 8.0, 3, 0, 5, 1.0).holding(2)  # 12 days at a quarter a year
        3.0
        """
        return self.case_value * HOLDING_A_YEAR / YEAR_DAYS * self.case_days * (number - 0.5)

    @property
    def lack(self) -> float:
        """What it costs not to order one of the plain rule's cases.

        >>> SizedLine(0, 100.0, 8.0, 3, 0, 5, 0.5).lack
        15.0
        """
        return LACK_SHARE * self.case_value * max(self.need, 0.01)


def more_cases(case_days: float, plain_cases: int) -> int:
    """How many cases may be added to a line without buying for longer than 60 days.

    >>> more_cases(10.0, 2), more_cases(0.1, 2), more_cases(90.0, 1)
    (4, 12, 0)
    """
    return int(min(max(ADVANCE_DAYS_MAX / max(case_days, 1e-9) - plain_cases, 0), MORE_CASES_MAX))


def size_orders(
    lines: Sequence[SizedLine], least_values: Sequence[float], budget: float | None = None
) -> tuple[int, ...] | None:
    """Cases of each line, at the least cost of holding and of lack, less what price breaks save.

    ``None`` where nothing fits in time. Orders are worth what their quantities cost. A lower price than that of the
    plain quantity saves the difference for the cases with which it begins; a higher one costs it for each case.

    :param least_values: [orders] what each order must be worth, if anything is ordered by it

    Two goods of 100 a case; 250 are asked for. The third case is of the one that sells sooner.

    >>> pair = [SizedLine(0, 100, 5, 1, 0, 9, 1.0), SizedLine(0, 100, 20, 1, 0, 2, 0.5)]
    >>> size_orders(pair, [250]), size_orders(pair, [0]), size_orders(pair, [0], budget=150)
    ((2, 1), (1, 1), (1, 0))
    >>> size_orders(pair, [2000]) is None
    True

    With two cases at 90 each the order is worth 280; 285 take one case more.

    >>> cheaper = [SizedLine(0, 100, 5, 1, 0, 9, 1.0, ((2, 90.0),)), SizedLine(0, 100, 20, 1, 0, 2, 0.5)]
    >>> size_orders(cheaper, [250]), size_orders(cheaper, [285])
    ((2, 1), (3, 1))
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    model = _Model()
    sized = [_add_line(model, line, 0.0 if budget is None else line.lack) for line in lines]
    for number, least in enumerate(least_values):
        own = [place for place, line in enumerate(lines) if line.order == number]
        is_ordered = model.add(0.0, 1)
        model.bind([*(term for place in own for term in sized[place].value), (is_ordered, -least)], 0, np.inf)
        for place in own if budget is not None else ():
            most = float(lines[place].most_cases)
            model.bind([*((variable, 1.0) for variable in sized[place].cases), (is_ordered, -most)], -np.inf, 0)
        if budget is None:
            model.bind([(is_ordered, 1.0)], 1, 1)
    if budget is None:
        for line, own_line in zip(lines, sized, strict=True):
            model.bind([(own_line.cases[0], 1.0)], line.plain_cases, line.plain_cases)
    else:
        model.bind([term for each in sized for term in each.value], 0, budget)
    answer = milp(
        np.array(model.costs),
        integrality=np.ones(len(model.costs)),
        bounds=Bounds(0, np.array(model.most)),
        constraints=LinearConstraint(model.matrix(), np.array(model.low), np.array(model.high)),
        options={"time_limit": SECONDS_MAX, "mip_rel_gap": GAP},
    )
    if answer.x is None:
        return None
    cases = tuple(round(sum(answer.x[variable] for variable in each.cases)) for each in sized)
    return cases if _is_allowed(lines, cases, least_values, budget) else None


def _is_allowed(
    lines: Sequence[SizedLine], cases: Sequence[int], least_values: Sequence[float], budget: float | None
) -> bool:
    """Whether rounded cases are what was asked for: the solver takes a millionth of a switch for none."""
    values = [0.0] * len(least_values)
    for line, number in zip(lines, cases, strict=True):
        values[line.order] += line.value(number)
    is_enough = all(value >= least or not value for value, least in zip(values, least_values, strict=True))
    return is_enough and (budget is None or sum(values) <= budget)


@dataclass(slots=True)
class _Model:
    """A programme as it grows: costs and bounds of its variables, and its rows."""

    costs: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rows: list[list[tuple[int, float]]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, cost: float, most: float) -> int:
        self.costs.append(cost)
        self.most.append(most)
        return len(self.costs) - 1

    def bind(self, terms: list[tuple[int, float]], low: float, high: float) -> None:
        self.rows.append(terms)
        self.low.append(low)
        self.high.append(high)

    def matrix(self) -> object:
        from scipy.sparse import coo_array

        places = [row for row, terms in enumerate(self.rows) for _ in terms]
        variables = [variable for terms in self.rows for variable, _ in terms]
        factors = [factor for terms in self.rows for _, factor in terms]
        return coo_array((factors, (places, variables)), shape=(len(self.rows), len(self.costs))).tocsr()


@dataclass(frozen=True, slots=True)
class _LineVariables:
    """A line in the programme: variables that sum to its ``cases``, plain ones first, and terms of its ``value``."""

    cases: list[int]
    value: list[tuple[int, float]]


def _add_line(model: _Model, line: SizedLine, lack: float) -> _LineVariables:
    """The variables of a line: its plain cases, and one for each case that may be added, each dearer."""
    plain = model.add(-lack, line.plain_cases)
    is_ordered = model.add(0.0, 1)
    model.bind([(plain, 1.0), (is_ordered, -float(min(line.least_cases, line.plain_cases)))], 0, np.inf)
    model.bind([(plain, 1.0), (is_ordered, -float(line.plain_cases))], -np.inf, 0)
    added = [model.add(line.holding(number), 1) for number in range(1, line.more_cases + 1)]
    # A case is added only to a line that has all of its plain ones.
    for each in added:
        model.bind([(plain, 1.0), (each, -float(line.plain_cases))], 0, np.inf)
    cases = [plain, *added]
    prices = line.prices()
    if len(prices) == 1:
        return _LineVariables(cases, [(variable, line.case_value) for variable in cases])
    return _LineVariables(cases, _add_prices(model, line, cases))


def _add_prices(model: _Model, line: SizedLine, cases: Sequence[int]) -> list[tuple[int, float]]:
    """The terms of what a line with price breaks is worth: its cases at the one price of their number."""
    usual, switches, terms = line.each_costs(line.plain_cases), list[int](), list[tuple[int, float]]()
    for first, last, value in line.prices():
        at_price = model.add(max(value - usual, 0.0), last)
        is_at = model.add(-first * max(usual - value, 0.0), 1)
        model.bind([(at_price, 1.0), (is_at, -float(first))], 0, np.inf)
        model.bind([(at_price, 1.0), (is_at, -float(last))], -np.inf, 0)
        switches.append(is_at)
        terms.append((at_price, value))
    model.bind([(each, 1.0) for each in switches], 1, 1)
    all_cases = [(variable, 1.0) for variable in cases]
    model.bind([*all_cases, *((at_price, -1.0) for at_price, _ in terms)], 0, 0)
    return terms
