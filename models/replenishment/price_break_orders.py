"""Proposed lines at what a supplier asks for so many units, and more units where a price break pays for them.

The quantity discount of all units (Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4th
ed., section 4.5): only the quantities at which a price begins are candidates besides the plain one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from models.money import Money
from models.purchasing.price_breaks import Breaks, cost_at
from models.replenishment.filled_orders import Key
from models.replenishment.order_sizes import HOLDING_A_YEAR, YEAR_DAYS
from models.replenishment.proposal import ProposalLine

#: Why a quantity is not that of the plain rule.
PRICE_BREAK = "price_break"
#: What is bought for a price break beyond the plain quantity must be used up within so many days.
EXTRA_DAYS_MAX = 60


def gain_minor(plain: Decimal, more: Decimal, costs: tuple[Money, Money], a_day: float) -> float:
    """What ordering ``more`` units at the second of the costs gains over ``plain`` ones at the first, in minor units.

    Every unit is cheaper, also those that would be bought later at the first cost. Against that, the extra units are
    on the shelf longer: half of the days in which they are used up, on average, at a quarter of their value a year.

    >>> one, other = Money(1000, "SEK"), Money(900, "SEK")
    >>> round(gain_minor(Decimal(18), Decimal(24), (one, other), a_day=2.0))  # 2400 less 6 × 9 kr for 1.5 days
    2394
    """
    extra = float(more - plain)
    days = extra / max(a_day, 1e-9) / 2
    saved = float(more) * (costs[0].minor - costs[1].minor)
    years = days / YEAR_DAYS
    return saved - extra * costs[1].minor * HOLDING_A_YEAR * years


def at_best_break(line: ProposalLine, cost: Money, breaks: Breaks) -> ProposalLine:
    """The line at the price of its quantity, or of that larger quantity at which a price begins that gains most.

    ``cost`` is that of a unit in a small order. Goods that spoil are ordered as they would be without breaks.
    """
    now = cost_at(cost, breaks, line.quantity)
    a_day = line.reasons.expected_demand / max(line.reasons.protection_days, 1)
    best, gain = line.quantity, 0.0
    for each in () if line.reasons.shelf_life_days else breaks:
        more = _whole_cases(each.least, line.reasons.case_pack)
        if more > line.quantity and float(more - line.quantity) <= EXTRA_DAYS_MAX * a_day:
            gained = gain_minor(line.quantity, more, (now, cost_at(cost, breaks, more)), a_day)
            best, gain = (more, gained) if gained > gain else (best, gain)
    reasons = line.reasons
    if best > line.quantity:
        reasons = replace(reasons, extra=best - line.quantity, extra_for=PRICE_BREAK, quantity=best)
    return replace(line, quantity=best, cost=cost_at(cost, breaks, best).times(best), reasons=reasons)


def at_breaks(
    lines: Mapping[Key, Sequence[ProposalLine]],
    costs: Mapping[str, Money],
    breaks: Mapping[tuple[str, str], Breaks],
    budget: int | None,
) -> dict[Key, list[ProposalLine]]:
    """Every line by :func:`at_best_break`, or at the price of its own quantity where all of them exceed the budget."""
    better = {
        key: [
            at_best_break(each, costs[each.sku], of) if (of := breaks.get((each.sku, key[1]))) else each
            for each in some
        ]
        for key, some in lines.items()
    }
    value = sum(each.cost.minor for some in better.values() for each in some)
    return better if budget is None or value <= budget else _priced_again(lines, costs, breaks)


def _priced_again(
    lines: Mapping[Key, Sequence[ProposalLine]], costs: Mapping[str, Money], breaks: Mapping[tuple[str, str], Breaks]
) -> dict[Key, list[ProposalLine]]:
    """The lines at the prices of the quantities that they have by now; ``breaks`` are by SKU and supplier."""
    return {
        key: [
            replace(each, cost=cost_at(costs[each.sku], of, each.quantity).times(each.quantity))
            if (of := breaks.get((each.sku, key[1])))
            else each
            for each in some
        ]
        for key, some in lines.items()
    }


def _whole_cases(units: Decimal, case_pack: Decimal) -> Decimal:
    return (units / case_pack).to_integral_value(ROUND_CEILING) * case_pack
