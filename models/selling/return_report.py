"""Returns by operator: how much each took back, why, and what share of their sales that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.selling.operator_share import share_percent


@dataclass(frozen=True, slots=True)
class OperatorSums:
    """The receipts of one operator: sales and refunds with what they come to, refunds above zero."""

    sales: int = 0
    sold: int = 0
    refunds: int = 0
    refunded: int = 0


@dataclass(frozen=True, slots=True)
class ReasonSum:
    """What an operator took back for one reason; the reason is empty where none was given."""

    operator: str
    reason: str
    amount: int


@dataclass(frozen=True, slots=True)
class OperatorReturns:
    """One row of the report. ``reasons`` are the amounts by reason, the largest first; they sum to what went back."""

    operator: str
    sums: OperatorSums
    reasons: tuple[ReasonSum, ...]

    @property
    def share_percent(self) -> Decimal | None:
        """What was refunded of what was sold, in percent with one decimal; ``None`` where nothing was sold.

        >>> OperatorReturns("anna", OperatorSums(40, 2_000_00, 3, 65_00), ()).share_percent
        Decimal('3.3')
        """
        return share_percent(self.sums.refunded, self.sums.sold)


def returns_report(sums: Mapping[str, OperatorSums], reasons: Iterable[ReasonSum]) -> list[OperatorReturns]:
    """Everybody who took something back, the largest amount first."""
    by_operator: dict[str, list[ReasonSum]] = {}
    for each in reasons:
        by_operator.setdefault(each.operator, []).append(each)
    rows = [
        OperatorReturns(operator, each, tuple(sorted(by_operator.get(operator, ()), key=_largest_reason)))
        for operator, each in sums.items()
        if each.refunds
    ]
    return sorted(rows, key=lambda row: (-row.sums.refunded, row.operator))


def _largest_reason(each: ReasonSum) -> tuple[int, str]:
    return -each.amount, each.reason
