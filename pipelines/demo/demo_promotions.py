"""The promotions of the demo shop: they run in its last week, so that the till, receipts and reports show them."""

from __future__ import annotations

from datetime import date, timedelta

from models.promotions.promotion import ONE_TIME, GoodsGroup, Promotion, PromotionKind, Slot, Stacking
from models.promotions.promotion_time import PromotionTime

#: So many days before the end of the history they begin.
DAYS_BEFORE = timedelta(days=7)
_THREE, _PERCENT_PPM, _LEAST_MINOR, _OFF_MINOR = 3, 250_000, 300_00, 20_00
_COUPON_LEAST_MINOR, _COUPON_MINOR, _TENTH_PPM, _CODE = 100_00, 25_00, 100_000, "HOST26"
#: So many coupons are made.
DEMO_COUPONS = 20
_FROM_MINUTE, _UNTIL_MINUTE = 14 * 60, 17 * 60
_NAMES = {
    "sv": ("3 för 2 på godis och snacks", "Fikastund 14–17", "20 kr av för 300 kr"),
    "en": ("3 for 2 on sweets and snacks", "Coffee break 14–17", "20 kr off for 300 kr"),
}
#: Those for some customers only, and the group of the last one.
_NAMES_FOR_SOME = {
    "sv": ("25 kr av med kupong", "Höst 10 %", "Klubbpris på kaffe", "Klubben"),
    "en": ("25 kr off with a coupon", "Autumn 10 %", "Club price for coffee", "The club"),
}


def club_name(language: str) -> str:
    """The group of customers for which the last promotion is."""
    return _NAMES_FOR_SOME[language][-1]


def demo_promotions(until: date, language: str) -> list[Promotion]:
    """Promotions for everybody, with a coupon, with a code and for a club, as the history ends before ``until``."""
    three, break_, large = _NAMES[language]
    first = until - DAYS_BEFORE
    always, afternoon = PromotionTime(first), PromotionTime(first, None, frozenset(), _FROM_MINUTE, _UNTIL_MINUTE)
    sweets, cafe = (GoodsGroup(categories=frozenset({code})) for code in ("sweets", "cafe"))
    return [
        Promotion(0, three, PromotionKind.CHEAPEST_FREE, (Slot(sweets, _THREE),), always),
        Promotion(0, break_, PromotionKind.PERCENT, (Slot(cafe),), afternoon, percent_ppm=_PERCENT_PPM),
        Promotion(
            0,
            large,
            PromotionKind.THRESHOLD,
            (Slot(),),
            always,
            threshold_minor=_LEAST_MINOR,
            amount_minor=_OFF_MINOR,
            stacking=Stacking.COMBINES,
        ),
        *_for_some(always, cafe, language),
    ]


def _for_some(always: PromotionTime, cafe: GoodsGroup, language: str) -> list[Promotion]:
    """With a coupon, with a code, and for a club."""
    coupon, autumn, club, group = _NAMES_FOR_SOME[language]
    return [
        Promotion(
            0,
            coupon,
            PromotionKind.THRESHOLD,
            (Slot(),),
            always,
            threshold_minor=_COUPON_LEAST_MINOR,
            amount_minor=_COUPON_MINOR,
            coupon=ONE_TIME,
        ),
        Promotion(0, autumn, PromotionKind.PERCENT, (Slot(),), always, percent_ppm=_TENTH_PPM, coupon=_CODE),
        Promotion(
            0, club, PromotionKind.PERCENT, (Slot(cafe),), always, percent_ppm=_PERCENT_PPM, customer_group=group
        ),
    ]
