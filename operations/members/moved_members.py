"""Members of a former system come over: with what they agreed to and since when, and with their points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import choice

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.member import MemberJoined
from models.facts.sealed_details import member_subject
from models.members.consent import FORMER_TEXT_VERSION, ConsentPurpose
from models.members.member import JoinChannel, Member, MemberDetails, new_card, new_id
from models.members.point_entry import PointChange
from models.members.point_rule import expiry_of
from operations.access.permissions import check
from operations.members.joining import card_digest, record_consents
from operations.points.point_books import NoPointRule, PointPart, book_points
from operations.sealing import seal_details
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Store
from store.members import member_rows, member_search, point_rows


@dataclass(frozen=True, slots=True)
class MovedMember:
    """A member as the former system has them, with clean details.

    ``joined_at`` is when they became one there; ``agreed_at`` is when they agreed to offers, ``None`` unless that is
    known: an agreement without a date is none. ``points`` are good until the day before ``points_until``.
    """

    details: MemberDetails
    joined_at: datetime | None = None
    agreed_at: datetime | None = None
    points: int = 0
    points_until: date | None = None


def move_members(
    store: Store,
    actor: Actor,
    members: Sequence[MovedMember],
    *,
    at: datetime,
    choose: Callable[[str], str] = choice,
) -> int:
    """Store members of a former system in one transaction, and return how many are new.

    Whoever has the phone number or the address of a member is that member: passed over, and points come only to a
    member who never had any. Raises :class:`operations.points.point_books.NoPointRule` where there are points and no
    rule.
    """
    check(actor, Permission.MOVE_IN)
    with unit_of_work(store, actor, at=at) as work:
        member_search.lock_contacts(work.tx)
        return sum(_take_over(work, each, choose) for each in members)


def _take_over(work: UnitOfWork, moved: MovedMember, choose: Callable[[str], str]) -> bool:
    same = member_search.members_with(work.tx, moved.details.phone, moved.details.email)
    member_id = same[0].id if same else _add(work, moved, choose)
    if moved.points > 0 and point_rows.find_account(work.tx, member_id) is None:
        _open_points(work, member_id, moved)
    return not same


def _add(work: UnitOfWork, moved: MovedMember, choose: Callable[[str], str]) -> str:
    """A new member joins today: whoever has not bought here yet does not count as absent since long ago."""
    location, channel = work.station.location.id, JoinChannel.IMPORT
    card = new_card(choose).text
    member = Member(new_id(choose), card, moved.details, work.at, location, channel)
    member_rows.add_member(work.tx, member)
    seal_details(work, {member_subject(member.id): member.sealed_values}, choose)
    work.record(MemberJoined(member.id, location, channel.value, card_digest(card)))
    agreements = [(ConsentPurpose.MEMBERSHIP, moved.joined_at or work.at), (ConsentPurpose.OFFERS, moved.agreed_at)]
    for purpose, agreed_at in agreements:
        if agreed_at is not None:
            with work.happening_at(agreed_at):
                record_consents(work, member.id, [(purpose, True)], channel.value, text_version=FORMER_TEXT_VERSION)
    return member.id


def _open_points(work: UnitOfWork, member_id: str, moved: MovedMember) -> None:
    day = work.station.shop.business_day(work.at)
    rule = point_rows.rule_of_day(work.tx, day)
    if rule is None:
        raise NoPointRule
    until = moved.points_until or expiry_of(day, rule.months)
    if until is None or until > day:
        book_points(work, member_id, [PointPart(PointChange.OPENING, moved.points, until)])
