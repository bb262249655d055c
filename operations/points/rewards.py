"""Rewards are given: points go, and a coupon comes, in one transaction."""

from __future__ import annotations

from datetime import timedelta

from models.facts.promotion import CouponsMade
from models.members.member_offer import MemberOffer
from models.members.point_entry import PointChange
from models.members.point_reward import REWARD, RewardExchange, TooFewForReward
from operations.points.offers_by_consent import offer_fact
from operations.points.point_books import PointPart, book_points
from operations.unit_of_work import UnitOfWork
from store.members import member_offer_rows, point_rows
from store.selling import coupons


def give_reward(work: UnitOfWork, exchange: RewardExchange) -> MemberOffer:
    """Take the points of a member, those that end first, and make the coupon.

    Raises :class:`models.members.point_reward.TooFewForReward` if they were used elsewhere meanwhile.
    """
    reward, member, today = exchange.reward, exchange.member, work.station.shop.business_day(work.at)
    if not point_rows.hold_points(work.tx, member, reward.points):
        raise TooFewForReward(reward.points, 0)
    point_rows.let_points_go(work.tx, member, reward.points)
    parts = point_rows.lots_of_member(work.tx, member).parts(reward.points)
    book_points(work, member, [PointPart(PointChange.REWARD, -points, day) for day, points in parts])
    coupons.add_coupons(work.tx, reward.promotion, [exchange.coupon], work.at)
    work.record(CouponsMade(reward.promotion, (exchange.coupon,)))
    (number,) = work.take_ids()
    count = 1 + max((e.year for e in member_offer_rows.offers_of(work.tx, [member]) if e.occasion == REWARD), default=0)
    offer = MemberOffer(
        *(number, member, REWARD, count, -reward.points, reward.promotion, exchange.coupon),
        *(today, today + timedelta(days=reward.days - 1), work.at, work.actor.operator_id),
    )
    member_offer_rows.add_offer(work.tx, offer)
    work.record(offer_fact(offer))
    return offer
