"""What a promotion would have given on baskets that were sold, before it is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from models.promotions.promoted_goods import PromotedGoods
from models.promotions.promotion import ANYBODY, Buyer, Promotion
from models.promotions.promotion_gains import find_gains
from models.promotions.promotion_index import PromotionIndex


@dataclass(frozen=True, slots=True)
class SoldBasket:
    """The goods of a sale at their prices before discounts, and what the clock of the shop showed."""

    wall: datetime
    goods: tuple[PromotedGoods, ...]


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """How many baskets there were, how many would have been cheaper, and by how much all of them together.

    ``worth_minor`` is what the goods of the cheaper baskets cost without it.
    """

    baskets: int
    cheaper: int
    worth_minor: int
    given_minor: int


def try_promotion(baskets: Iterable[SoldBasket], draft: Promotion, others: Iterable[Promotion]) -> TrialFigures:
    """What ``draft`` would have given beside the ``others``, at its hours and on its weekdays, on any date.

    Customers are taken to buy what they bought, and to have its code or membership.
    """
    undated = replace(draft, time=replace(draft.time, first=date.min, until=None))
    before = list(others)
    index_before, index_with = PromotionIndex.of(before), PromotionIndex.of([*before, undated])
    buyer = Buyer(draft.customer_group, frozenset({draft.coupon} if draft.coupon else ()), frozenset({draft.id}))
    count, cheaper, worth, off = 0, 0, 0, 0
    for basket in baskets:
        count += 1
        more = find_gains(basket.goods, index_with, basket.wall, buyer).saved_minor
        more -= find_gains(basket.goods, index_before, basket.wall, ANYBODY).saved_minor
        if more > 0:
            cheaper, off = cheaper + 1, off + more
            worth += sum(each.gross_minor for each in basket.goods)
    return TrialFigures(count, cheaper, worth, off)
