"""Members at the till: whose basket is open, by the card that was scanned or the person who was looked for."""

from __future__ import annotations

from datetime import datetime

from models.access.permission import Permission
from models.members.member import Member
from models.own_code import GoodsCode, OwnCode, OwnCodeKind, meaning_of
from models.selling.basket import Basket
from models.selling.decide.choose_member import decide_member
from models.selling.decide.decision import Decision
from models.selling.till_event import ChooseMember
from models.selling.till_state import ShownMember, ShownOffer, ShownPoints
from models.shop import Station
from operations.access.permissions import NotPermitted
from operations.customer_groups import group_of_members, promotions_of_today
from operations.points.member_tier import tier_at
from operations.points.offers_by_consent import offers_to_show
from operations.selling.deciding_work import DecidingWork
from operations.selling.goods_desk import GoodsDesk
from operations.selling.points_at_till import points_of
from operations.selling.rewards_at_till import shown_rewards
from store.database.engine import Connection
from store.members import member_rows, point_rows
from store.members.member_rows import UnknownMember


def decide_members(desk: GoodsDesk, event: ChooseMember) -> Decision:
    """Decide about the member whose basket it is; the operator's own card takes another person's approval.

    Raises :class:`store.members.member_rows.UnknownMember` or :class:`operations.access.permissions.NotPermitted`.
    """
    code = event.code.strip()
    member = _find(desk.work.tx, code) if code else None
    if member is not None and member.details.operator == desk.work.actor.operator_id:
        _check_second_person(desk.work)
    return decide_member(
        desk.basket or desk.new_basket(),
        member.id if member else None,
        group_of_members(desk.work.tx, desk.work.station.shop, desk.work.at),
    )


def shown_member(view: Connection, basket: Basket | None, station: Station, at: datetime) -> ShownMember | None:
    """The member whose basket it is, as the till shows them, with their points where the shop has a rule of them."""
    member = None if basket is None else _member_of(view, basket)
    if basket is None or member is None:
        return None
    today = station.shop.business_day(at)
    rule = point_rows.rule_of_day(view, today)
    tier = tier_at(view, member.id, rule, today)
    label = tier.label if tier else ""
    points = None if rule is None else ShownPoints(*points_of(view, basket, today), rule.value_minor, rule.least, label)
    named = member.id, member.number, member.details.name
    rewards = shown_rewards(view, basket, station, at)
    return ShownMember(*named, points, _offers(view, member, station, at), rewards)


def _offers(view: Connection, member: Member, station: Station, at: datetime) -> tuple[ShownOffer, ...]:
    """What the member got lately, without coupons whose promotion is over."""
    offers = offers_to_show(view, member, at=at, company=station.shop)
    if not offers:
        return ()
    names = {each.id: each.name for each in promotions_of_today(view, station.shop, at)}
    return tuple(
        ShownOffer(each.occasion, each.points, names.get(each.promotion_id or 0, ""), each.coupon, str(each.last_day))
        for each in offers
        if each.promotion_id is None or each.promotion_id in names
    )


def customer_of(view: Connection, basket: Basket) -> str | None:
    """The id that the sale of a basket names; none of a member who was erased meanwhile."""
    member = _member_of(view, basket)
    return None if member is None else member.id


def _member_of(view: Connection, basket: Basket) -> Member | None:
    if basket.member is None:
        return None
    try:
        return member_rows.get_member(view, basket.member)
    except UnknownMember:
        return None


def _find(view: Connection, code: str) -> Member:
    match meaning_of(code):
        case OwnCode(kind=OwnCodeKind.MEMBER_CARD) as card:
            return member_rows.member_of_card(view, card.text)
        case GoodsCode(text):
            return member_rows.get_member(view, text)
        case _:
            raise UnknownMember


def _check_second_person(work: DecidingWork) -> None:
    """Nobody gives points or prices of members to themselves: somebody else approves it, whatever they may do."""
    approval = work.actor.approval
    if approval is None or approval.permission != Permission.APPROVE_DISCOUNTS:
        raise NotPermitted(work.actor.operator_id, Permission.APPROVE_DISCOUNTS)
