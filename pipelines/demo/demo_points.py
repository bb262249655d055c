"""Points of the demo shop: members who have some, one of whom used some and brought something back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from models.access.actor import Actor, Approval
from models.access.approval_reason import ApprovalReason
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.members.member_offer import OfferOccasion, OfferRule
from models.members.point_reward import PointReward
from models.members.point_rule import MILLI, PointRule, PointTerm
from models.members.tier import PointTier
from models.payments.attempt import PaymentMethod
from models.promotions.promotion import ONE_TIME
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind, cash_due
from models.selling.till_event import ChooseMember, Scan, TillEvent, UsePoints
from operations.customer_groups import promotions_of_today
from operations.points.adjust_points import adjust_points
from operations.points.offers_by_consent import set_offer_rule
from operations.points.point_rules import promotions_for_rewards, set_point_rule
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.goods_return import ChosenLine, choose_returns
from operations.selling.till_events import apply_events, till_state
from pipelines.demo.demo_gift_cards import plain_goods
from store.database.engine import Store
from store.members.member_search import first_members
from store.members.point_rows import all_entries
from store.shop import get_shop

#: A point for each krona, worth 1 öre, good for two years; double for fruit and vegetables, none for tobacco.
POINT_VALUE_MINOR, _MONTHS, _LEAST = 1, 24, 100
_DOUBLE, _EXCLUDED = "fruit", "tobacco"
#: Points that the shop gave the first members when it began with points, and what the first of them uses.
WELCOME, USED = (1500, 250, *range(180, 2500, 83)), 500
#: What the coupon costs as a reward, in points.
PRIZE = 1000
#: Points of the welcome.
OFFERED = 100
_CLIENT, _TILL, _KEY = "00000000-0000-4000-8000-0000000000dd", 1, "00000000-0000-4000-8000-0000000000de"
_NEXT = timedelta(seconds=1)
#: From so many points of twelve months on, times so many points.
TIERS = (PointTier("Silver", 100, 1250), PointTier("Gold", 5000, 1500))
REASON = {"sv": "Välkomstpoäng", "en": "Welcome points"}


def demo_rule(first_day: date, prizes: Iterable[int] = ()) -> PointRule:
    """What members of the demo shop get points for, and rewards: coupons of the promotions with these numbers."""
    double = PointTerm(category=_DOUBLE, factor_milli=2 * MILLI)
    rewards = tuple(PointReward(each, PRIZE) for each in prizes)
    return PointRule(first_day, MILLI, POINT_VALUE_MINOR, _MONTHS, _LEAST, (_EXCLUDED,), (double,), TIERS, rewards)


def set_demo_rule(store: Store, office: Actor, first_day: date, *, at: datetime) -> None:
    """Set the rule from the day on which the shop opens."""
    with store.view() as view:
        prizes = promotions_for_rewards(view, first_day)
    set_point_rule(store, office, demo_rule(first_day, prizes), at=at)


def give_points(store: Store, office: Actor, *, language: str, at: datetime) -> int:
    """Give the first members points, let the first use some at till 1 and bring a part back; twice is once.

    ``at`` is after everything else at that till. Returns how many receipts of one line that made.
    """
    with store.view() as view:
        members, sku, entries = first_members(view, len(WELCOME)), plain_goods(view), all_entries(view)
    if entries or not members or sku is None:
        return len({each.sale_id for each in entries if each.sale_id is not None})
    approved = replace(office, approval=Approval("maria", Permission.ADJUST_POINTS, ApprovalReason.OTHER))
    _promise_offers(store, office, at=at)
    for member, points in zip(members, WELCOME, strict=False):
        adjust_points(store, approved, member.id, points, REASON[language], at=at)
    seller = Actor("bo", _TILL, PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT])
    sale = _buy(store, seller, [members[0].id, sku], at=at)
    _bring_back(store, seller, sale, at=at + 2 * _NEXT)
    return 2


def _promise_offers(store: Store, office: Actor, *, at: datetime) -> None:
    """Points as a welcome, and the coupon of the shop's promotion for the birthday."""
    with store.view() as view:
        promotions = promotions_of_today(view, get_shop(view), at)
    with_coupon = next((each.id for each in promotions if each.coupon == ONE_TIME), None)
    rules = [OfferRule(OfferOccasion.WELCOME, points=OFFERED), OfferRule(OfferOccasion.BIRTHDAY, promotion=with_coupon)]
    for rule in rules:
        set_offer_rule(store, office, rule, at=at)


def _buy(store: Store, seller: Actor, what: list[str], *, at: datetime) -> Sale:
    member, sku = what
    seq = till_state(store, _TILL, _CLIENT, at=at).acked_seq
    events: list[TillEvent] = [
        ChooseMember(seq + 1, member),
        Scan(seq + 2, sku, Decimal(3)),
        UsePoints(seq + 3, USED),
    ]
    basket = apply_events(store, seller, _CLIENT, events, at=at).basket
    assert basket is not None, "goods are in the basket"
    offers = (Offer(TenderKind.CASH, cash_due(basket.due)),)
    return complete_sale(store, seller, Payment(basket.basket.id, basket.due, offers), at=at + _NEXT)


def _bring_back(store: Store, seller: Actor, sale: Sale, *, at: datetime) -> None:
    approval = Approval("maria", Permission.APPROVE_RETURNS, ApprovalReason.RECEIPT_LOST)
    actor = Actor(seller.operator_id, _TILL, seller.permissions, approval)
    line = sale.lines[0]
    chosen = ChosenLine(line.position, Decimal(1), ReturnReason.CHANGED_MIND, GoodsTo.STOCK)
    choose_returns(store, actor, sale.id, [chosen], at=at)
    basket = till_state(store, _TILL, _CLIENT, at=at).basket
    assert basket is not None, "something comes back"
    give_back(store, actor, GiveBackWish(_KEY, basket.basket.id, basket.due, PaymentMethod.CASH), at=at)
