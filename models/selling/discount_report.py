"""Discounts by operator: how much each gave on their sales, why, and what share of the ordinary prices that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.pricing.discount_part import DiscountKind
from models.selling.operator_share import share_percent
from models.selling.return_report import OperatorSums


@dataclass(frozen=True, slots=True)
class DiscountSum:
    """What was taken off the sales of one operator for one reason, on how many lines; the reason may be empty."""

    operator: str
    kind: DiscountKind
    reason: str
    lines: int
    amount: int


@dataclass(frozen=True, slots=True)
class OperatorDiscounts:
    """One row of the report. ``sold`` is what was paid; ``discounts`` are by reason, the largest first."""

    operator: str
    sold: int
    discounts: tuple[DiscountSum, ...]

    @property
    def amount(self) -> int:
        """What was taken off in all."""
        return sum(each.amount for each in self.discounts)

    @property
    def lines(self) -> int:
        """Parts of lines from which something was taken off."""
        return sum(each.lines for each in self.discounts)

    @property
    def share_percent(self) -> Decimal | None:
        """What was taken off, in percent of what all of it would have cost.

        >>> regulars = DiscountSum("anna", DiscountKind.BASKET, "Stammis", 4, 10_00)
        >>> OperatorDiscounts("anna", 90_00, (regulars,)).share_percent
        Decimal('10.0')
        """
        return share_percent(self.amount, self.sold + self.amount)


def discounts_report(sums: Mapping[str, OperatorSums], discounts: Iterable[DiscountSum]) -> list[OperatorDiscounts]:
    """Everybody on whose sales somebody gave a discount, the largest amount first."""
    by_operator: dict[str, list[DiscountSum]] = {}
    for each in discounts:
        by_operator.setdefault(each.operator, []).append(each)
    rows = [
        OperatorDiscounts(operator, sums.get(operator, OperatorSums()).sold, tuple(sorted(theirs, key=_largest)))
        for operator, theirs in by_operator.items()
    ]
    return sorted(rows, key=lambda row: (-row.amount, row.operator))


def _largest(each: DiscountSum) -> tuple[int, str, str]:
    return -each.amount, each.kind, each.reason
