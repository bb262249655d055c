"""Rewards at the till: a member takes one for points, and its coupon is in the basket at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from secrets import choice

from models.access.permission import Permission
from models.members.point_entry import PointsWithoutMember
from models.members.point_reward import RewardExchange, TooFewForReward, UnknownReward, rewards_in_reach
from models.own_code import new_coupon
from models.promotions.promotion import ONE_TIME, Promotion
from models.selling.basket import Basket
from models.selling.decide.decision import Decision, require_basket
from models.selling.decide.show_code import decide_code
from models.selling.shown_codes import ShownCode
from models.selling.till_event import TakeReward
from models.selling.till_state import ShownReward
from models.shop import Station
from operations.access.permissions import check
from operations.customer_groups import promotions_of_today
from operations.selling.deciding_work import DecidingWork
from operations.selling.goods_desk import GoodsDesk
from operations.selling.points_at_till import holder_of, points_of, points_to_use
from store.database.engine import Connection
from store.members import point_rows


def decide_reward(desk: GoodsDesk, event: TakeReward) -> Decision:
    """Decide about a reward that the member takes; its coupon holds for the basket.

    Raises :class:`models.members.point_entry.PointsWithoutMember`, :class:`models.members.point_reward.UnknownReward`,
    :class:`models.members.point_reward.TooFewForReward` or :class:`models.selling.shown_codes.SecondCoupon`.
    """
    check(desk.work.actor, Permission.FIND_MEMBERS)
    basket = require_basket(desk.basket)
    member = holder_of(desk.work.tx, basket)
    if member is None:
        raise PointsWithoutMember
    rule = point_rows.rule_of_day(desk.work.tx, desk.day)
    reward = next((each for each in rule.rewards if str(each.promotion) == event.code), None) if rule else None
    promotion = coupons_of_today(desk.work.tx, desk.work.station, desk.work.at).get(reward.promotion if reward else 0)
    if reward is None or promotion is None:
        raise UnknownReward
    available = _available(desk.work, basket)
    if available < reward.points:
        raise TooFewForReward(reward.points, available)
    coupon = new_coupon(choice).text
    decision = decide_code(basket, ShownCode(coupon, promotion.id, is_coupon=True), promotion)
    return replace(decision, reward=RewardExchange(member, reward, coupon))


def shown_rewards(view: Connection, basket: Basket, station: Station, at: datetime) -> tuple[ShownReward, ...]:
    """The rewards that the points of a basket's member pay for, and the next one, the cheapest first."""
    today = station.shop.business_day(at)
    rule = point_rows.rule_of_day(view, today)
    if rule is None or not rule.rewards:
        return ()
    promotions, in_basket = (
        coupons_of_today(view, station, at),
        {each.promotion for each in basket.codes if each.is_coupon},
    )
    rewards = [each for each in rule.rewards if each.promotion in promotions and each.promotion not in in_basket]
    points = points_of(view, basket, today)[1] - _used_of(basket)
    return tuple(
        ShownReward(each.promotion, promotions[each.promotion].name, each.points, max(0, each.points - points))
        for each in rewards_in_reach(rewards, points)
    )


def coupons_of_today(view: Connection, station: Station, at: datetime) -> dict[int, Promotion]:
    """The promotions that hold today for who has a coupon of one purchase, by number."""
    return {each.id: each for each in promotions_of_today(view, station.shop, at) if each.coupon == ONE_TIME}


def _available(work: DecidingWork, basket: Basket) -> int:
    """The member's points that no basket uses, this one included."""
    return points_to_use(work, basket) - _used_of(basket)


def _used_of(basket: Basket) -> int:
    return basket.points.points if basket.points else 0
