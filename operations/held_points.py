"""Points of members that orders of the web shop hold, until the goods are paid at a till or the order ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.facts.envelope import Fact
from models.facts.member import MemberChosen
from models.facts.point_booking import PointsTaken
from models.online.online_order import OnlineOrder, OrderMember
from operations.unit_of_work import UnitOfWork
from store.database.engine import Connection
from store.members import member_rows, point_rows
from store.members.member_rows import UnknownMember
from store.online import order_rows


def free_points_of(view: Connection, member: str, today: date) -> int:
    """How many points of a member are good on a day, and used by no basket and no order."""
    account = point_rows.find_account(view, member)
    if account is None:
        return 0
    ended = sum(points for _, points in point_rows.lots_of_member(view, member).ended(today))
    return max(0, account.balance - ended - account.in_use)


def hold_points_of(tx: Connection, order_id: int, member: OrderMember) -> list[Fact] | None:
    """Let an order be that of a member and hold points of theirs; ``None`` if they have not so many.

    The facts are to be recorded: in the journal the points are in the basket of the order's number, as they will be at
    a till.
    """
    holder = _holder(tx, member)
    if holder is None or (member.points and not point_rows.hold_points(tx, holder, member.points)):
        return None
    facts: list[Fact] = [MemberChosen(order_id, member.member)]
    return facts + ([PointsTaken(order_id, member.points, member.value_minor)] if member.points else [])


def hold_points_again(tx: Connection, order: OnlineOrder) -> list[Fact]:
    """An order waits again whose basket at a till was cancelled: it holds its points again, as far as they are there.

    What is to be recorded of that.
    """
    if order.member is None:
        return []
    facts = hold_points_of(tx, order.id, order.member)
    if facts is None:
        without = replace(order.member, points=0)
        order_rows.save_member(tx, order.id, without)
        facts = hold_points_of(tx, order.id, without)
    return facts or []


def let_points_of_order_go(work: UnitOfWork, order: OnlineOrder) -> None:
    """An order has ended: its member has all of the points again."""
    if order.member is None:
        return
    holder = _holder(work.tx, order.member)
    if order.member.points and holder is not None:
        point_rows.let_points_go(work.tx, holder, order.member.points)
        work.record(PointsTaken(order.id, 0, 0))
    order_rows.remove_member(work.tx, order.id)


def _holder(view: Connection, member: OrderMember) -> str | None:
    """The member whose points these are, after every merge."""
    try:
        return member_rows.get_member(view, member.member).id
    except UnknownMember:
        return None
