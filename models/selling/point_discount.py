"""What points take off a basket, and what the member gets for it.

A point that is used is a reduction of the price, not a means of payment: tax is due on what is left (mervärdesskattelag
(2023:200), chapter 8 section 2; a point is no voucher in the sense of directive (EU) 2016/1065).
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from models.members.earned_points import EarningLine, count_points
from models.members.point_entry import split_by_sum
from models.members.point_rule import MILLI, PointRule
from models.pricing.discount_part import DiscountKind
from models.selling.basket import PricedBasket
from models.selling.gift_card import sum_of_parts
from models.selling.sale import Sale


def minor_of_points(sale: Sale) -> list[tuple[int, int]]:
    """What points took off each line of a sale, by position, in minor units."""
    by_line = [
        (line.position, sum(part.amount_minor for part in line.discounts if part.kind is DiscountKind.POINTS))
        for line in sale.lines
    ]
    return [(position, minor) for position, minor in by_line if minor]


def points_on_lines(sale: Sale, value_minor: int) -> dict[int, int]:
    """The points that were used on each line of a sale, by position."""
    by_line = minor_of_points(sale)
    points = split_by_sum([minor for _, minor in by_line], value_minor)
    return {position: each for (position, _), each in zip(by_line, points, strict=True) if each}


def points_for(
    priced: PricedBasket, rule: PointRule, wall: datetime, factor_milli: int = MILLI
) -> list[tuple[int, int]]:
    """The points that a member gets for each line of a basket, by position, when the clock on the wall shows ``wall``.

    ``factor_milli`` is that of the member's tier. They are for what is paid by other means than points and gift cards,
    and never for a deposit or a gift card.
    """
    payable = priced.gross_minor - priced.loads_minor
    by_card = sum_of_parts(priced.paid_by_cards)
    share = Fraction(max(0, payable - by_card), payable) if payable > 0 else Fraction(0)
    lines = [
        EarningLine(each.line.position, each.line.sku, each.line.category, each.gross_minor, each.line.quantity)
        for each in priced.lines
    ]
    return count_points(lines, rule, wall, currency=priced.currency, share=share, factor_milli=factor_milli)
