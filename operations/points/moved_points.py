"""Points of two members who were one, and of a member who is erased."""

from __future__ import annotations

from collections.abc import Iterable

from models.facts.point_booking import PointsTaken
from models.members.point_entry import PointChange
from operations.points.point_books import PointPart, book_points
from operations.unit_of_work import UnitOfWork
from store.members import member_rows, point_rows


def merge_points(work: UnitOfWork, double: str, into: str) -> None:
    """Give the points of a double to the member that stays, good as long as they were, and what baskets use of them."""
    account = point_rows.find_account(work.tx, double)
    if account is None:
        return
    for each in sorted((double, into)):
        point_rows.lock_account(work.tx, each)
    lots = point_rows.lots_of_member(work.tx, double)
    parts = [(points, day) for day, points in lots.lots.items()] + [(-lots.debt, None)]
    book_points(work, double, [PointPart(PointChange.MOVE, -points, day) for points, day in parts])
    book_points(work, into, [PointPart(PointChange.MOVE, points, day) for points, day in parts])
    point_rows.let_points_go(work.tx, double, account.in_use)
    point_rows.let_points_go(work.tx, into, -account.in_use)


def erase_points(work: UnitOfWork, members: Iterable[str]) -> None:
    """Let the points of a member end who is erased; baskets use them no more, and the shop owes nothing for them."""
    ids = list(members)
    for basket_id in member_rows.free_basket_points(work.tx, ids):
        work.record(PointsTaken(basket_id, 0, 0))
    for member in ids:
        account = point_rows.find_account(work.tx, member)
        if account is None:
            continue
        point_rows.lock_account(work.tx, member)
        point_rows.let_points_go(work.tx, member, account.in_use)
        lots = point_rows.lots_of_member(work.tx, member)
        parts = [(points, day) for day, points in lots.lots.items()] + [(-lots.debt, None)]
        book_points(work, member, [PointPart(PointChange.ERASURE, -points, day) for points, day in parts])
        point_rows.set_next_expiry(work.tx, member, None)
