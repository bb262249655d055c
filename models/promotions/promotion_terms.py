"""Promotions as the journal and the tables store them, and back."""

from __future__ import annotations

from msgspec import json

from models.facts.promotion import PromotionSlot, PromotionTerms
from models.promotions.promotion import GoodsGroup, Promotion, PromotionKind, Slot, Stacking
from models.promotions.promotion_time import PromotionTime


def terms_of(promotion: Promotion) -> PromotionTerms:
    """All terms of a promotion, in an order that does not depend on how they were entered."""
    time = promotion.time
    return PromotionTerms(
        name=promotion.name,
        sort=promotion.kind.value,
        slots=tuple(
            PromotionSlot(tuple(sorted(slot.goods.skus)), tuple(sorted(slot.goods.categories)), slot.pieces)
            for slot in promotion.slots
        ),
        first=time.first,
        until=time.until,
        weekdays=tuple(sorted(time.weekdays)),
        from_minute=time.from_minute,
        until_minute=time.until_minute,
        percent_ppm=promotion.percent_ppm,
        amount=promotion.amount_minor,
        threshold=promotion.threshold_minor,
        coupon=promotion.coupon,
        customer_group=promotion.customer_group,
        stacking=promotion.stacking.value,
        priority=promotion.priority,
    )


def promotion_of(promotion_id: int, terms: PromotionTerms) -> Promotion:
    """The promotion with these terms."""
    return Promotion(
        id=promotion_id,
        name=terms.name,
        kind=PromotionKind(terms.sort),
        slots=tuple(
            Slot(GoodsGroup(frozenset(slot.skus), frozenset(slot.categories)), slot.pieces) for slot in terms.slots
        ),
        time=PromotionTime(terms.first, terms.until, frozenset(terms.weekdays), terms.from_minute, terms.until_minute),
        percent_ppm=terms.percent_ppm,
        amount_minor=terms.amount,
        threshold_minor=terms.threshold,
        coupon=terms.coupon,
        customer_group=terms.customer_group,
        stacking=Stacking(terms.stacking),
        priority=terms.priority,
    )


def write_terms(promotion: Promotion) -> str:
    """All terms of a promotion as JSON."""
    return json.encode(terms_of(promotion)).decode()


def read_terms(promotion_id: int, text: str) -> Promotion:
    """The promotion whose terms were written as JSON."""
    return promotion_of(promotion_id, json.decode(text, type=PromotionTerms))
