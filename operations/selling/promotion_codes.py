"""Codes of promotions, coupons and groups of customers: what a till makes of them."""

from __future__ import annotations

from models.access.permission import Permission
from models.own_code import GoodsCode, OwnCode, OwnCodeKind, meaning_of
from models.promotions.promotion import Promotion
from models.selling.basket import Basket
from models.selling.decide.decision import Decision
from models.selling.decide.show_code import decide_code, decide_code_removal, decide_group
from models.selling.shown_codes import (
    CouponEnded,
    CouponInUse,
    CouponUsed,
    ShownCode,
    UnknownCustomerGroup,
    UnknownPromotionCode,
)
from models.selling.till_event import ChooseGroup, RemoveCode, ShowCode, event_text
from operations.access.permissions import check
from operations.customer_groups import customer_groups, promotions_of_today
from operations.selling.deciding_work import DecidingWork
from operations.selling.goods_desk import GoodsDesk
from store.members import member_offer_rows
from store.selling import coupons


def decide_codes(desk: GoodsDesk, event: ShowCode | RemoveCode | ChooseGroup) -> Decision:
    """Decide about a code that a customer shows, or about the customer's group.

    Raises :class:`models.selling.shown_codes.UnknownPromotionCode`, :class:`models.selling.shown_codes.CouponUsed`,
    :class:`models.selling.shown_codes.CouponEnded`,
    :class:`models.selling.shown_codes.CouponInUse`, :class:`models.selling.shown_codes.SecondCoupon`,
    :class:`models.selling.shown_codes.UnknownCustomerGroup` or :class:`operations.access.permissions.NotPermitted`.
    """
    match event:
        case ShowCode():
            entry, promotion = _find_code(desk.work, desk.basket, event.code.strip())
            return decide_code(desk.basket or desk.new_basket(), entry, promotion)
        case RemoveCode():
            return decide_code_removal(desk.basket, event)
        case ChooseGroup():
            check(desk.work.actor, Permission.GIVE_DISCOUNTS)
            group = _find_group(desk.work, event.code.strip()) if event.code.strip() else None
            return decide_group(desk.basket or desk.new_basket(), group)


def _of_today(work: DecidingWork) -> list[Promotion]:
    return promotions_of_today(work.tx, work.station.shop, work.at)


def is_promotion_code(work: DecidingWork, text: str) -> bool:
    """Whether a text is the code of a promotion of today, which many customers have."""
    return any(each.coupon is not None and _is_called(each.coupon, text) for each in _of_today(work))


def _is_called(name: str, text: str) -> bool:
    return name.casefold() == text.strip().casefold()


def _find_code(work: DecidingWork, basket: Basket | None, text: str) -> tuple[ShownCode, Promotion]:
    meaning = meaning_of(text)
    if isinstance(meaning, OwnCode) and meaning.kind is OwnCodeKind.COUPON:
        return _find_coupon(work, basket, meaning.text)
    if isinstance(meaning, GoodsCode) and text:
        for each in _of_today(work):
            if each.coupon is not None and _is_called(each.coupon, text):
                return ShownCode(each.coupon, each.id), each
    raise UnknownPromotionCode(event_text(text))


def _find_coupon(work: DecidingWork, basket: Basket | None, code: str) -> tuple[ShownCode, Promotion]:
    coupon = coupons.find_coupon(work.tx, code)
    promotions = {each.id: each for each in _of_today(work)}
    if coupon is None or coupon.promotion_id not in promotions:
        raise UnknownPromotionCode(code)
    if coupon.sale_id is not None:
        raise CouponUsed(code)
    last_day = member_offer_rows.last_day_of_coupon(work.tx, code)
    if last_day is not None and work.station.shop.business_day(work.at) > last_day:
        raise CouponEnded(code, last_day)
    if coupon.basket_id is not None and (basket is None or coupon.basket_id != basket.id):
        raise CouponInUse(code)
    return ShownCode(code, coupon.promotion_id, is_coupon=True), promotions[coupon.promotion_id]


def _find_group(work: DecidingWork, text: str) -> str:
    for each in customer_groups(_of_today(work)):
        if _is_called(each, text):
            return each
    raise UnknownCustomerGroup(event_text(text))
