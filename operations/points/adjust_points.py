"""Points are given or taken by hand, and end when they are no longer good."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Reason, Refused
from models.members.point_entry import PointChange, PointEntry
from models.members.point_rule import expiry_of
from models.selling.till_event import reason_text
from models.shop_settings import POINTS_ALONE_MAX
from operations.access.permissions import check
from operations.points.point_books import NoPointRule, PointPart, book_points
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.database.engine import Store
from store.members import member_rows, point_rows
from store.setting_rows import get_value

#: Nobody means more points than this.
ADJUSTED_MAX = 1_000_000
#: So many members' points end in one transaction.
PORTION = 50


class WrongAdjustment(Refused):
    """Points that cannot be given or taken by hand."""

    code = "wrong_point_adjustment"
    text = "The points cannot be changed like this: {why}. Nothing was changed; enter it again."

    why: Reason


class SecondPersonForPoints(Refused):
    """More points by hand than one person gives or takes alone."""

    code = "second_person_for_points"
    text = (
        "More than {most} points by hand need a second person. Nothing was changed; let somebody who may adjust points "
        "approve it with their PIN, or enter fewer."
    )

    most: int


_WHY = {
    "points": Reason("points_number", "it takes a number of points, above or below zero"),
    "reason": Reason("points_reason", "it takes a reason"),
    "too_few": Reason("points_too_few", "the member does not have so many"),
}


def adjust_points(store: Store, actor: Actor, member_id: str, points: int, reason: str, *, at: datetime) -> PointEntry:
    """Give a member points by hand, or take some, for a reason; the last entry.

    Points that are given are good as long as those of today. More than the shop lets one person give or take need an
    approval. Raises :class:`WrongAdjustment`, :class:`SecondPersonForPoints`,
    :class:`operations.points.point_books.NoPointRule`, :class:`store.members.member_rows.UnknownMember` or
    :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.ADJUST_POINTS)
    with unit_of_work(store, actor, at=at) as work:
        member = member_rows.get_member(work.tx, member_id)
        if not points or abs(points) > ADJUSTED_MAX:
            raise WrongAdjustment(_WHY["points"])
        why = reason_text(reason)
        if not why:
            raise WrongAdjustment(_WHY["reason"])
        _check_alone(work, points)
        rule = point_rows.rule_of_day(work.tx, work.station.shop.business_day(at))
        if rule is None:
            raise NoPointRule
        if points < 0:
            parts = _to_take(work, member.id, -points)
        else:
            expires_on = expiry_of(work.station.shop.business_day(at), rule.months)
            parts = [PointPart(PointChange.ADJUSTMENT, points, expires_on)]
        return book_points(work, member.id, parts, reason=why)[-1]


def _check_alone(work: UnitOfWork, points: int) -> None:
    most, approval = int(get_value(work.tx, POINTS_ALONE_MAX)), work.actor.approval
    is_approved = approval is not None and approval.permission == Permission.ADJUST_POINTS
    if abs(points) > most and not is_approved:
        raise SecondPersonForPoints(most)


def _to_take(work: UnitOfWork, member: str, points: int) -> list[PointPart]:
    """Those that end first; no more than no basket uses."""
    if not point_rows.hold_points(work.tx, member, points):
        raise WrongAdjustment(_WHY["too_few"])
    point_rows.let_points_go(work.tx, member, points)
    lots = point_rows.lots_of_member(work.tx, member)
    return [PointPart(PointChange.ADJUSTMENT, -number, day) for day, number in lots.parts(points)]


def end_points(store: Store, actor: Actor, *, at: datetime) -> tuple[int, int]:
    """End the points of some members that are no longer good today; how many members were looked at, and the points.

    Call it until it looks at nobody. Points of a member of whom a basket uses some end on a later day.
    """
    check(actor, Permission.EXPIRE_POINTS)
    with unit_of_work(store, actor, at=at) as work:
        today = work.station.shop.business_day(at)
        members = point_rows.members_with_ended(work.tx, today, PORTION)
        return len(members), sum(_end_of(work, member) for member in members)


def _end_of(work: UnitOfWork, member: str) -> int:
    point_rows.lock_account(work.tx, member)
    account = point_rows.find_account(work.tx, member)
    if account is None or account.in_use:
        return 0
    lots = point_rows.lots_of_member(work.tx, member)
    ended = lots.ended(work.station.shop.business_day(work.at))
    book_points(work, member, [PointPart(PointChange.EXPIRY, -number, day) for day, number in ended])
    gone = {day for day, _ in ended}
    later = [day for day in lots.days() if day is not None and day not in gone and lots.lots[day]]
    point_rows.set_next_expiry(work.tx, member, later[0] if later else None)
    return sum(number for _, number in ended)
