"""What a receipt does to the points of its member, in its own transaction: some are used, some come, some go back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from models.facts.point_booking import PointsTaken
from models.members.point_entry import PointChange, PointEntry, share_back
from models.members.point_rule import MILLI, expiry_of
from models.quantity import to_milli
from models.selling.basket import PricedBasket
from models.selling.point_discount import points_for, points_on_lines
from models.selling.sale import Sale
from operations.points.member_tier import tier_at
from operations.points.point_books import PointPart, book_points, worth_of_point
from operations.selling.points_at_till import free_points, holder_of
from operations.unit_of_work import UnitOfWork
from store.members import member_rows, point_rows
from store.members.member_rows import UnknownMember


def book_receipt_points(work: UnitOfWork, priced: PricedBasket, sale: Sale) -> None:
    """Take the points that paid for a sale off its member, and add those that the member gets for it."""
    member = holder_of(work.tx, priced.basket)
    if member is None:
        return
    parts = []
    if priced.basket.points is not None:
        free_points(work.tx, priced.basket)
        work.record(PointsTaken(priced.basket.id, 0, 0))
        parts += _to_use(work, member, priced.points_used)
    day = sale.origin.business_day
    rule = point_rows.rule_of_day(work.tx, day)
    if rule is not None:
        expires_on = expiry_of(day, rule.months)
        wall = work.station.shop.wall_clock(work.at)
        tier = tier_at(work.tx, member, rule, day)
        factor = tier.tier.factor_milli if tier and tier.tier else MILLI
        parts += [
            PointPart(PointChange.EARN, points, expires_on, position)
            for position, points in points_for(priced, rule, wall, factor)
        ]
    book_points(work, member, parts, sale_id=sale.id)


def book_points_again(work: UnitOfWork, original: Sale, sale: Sale) -> None:
    """Give the points of a sale to the one that takes its place, because its means of payment was wrong."""
    before = point_rows.entries_on_sales(work.tx, [original.id])
    member = _present_member(work, before)
    if member is None:
        return
    used = -sum(each.points for each in before if each.change == PointChange.USE)
    earned = [
        PointPart(PointChange.EARN, each.points, each.expires_on, each.position)
        for each in before
        if each.change == PointChange.EARN
    ]
    book_points(work, member, [*_to_use(work, member, used), *earned], sale_id=sale.id)


def take_back_points(work: UnitOfWork, original: Sale, refund: Sale, earlier: Iterable[Sale]) -> None:
    """Take back what a member got for goods that come back, and give back the points that had paid for them."""
    if original.origin.customer is None:
        return
    refunds = list(earlier)
    entries = point_rows.entries_on_sales(work.tx, [original.id, *(each.id for each in refunds)])
    member = _present_member(work, entries)
    if member is None:
        return
    part_back = _PartBack(original, refund, refunds)
    point_rows.lock_account(work.tx, member)
    parts = [
        PointPart(PointChange.TAKE_BACK, -part_back.of(each.points, each.position), each.expires_on, each.position)
        for each in entries
        if each.sale_id == original.id and each.change == PointChange.EARN
    ]
    by_day = _used_by_day(entries)
    for position, points in points_on_lines(original, worth_of_point(work.tx)).items():
        parts += _to_give_back(by_day, part_back.of(points, position), position)
    book_points(work, member, parts, sale_id=refund.id)


class _PartBack:
    """How much of each line of a sale comes back with a refund, after earlier ones."""

    def __init__(self, original: Sale, refund: Sale, earlier: Iterable[Sale]) -> None:
        self._whole = _quantities(original)
        self._now = _quantities(refund)
        self._before = Counter[int]()
        for each in earlier:
            self._before.update(_quantities(each))

    def of(self, points: int, position: int | None) -> int:
        """Of so many points of a line, those that go with what comes back of it now."""
        now = self._now.get(position or 0, 0)
        return share_back(points, self._whole[position or 0], self._before[position or 0], now) if now else 0


def _quantities(sale: Sale) -> dict[int, int]:
    return {line.position: abs(to_milli(line.quantity)) for line in sale.lines}


def _used_by_day(entries: Iterable[PointEntry]) -> dict[date | None, int]:
    """The points that a sale used and that have not come back, by the day until which they were good; the last first.

    What the member lacked when the sale was made is of no day.
    """
    by_day = Counter[date | None]()
    for each in entries:
        if each.change in {PointChange.USE, PointChange.GIVE_BACK}:
            by_day[each.expires_on] -= each.points
    days = sorted(by_day, key=lambda day: (day is not None, date.max - (day or date.max)))
    return {day: by_day[day] for day in days}


def _to_give_back(by_day: dict[date | None, int], points: int, position: int) -> Iterator[PointPart]:
    """So many points come back, good until the days until which they were; ``by_day`` has them no more."""
    for day, most in by_day.items():
        part = min(points, most)
        by_day[day] -= part
        points -= part
        if part:
            yield PointPart(PointChange.GIVE_BACK, part, day, position)


def _to_use(work: UnitOfWork, member: str, points: int) -> list[PointPart]:
    """So many points go, those that end first."""
    if not points:
        return []
    lots = point_rows.lots_of_member(work.tx, member)
    return [PointPart(PointChange.USE, -number, day) for day, number in lots.parts(points)]


def _present_member(work: UnitOfWork, entries: Sequence[PointEntry]) -> str | None:
    """Whose entries they are, after every merge; ``None`` of nobody, and of somebody who was erased."""
    if not entries:
        return None
    try:
        return member_rows.get_member(work.tx, entries[0].member).id
    except UnknownMember:
        return None
