"""Offers to members who agreed to offers: a rule is set, and members get what it promises, once for each occasion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from secrets import choice

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.facts.member_offer import MemberOfferGiven, OfferRuleSet
from models.facts.promotion import CouponsMade
from models.members.consent import ConsentPurpose, purposes_agreed
from models.members.member import JoinChannel, Member
from models.members.member_offer import (
    ONCE,
    MemberOffer,
    OfferOccasion,
    OfferRule,
    check_offer_rule,
    recent_birthdays,
    write_offer_rule,
)
from models.members.point_entry import PointChange
from models.members.point_reward import REWARD
from models.members.point_rule import expiry_of
from models.own_code import new_coupon
from models.promotions.promotion import ONE_TIME
from models.shop import Shop
from models.shop_settings import MAIL_HOST
from operations.access.permissions import check
from operations.customer_groups import promotions_of_today
from operations.points.point_books import NoPointRule, PointPart, book_points
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import dispatch
from store.database.engine import Connection, Store
from store.members import consent_rows, member_offer_rows, member_rows, point_rows
from store.selling import coupons
from store.setting_rows import get_value

#: So many members are looked at in one transaction.
OFFER_PORTION = 50


def set_offer_rule(store: Store, actor: Actor, rule: OfferRule, *, at: datetime) -> OfferRule:
    """Set what members get for an occasion from now on; a rule that gives nothing ends it.

    Raises :class:`models.members.member_offer.WrongOfferRule`, or
    :class:`operations.points.point_books.NoPointRule` for points in a shop without a rule about them.
    """
    check(actor, Permission.CHANGE_POINT_RULES)
    with unit_of_work(store, actor, at=at) as work:
        check_offer_rule(rule, _with_coupons(work))
        if rule.points and point_rows.rule_of_day(work.tx, work.station.shop.business_day(at)) is None:
            raise NoPointRule
        (rule_id,) = work.take_ids()
        origin = {"at": work.at, "operator": work.actor.operator_id}
        member_offer_rows.add_offer_rule(work.tx, rule_id, rule, **origin)
        work.record(OfferRuleSet(rule_id, rule.occasion.value, write_offer_rule(rule)))
    return rule


def welcome_member(work: UnitOfWork, member: Member) -> None:
    """Give a new member the welcome of the shop, if it has one and the member agreed to offers."""
    stored = member_offer_rows.offer_rules(work.tx).get(OfferOccasion.WELCOME)
    if stored is not None and member.channel is not JoinChannel.IMPORT:
        _give(work, member, stored[0], ONCE)


def give_birthday_offers(store: Store, actor: Actor, *, at: datetime, after: str = "") -> tuple[int, str]:
    """Give members their offers of a birthday today or just before: how many got one, and the last id looked at.

    It looks at :data:`OFFER_PORTION` members after the id ``after``; call it until it looks at nobody (``""``).
    """
    check(actor, Permission.GIVE_MEMBER_OFFERS)
    with unit_of_work(store, actor, at=at) as work:
        company = work.station.shop
        stored = member_offer_rows.offer_rules(work.tx).get(OfferOccasion.BIRTHDAY)
        if stored is None or not stored[0].gives_something:
            return 0, ""
        years = recent_birthdays(company.business_day(at), company.business_day(stored[1]))
        members = member_offer_rows.with_birthday(work.tx, years, after, OFFER_PORTION)
        number = sum(_give(work, each, stored[0], years[each.details.birthday]) for each in members)
        return number, members[-1].id if members else ""


def give_welcome_offers(store: Store, actor: Actor, *, at: datetime, after: str = "") -> tuple[int, str]:
    """As :func:`give_birthday_offers`, the welcome to those who joined and only later agreed to offers."""
    check(actor, Permission.GIVE_MEMBER_OFFERS)
    with unit_of_work(store, actor, at=at) as work:
        stored = member_offer_rows.offer_rules(work.tx).get(OfferOccasion.WELCOME)
        if stored is None or not stored[0].gives_something:
            return 0, ""
        members = member_offer_rows.new_members(work.tx, stored[1], after, OFFER_PORTION)
        return sum(_give(work, each, stored[0], ONCE) for each in members), members[-1].id if members else ""


def forget_offer_mails(work: UnitOfWork, members: Iterable[str]) -> None:
    """Send members none of the offers that wait, and store no address of them: they withdrew, or are erased."""
    offers = member_offer_rows.offers_of(work.tx, members)
    dispatch.forget_documents(work.tx, DispatchKind.OFFER_MAIL, [each.id for each in offers])


def offers_to_show(view: Connection, member: Member, *, at: datetime, company: Shop) -> list[MemberOffer]:
    """A member's offers and rewards that are good today and not used yet; of who wants no offers, rewards alone."""
    ids = member_rows.ids_of_member(view, member.id)
    offers = member_offer_rows.offers_of(view, ids, company.business_day(at))
    if not all(each.occasion == REWARD for each in offers) and not _wants_offers(view, ids):
        offers = [each for each in offers if each.occasion == REWARD]
    return [each for each in offers if not each.coupon or _is_free(view, each.coupon)]


def _is_free(view: Connection, code: str) -> bool:
    coupon = coupons.find_coupon(view, code)
    return coupon is not None and coupon.sale_id is None


def _wants_offers(view: Connection, ids: Iterable[str]) -> bool:
    return ConsentPurpose.OFFERS in purposes_agreed(consent_rows.consents_of(view, ids))


def _give(work: UnitOfWork, member: Member, rule: OfferRule, year: int) -> bool:
    """Whether the member got the offer: who had it, does not want any, or whose promotion is over, gets none."""
    ids = member_rows.ids_of_member(work.tx, member.id)
    had = member_offer_rows.offers_of(work.tx, ids)
    if any((each.occasion, each.year) == (rule.occasion.value, year) for each in had):
        return False
    if not rule.gives_something or not _wants_offers(work.tx, ids):
        return False
    if rule.promotion is not None and rule.promotion not in _with_coupons(work):
        return False
    today = work.station.shop.business_day(work.at)
    points = rule.points if point_rows.rule_of_day(work.tx, today) is not None else 0
    if not points and rule.promotion is None:
        return False
    (number,) = work.take_ids()
    coupon = "" if rule.promotion is None else _make_coupon(work, rule.promotion)
    offer = MemberOffer(
        *(number, member.id, rule.occasion.value, year, points, rule.promotion, coupon),
        *(today, today + timedelta(days=rule.days - 1), work.at, work.actor.operator_id),
    )
    member_offer_rows.add_offer(work.tx, offer)
    work.record(offer_fact(offer))
    _book(work, offer)
    _send(work, offer, member.details.email)
    return True


def _book(work: UnitOfWork, offer: MemberOffer) -> None:
    rule = point_rows.rule_of_day(work.tx, offer.first_day)
    if offer.points and rule is not None:
        expires_on = expiry_of(offer.first_day, rule.months)
        book_points(work, offer.member, [PointPart(PointChange.OFFER, offer.points, expires_on)])


def _make_coupon(work: UnitOfWork, promotion: int) -> str:
    code = new_coupon(choice).text
    coupons.add_coupons(work.tx, promotion, [code], work.at)
    work.record(CouponsMade(promotion, (code,)))
    return code


def _send(work: UnitOfWork, offer: MemberOffer, address: str) -> None:
    if address and get_value(work.tx, MAIL_HOST):
        (number,) = work.take_ids()
        waiting = Dispatch(number, DispatchKind.OFFER_MAIL, offer.id, address, mask_address(address), work.at)
        dispatch.add_dispatch(work.tx, waiting)


def _with_coupons(work: UnitOfWork) -> set[int]:
    """The promotions that hold today for who has a coupon of one purchase."""
    promotions = promotions_of_today(work.tx, work.station.shop, work.at)
    return {each.id for each in promotions if each.coupon == ONE_TIME}


def offer_fact(e: MemberOffer) -> MemberOfferGiven:
    """The fact of an offer that a member got, or of a reward."""
    return MemberOfferGiven(
        *(e.id, e.member, e.occasion, e.year, e.points, e.promotion_id, e.coupon, e.first_day, e.last_day)
    )
