"""From units that are missing to whole cases: up, or for goods that spoil by what costs less."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from models.replenishment.spoiling_target import CaseCosts

#: What so many units on top of so many others save and cost.
Weigh = Callable[[Decimal, Decimal], CaseCosts]


class CaseRule(StrEnum):
    """How the last case was decided about: always ordered, or weighed and then taken or left."""

    UP = "up"
    TAKEN = "taken"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class RoundedUnits:
    """Units in whole cases, before and after the least quantity, and what the case that was weighed costs."""

    after_case_pack: Decimal
    quantity: Decimal
    rule: CaseRule = CaseRule.UP
    costs: CaseCosts = CaseCosts(0.0, 0.0)  # noqa: RUF009 - it cannot change


def order_quantity(missing: Decimal, case_pack: Decimal, moq: Decimal) -> RoundedUnits:
    """Up to whole cases, then up to the least quantity.

    >>> rounded = order_quantity(Decimal(11), Decimal(10), Decimal(25))
    >>> rounded.after_case_pack, rounded.quantity
    (Decimal('20'), Decimal('30'))
    """
    if missing <= 0:
        return RoundedUnits(Decimal(0), Decimal(0))
    cases = _whole_cases(missing, case_pack)
    return RoundedUnits(cases * case_pack, max(cases, _whole_cases(moq, case_pack)) * case_pack)


def weighed_quantity(missing: Decimal, case_pack: Decimal, moq: Decimal, weigh: Weigh) -> RoundedUnits:
    """The whole cases that cost least, of goods that spoil: the next lower number, or the next higher one.

    What one unit more costs only grows, so no other number costs less. Below the least quantity the choice is between
    that and nothing. ``weigh`` is handed a number of units and how many of those that are missing are there without.

    >>> dear = lambda units, before: CaseCosts(30.0, 70.0)
    >>> rounded = weighed_quantity(Decimal(11), Decimal(10), Decimal(5), dear)
    >>> rounded.quantity, rounded.rule.value
    (Decimal('10'), 'left')
    """
    up = order_quantity(missing, case_pack, moq)
    if up.quantity == missing:
        return up
    below = (missing // case_pack) * case_pack
    if below < moq:
        below = Decimal(0)
    costs = weigh(up.quantity - below, below)
    if costs.is_worth_it:
        return RoundedUnits(up.after_case_pack, up.quantity, CaseRule.TAKEN, costs)
    return RoundedUnits(below, below, CaseRule.LEFT, costs)


def _whole_cases(units: Decimal, case_pack: Decimal) -> Decimal:
    full, rest = divmod(units, case_pack)
    return full + 1 if rest else full
