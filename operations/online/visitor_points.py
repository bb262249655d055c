"""The points with which a member pays in the web shop: offered on the page, and held when the basket is ordered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.members.point_entry import PointsWithoutMember, TooFewPoints
from models.online.online_order import OnlineOrder, OrderContact, OrderMember, WebOrderGoods
from models.online.pickup_times import PickupSlot
from models.shop import Shop
from operations.held_points import free_points_of, hold_points_of
from operations.unit_of_work import UnitOfWork
from store.database.engine import Connection
from store.members import member_rows, point_rows
from store.online import order_rows
from store.selling.prepayment_reading import priced_goods


@dataclass(frozen=True, slots=True)
class OfferedPoints:
    """So many points pay so much of a basket, in minor units."""

    points: int
    minor: int


def offered_points(
    view: Connection, company: Shop, member: str, goods: Sequence[WebOrderGoods], at: datetime
) -> OfferedPoints | None:
    """What the points of a member pay of goods now; ``None`` where that is nothing, or fewer than are used at once."""
    today = company.business_day(at)
    rule, free = point_rows.rule_of_day(view, today), free_points_of(view, member, today)
    if rule is None or free < rule.least:
        return None
    use = OrderMember(member, free, rule.value_minor, rule.excluded)
    priced = priced_goods(view, company, _order_of(goods, use, at), at=at)
    points = priced.points_used
    return OfferedPoints(points, points * rule.value_minor) if points >= rule.least else None


def hold_wished_points(work: UnitOfWork, order: OnlineOrder, member: str, points: int) -> OnlineOrder:
    """The order as that of a member, which holds so many points of theirs, 0 for none; of nobody without a member.

    Raises :class:`store.members.member_rows.UnknownMember`,
    :class:`models.members.point_entry.PointsWithoutMember` or :class:`models.members.point_entry.TooFewPoints`.
    """
    if not member:
        return order
    today = work.station.shop.business_day(work.at)
    holder, rule = member_rows.get_member(work.tx, member).id, point_rows.rule_of_day(work.tx, today)
    use = OrderMember(holder)
    if points:
        if rule is None:
            raise PointsWithoutMember
        free = free_points_of(work.tx, holder, today)
        if not rule.least <= points <= free:
            raise TooFewPoints(points, free, rule.least)
        use = OrderMember(holder, points, rule.value_minor, rule.excluded)
    facts = hold_points_of(work.tx, order.id, use)
    if facts is None:
        raise TooFewPoints(points, 0, 1)
    for each in facts:
        work.record(each)
    return replace(order, member=use)


def store_points(work: UnitOfWork, order: OnlineOrder) -> None:
    """Store the member of an order that is stored."""
    if order.member is not None:
        order_rows.save_member(work.tx, order.id, order.member)


def _order_of(goods: Sequence[WebOrderGoods], member: OrderMember, at: datetime) -> OnlineOrder:
    """Goods of a basket as the order that they would be, only to learn what they cost."""
    nobody = OrderContact("", "", "", "")
    return OnlineOrder(0, 0, "", "", "", "", nobody, PickupSlot(at, at), at, tuple(goods), member=member)
