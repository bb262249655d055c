"""The points that a member gets for the lines of a purchase, and what a rule would have given for purchases before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import floor

from msgspec import Struct

from models.members.point_rule import MILLI, PointRule
from models.money import MINOR_DIGITS


class EarningLine(Struct, frozen=True):
    """One line of goods: what was paid for it, after every discount and without its deposit."""

    position: int
    sku: str
    category: str
    gross_minor: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class EarningSale:
    """A purchase of a member: when, by the clock on the shop's wall, and the share that gift cards did not pay."""

    member: str
    wall: datetime
    lines: tuple[EarningLine, ...]
    paid_share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class TriedRule:
    """What a rule would have given: for so many purchases that came to ``gross_minor``, by so many members."""

    receipts: int
    members: int
    gross_minor: int
    points: int
    worth_minor: int


def count_points(
    lines: Iterable[EarningLine],
    rule: PointRule,
    wall: datetime,
    *,
    currency: str,
    share: Fraction = Fraction(1),
    factor_milli: int = MILLI,
) -> list[tuple[int, int]]:
    """The points for each line, by position, of which a ``share`` was paid by other means than gift cards.

    ``factor_milli`` is that of the member's tier, for points for money. The sum over the lines is rounded down to whole
    points once; a line gets what the sum grows by it.

    >>> rule = PointRule(datetime(2026, 11, 1).date(), 1000, 10)
    >>> lines = [EarningLine(1, "A", "X", 1990, Decimal(1)), EarningLine(2, "B", "X", 250, Decimal(1))]
    >>> count_points(lines, rule, datetime(2026, 11, 30), currency="SEK")
    [(1, 19), (2, 3)]
    """
    per_major = 10 ** MINOR_DIGITS.get(currency, 2) * MILLI * MILLI * MILLI
    points, total = [], Fraction(0)
    for each in lines:
        per_money, per_unit = rule.rates(each.sku, each.category, wall)
        before = floor(total)
        if each.gross_minor > 0:
            per_line = Fraction(each.gross_minor * per_money * factor_milli, per_major)
            total += share * (per_line + Fraction(each.quantity) * Fraction(per_unit, MILLI))
        if floor(total) > before:
            points.append((each.position, floor(total) - before))
    return points


def try_rule(
    rule: PointRule, sales: Iterable[EarningSale], currency: str, factors: Mapping[str, int] | None = None
) -> TriedRule:
    """What a rule would have given for purchases of members; ``factors`` are those of their tiers (thousandths)."""
    receipts, gross, points, members = 0, 0, 0, set[str]()
    for each in sales:
        receipts += 1
        members.add(each.member)
        gross += sum(line.gross_minor for line in each.lines)
        factor = (factors or {}).get(each.member, MILLI)
        counted = count_points(
            each.lines, rule, each.wall, currency=currency, share=each.paid_share, factor_milli=factor
        )
        points += sum(number for _, number in counted)
    return TriedRule(receipts, len(members), gross, points, points * rule.value_minor)
