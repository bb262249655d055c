"""Points are booked: entries of a member, one entry in the books, and facts in the journal, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.errors import Refused
from models.facts.point_booking import PointsBooked
from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.entry import Entry, EntryKind
from models.ledger.posting.of_moved_debt import entry_of_moved_debt, legs_of_moved_debt
from models.ledger.posting.of_points import entry_of_points
from models.members.point_entry import PointChange, PointEntry
from operations.unit_of_work import UnitOfWork
from store import ledger
from store.database.engine import Connection
from store.members import point_rows


class NoPointRule(Refused):
    """Points in a shop that has no rule about them."""

    code = "no_point_rule"
    text = "The shop has no points: nobody has set what they are for. Nothing was changed; set a rule first."


@dataclass(frozen=True, slots=True)
class PointPart:
    """Points that come, or go where they are below zero, until a day, for the line of a receipt if there is one."""

    change: PointChange
    points: int
    expires_on: date | None = None
    position: int | None = None


def worth_of_point(view: Connection) -> int:
    """What a point is worth, in minor units: the same in every rule. Raises :class:`NoPointRule`."""
    rules = point_rows.all_rules(view)
    if not rules:
        raise NoPointRule
    return rules[-1].value_minor


def book_points(
    work: UnitOfWork, member: str, parts: Sequence[PointPart], *, sale_id: int | None = None, reason: str = ""
) -> list[PointEntry]:
    """Store what changes the points of a member, for one receipt or for none; the entries.

    A receipt has one entry in the books for all of them; without one, each has its own.
    """
    changes = [each for each in parts if each.points]
    if not changes:
        return []
    ids = work.take_ids(len(changes))
    day = work.station.shop.business_day(work.at)
    entries = [
        _entry(work, member, part, (number, sale_id, reason, day)) for number, part in zip(ids, changes, strict=True)
    ]
    point_rows.add_entries(work.tx, entries)
    for each in entries:
        work.record(point_fact(each))
        if each.points > 0:
            point_rows.expect_expiry(work.tx, member, each.expires_on)
    points = Counter[int]()
    for each in entries:
        points[each.id if sale_id is None else sale_id] += each.points
    moved = frozenset(each.id for each in entries if each.change == PointChange.OPENING)
    _post(work, points, day, moved)
    return entries


def _post(work: UnitOfWork, points: Mapping[int, int], day: date, moved: frozenset[int]) -> None:
    """``points`` are those of each source; the ``moved`` ones were owed before the shop moved in."""
    company, worth = work.station.shop, worth_of_point(work.tx)
    chart = chart_on(ledger.account_choices(work.tx), day, jurisdiction_of(company.country).accounts)
    booked: list[Entry | None] = []
    for entry_id, (source, number) in zip(work.take_ids(len(points)), points.items(), strict=True):
        legs = legs_of_moved_debt(AccountRole.POINTS_DEBT, number * worth) if source in moved else {}
        booked.append(
            entry_of_moved_debt(entry_id, source, legs, EntryKind.POINTS, chart=chart, day=day)
            if legs
            else entry_of_points(entry_id, source, number * worth, chart=chart, day=day)
        )
    ledger.post(work.tx, [each for each in booked if each is not None])


def _entry(work: UnitOfWork, member: str, part: PointPart, of_all: tuple[int, int | None, str, date]) -> PointEntry:
    balance, seq = point_rows.change_balance(work.tx, member, part.points)
    number, sale_id, reason, day = of_all
    return PointEntry(
        id=number,
        member=member,
        seq=seq,
        change=part.change.value,
        points=part.points,
        balance=balance,
        sale_id=sale_id,
        position=part.position,
        expires_on=part.expires_on,
        reason=reason,
        at=work.at,
        business_day=day,
        operator=work.actor.operator_id,
    )


def point_fact(e: PointEntry) -> PointsBooked:
    """The fact of an entry."""
    return PointsBooked(
        *(e.id, e.member, e.seq, e.change, e.points, e.balance, e.sale_id, e.position, e.expires_on, e.reason),
        e.business_day,
    )
