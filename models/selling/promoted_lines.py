"""What the shop's promotions take off the lines of a basket."""

from __future__ import annotations

from datetime import datetime

from models.pricing.discount_part import DiscountKind, DiscountPart
from models.promotions.promoted_goods import PromotedGoods
from models.promotions.promotion_gains import find_gains
from models.promotions.promotion_index import PromotionIndex
from models.quantity import Unit
from models.selling.basket import Basket, BasketLine, Gains
from models.selling.shown_codes import buyer_of


def promotion_gains(basket: Basket, index: PromotionIndex, wall: datetime) -> Gains:
    """The parts of discounts that promotions give, by position; ``wall`` is what the clock of the shop shows.

    A line on which somebody gave a discount has no promotion, and a deposit never has one.
    """
    if not index.promotions:
        return {}
    changed = {grant.position for grant in basket.discounts}
    goods = [_goods_of(line) for line in basket.lines if not line.discount.minor and line.position not in changed]
    parts: dict[int, tuple[DiscountPart, ...]] = {}
    for gain in find_gains(goods, index, wall, buyer_of(basket.customer_group, basket.codes)).gains:
        part = DiscountPart(DiscountKind.PROMOTION, gain.name, gain.amount_minor, source_id=gain.promotion_id)
        parts[gain.position] = (*parts.get(gain.position, ()), part)
    return parts


def _goods_of(line: BasketLine) -> PromotedGoods:
    return PromotedGoods(
        position=line.position,
        sku=line.sku,
        category=line.category,
        unit_price_minor=line.unit_price.minor,
        quantity=line.quantity,
        is_by_piece=line.unit is Unit.PIECE,
        is_only_by_name=line.open_price or line.age_limit is not None,
        mark=line.supply.value,
    )
