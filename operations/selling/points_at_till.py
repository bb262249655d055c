"""Points at the till: a basket uses some of its member's, which no other basket can use then."""

from __future__ import annotations

from datetime import date

from models.access.permission import Permission
from models.members.point_entry import PointsUse, PointsWithoutMember, TooFewPoints
from models.selling.basket import Basket
from models.selling.decide.decision import Decision, require_basket
from models.selling.decide.use_points import decide_points
from models.selling.till_event import UsePoints
from operations.access.permissions import check
from operations.selling.deciding_work import DecidingWork
from operations.selling.goods_desk import GoodsDesk
from store.database.engine import Connection
from store.members import member_rows, point_rows
from store.members.member_rows import UnknownMember


def decide_use(desk: GoodsDesk, event: UsePoints) -> Decision:
    """Decide about the points that the basket uses.

    Raises :class:`models.members.point_entry.PointsWithoutMember`, :class:`models.members.point_entry.TooFewPoints` or
    :class:`models.members.point_entry.PointsWithReturn`.
    """
    check(desk.work.actor, Permission.FIND_MEMBERS)
    basket = require_basket(desk.basket)
    if not event.points:
        return decide_points(basket, None)
    rule = point_rows.rule_of_day(desk.work.tx, desk.day)
    if rule is None or basket.member is None:
        raise PointsWithoutMember
    available = points_to_use(desk.work, basket)
    if not rule.least <= event.points <= available:
        raise TooFewPoints(event.points, available, rule.least)
    return decide_points(basket, PointsUse(event.points, rule.value_minor, rule.excluded))


def points_to_use(work: DecidingWork, basket: Basket) -> int:
    """The points of a basket's member that are good today and that no other basket uses."""
    return points_of(work.tx, basket, work.station.shop.business_day(work.at))[1]


def points_of(view: Connection, basket: Basket, today: date) -> tuple[int, int]:
    """What a basket's member has, and how much of it this basket may use today."""
    member = holder_of(view, basket)
    account = None if member is None else point_rows.find_account(view, member)
    if member is None or account is None:
        return 0, 0
    lots = point_rows.lots_of_member(view, member)
    ended = sum(points for _, points in lots.ended(today))
    own = 0 if basket.points is None else basket.points.points
    return account.balance - ended, max(0, account.balance - ended - account.in_use + own)


def follow_points(tx: Connection, before: Basket, after: Basket) -> None:
    """Let a basket use the points that were decided, and no others.

    Raises :class:`models.members.point_entry.TooFewPoints` if another till was faster.
    """
    free_points(tx, before)
    if after.points is None:
        return
    member = holder_of(tx, after)
    if member is None or not point_rows.hold_points(tx, member, after.points.points):
        raise TooFewPoints(after.points.points, 0, 1)


def free_points(tx: Connection, basket: Basket) -> None:
    """Let go of the points that a basket uses, for it is cancelled or they left it."""
    member = None if basket.points is None else holder_of(tx, basket)
    if member is not None and basket.points is not None:
        point_rows.let_points_go(tx, member, basket.points.points)


def holder_of(view: Connection, basket: Basket) -> str | None:
    """The member whose points a basket uses, after every merge; ``None`` of nobody known."""
    try:
        return None if basket.member is None else member_rows.get_member(view, basket.member).id
    except UnknownMember:
        return None
