"""What the shop owes for gift cards, by how long ago money was last put on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

#: The ends of the groups, in months since money was last put on a card; what is older is in the last group.
AGE_MONTHS = (3, 12, 36)


@dataclass(frozen=True, slots=True)
class CardDebt:
    """What is on a card, in minor units, and when money was last put on it."""

    amount_minor: int
    filled_on: date


@dataclass(frozen=True, slots=True)
class DebtGroup:
    """Cards on which money was last put less than ``months`` ago and that no earlier group has; ``None``: the rest."""

    months: int | None
    cards: int
    amount_minor: int


def debt_by_age(debts: Iterable[CardDebt], today: date) -> tuple[DebtGroup, ...]:
    """The cards with something on them, in groups by age; the sums of the groups are the sum of the cards.

    >>> groups = debt_by_age([CardDebt(500, date(2026, 11, 1)), CardDebt(200, date(2026, 2, 28))], date(2026, 11, 28))
    >>> [(each.months, each.cards, each.amount_minor) for each in groups]
    [(3, 1, 500), (12, 1, 200), (36, 0, 0), (None, 0, 0)]
    """
    groups: dict[int | None, list[int]] = {months: [] for months in (*AGE_MONTHS, None)}
    for each in debts:
        if each.amount_minor:
            age = _whole_months(each.filled_on, today)
            groups[next((months for months in AGE_MONTHS if age < months), None)].append(each.amount_minor)
    return tuple(DebtGroup(months, len(amounts), sum(amounts)) for months, amounts in groups.items())


def _whole_months(first: date, last: date) -> int:
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)
