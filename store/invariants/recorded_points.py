"""Points of members are what the journal records (C8), receipts agree with them (C7), and the books owe them (C6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.point_booking import PointRuleSet, PointsBooked, PointsTaken
from models.jurisdiction.accounts import AccountRole
from models.ledger.entry import EntryKind
from models.ledger.posting.of_moved_debt import legs_of_moved_debt
from models.ledger.posting.of_points import legs_of_points
from models.members.point_entry import PointChange, PointEntry, lots_of
from models.online.online_order import OrderMember
from models.pricing.discount_part import DiscountKind
from models.selling.sale import SaleKind
from store import schema, shop
from store.database.columns import to_micros
from store.invariants.books_of_kind import BooksOfKind
from store.invariants.replay import REMOVED, compare, replay, replay_with_instant
from store.invariants.violation import NAMED_MAX, Invariant, Violation
from store.members import point_rows
from store.online import order_rows
from store.selling.code_text import read_points

_RULE, _ACCOUNT, _BASKET, _MEMBER = (
    table.c for table in (schema.point_rule, schema.point_account, schema.basket, schema.member)
)


def rules_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Rules that differ from what was recorded of them."""
    recorded, unreadable = replay_with_instant(view, PointRuleSet, lambda each: f"point rule {each.rule}")
    yield from unreadable
    rows = view.execute(sa.select(_RULE.id, _RULE.first_day, _RULE.terms, _RULE.at, _RULE.operator))
    stored: dict[str, object] = {
        f"point rule {row.id}": (PointRuleSet(row.id, row.first_day, row.terms), to_micros(row.at), row.operator)
        for row in rows
    }
    yield from compare(recorded, stored)


def entries_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Changes of points that differ from what was recorded, and balances that are not their sum."""
    recorded, unreadable = replay_with_instant(view, PointsBooked, lambda each: f"point entry {each.entry}")
    yield from unreadable
    entries = point_rows.all_entries(view)
    stored: dict[str, object] = {f"point entry {e.id}": (_fact(e), to_micros(e.at), e.operator) for e in entries}
    yield from compare(recorded, stored)
    sums, counts = Counter[str](), Counter[str]()
    for each in entries:  # of each member in the order of their numbers
        sums[each.member] += each.points
        counts[each.member] += 1
        if (each.seq, each.balance) != (counts[each.member], sums[each.member]):
            yield Violation("C8", f"point entry {each.id}", f"has balance {each.balance} but is {sums[each.member]}")
    accounts = view.execute(sa.select(_ACCOUNT.member, _ACCOUNT.balance, _ACCOUNT.entries)).all()
    stored_sums = {row.member: (row.balance, row.entries) for row in accounts if row.entries or row.balance}
    yield from compare(
        {_subject(member): (sums[member], counts[member]) for member in counts},
        {_subject(member): values for member, values in stored_sums.items()},
    )


def ends_of_points(view: sa.Connection) -> Iterator[Violation]:
    """Points that would not end on their day, because nobody looks at the member before a later one."""
    entries: dict[str, list[tuple[int, date | None]]] = {}
    for each in point_rows.all_entries(view):
        entries.setdefault(each.member, []).append((each.points, each.expires_on))
    looked_at = {row.member: row.next_expiry for row in view.execute(sa.select(*_ACCOUNT["member", "next_expiry"]))}
    for member, changes in entries.items():
        first = min((day for day, points in lots_of(changes).lots.items() if day and points > 0), default=None)
        next_look = looked_at.get(member)
        if first is not None and (next_look is None or next_look > first):
            yield Violation("C8", _subject(member), f"end on {first} but are looked at on {next_look}")


def points_in_baskets(view: sa.Connection) -> Iterator[Violation]:
    """Baskets that use other points than recorded, and members of whom baskets use another number of points."""
    recorded, unreadable = replay(view, PointsTaken, _taking)
    yield from unreadable
    stored: dict[str, object] = {}
    holds = Counter[str]()
    holder = sa.func.coalesce(_MEMBER.merged_into, _MEMBER.id)
    joined = schema.basket.join(schema.member, _MEMBER.id == _BASKET.member, isouter=True)
    rows = sa.select(_BASKET.id, _BASKET.points, holder.label("holder")).select_from(joined).where(_BASKET.points != "")
    for row in view.execute(rows):
        use = read_points(row.points)
        if use is not None:
            stored[f"the points of basket {row.id}"] = (use.points, use.value_minor)
            holds[row.holder or ""] += use.points
    for order_id, order_member, order_holder in _orders_with_points(view):
        stored[f"the points of basket {order_id}"] = (order_member.points, order_member.value_minor)
        holds[order_holder] += order_member.points
    yield from compare(recorded, stored)
    accounts = view.execute(sa.select(_ACCOUNT.member, _ACCOUNT.held).where(_ACCOUNT.held != 0)).all()
    yield from compare(
        {f"the points in use of member {member}": points for member, points in holds.items()},
        {f"the points in use of member {row.member}": row.held for row in accounts},
    )


def _orders_with_points(view: sa.Connection) -> Iterator[tuple[int, OrderMember, str]]:
    """Orders of the web shop that hold points, with whose these are after every merge."""
    orders = [each for each in order_rows.members_of_orders(view) if each[1].points]
    rows = view.execute(
        sa.select(_MEMBER.id, _MEMBER.merged_into).where(_MEMBER.id.in_({member.member for _, member in orders}))
    )
    holders = {row.id: row.merged_into or row.id for row in rows}
    yield from ((order_id, member, holders.get(member.member, "")) for order_id, member in orders)


def points_and_receipts(view: sa.Connection) -> Iterator[Violation]:
    """Receipts on which points took off something else than was used, or of which more was taken back than came."""
    rules = point_rows.all_rules(view)
    value = rules[-1].value_minor if rules else 0
    used, earned, taken_back = Counter[int](), Counter[int](), Counter[int]()
    for each in point_rows.all_entries(view):
        if each.sale_id is not None:
            used[each.sale_id] -= each.points if each.change == PointChange.USE else 0
            earned[each.sale_id] += each.points if each.change == PointChange.EARN else 0
            taken_back[each.sale_id] -= each.points if each.change == PointChange.TAKE_BACK else 0
    part, sale = schema.sale_line_discount.c, schema.sale.c
    query = (
        sa.select(part.sale_id, sa.func.sum(part.amount_minor).label("minor"))
        .join_from(schema.sale_line_discount, schema.sale, sale.id == part.sale_id)
        .where(part.kind == DiscountKind.POINTS.value, sale.kind == SaleKind.SALE.value)
        .group_by(part.sale_id)
    )
    on_receipts = Counter({row.sale_id: int(row.minor) for row in view.execute(query)})
    for sale_id in sorted({*on_receipts, *(each for each, points in used.items() if points)})[:NAMED_MAX]:
        if on_receipts[sale_id] != used[sale_id] * value:
            message = f"has {on_receipts[sale_id]} off by points but {used[sale_id]} points were used"
            yield Violation("C7", f"sale {sale_id}", message)
    back = Counter[int]()
    refunds = sa.select(sale.id, sale.refers_to).where(sale.id.in_([each for each, n in taken_back.items() if n]))
    for row in view.execute(refunds):
        back[row.refers_to or 0] += taken_back[row.id]
    for sale_id, points in back.items():
        if points > earned[sale_id]:
            yield Violation("C7", f"sale {sale_id}", f"gave {earned[sale_id]} points but {points} were taken back")


def books_of_points(view: sa.Connection) -> Iterator[Violation]:
    """Changes of points of which something else is in the books than they are worth."""
    company, rules = shop.find_shop(view), point_rows.all_rules(view)
    if company is None or not rules:
        return
    books = BooksOfKind(view, company.country, EntryKind.POINTS)
    points, days, moved = Counter[int](), dict[int, set[date]](), set[int]()
    for each in point_rows.all_entries(view):
        source = each.id if each.sale_id is None else each.sale_id
        points[source] += each.points
        days.setdefault(source, set()).add(each.business_day)
        if each.change == PointChange.OPENING:
            moved.add(source)
    for source, number in points.items():
        worth = number * rules[-1].value_minor
        legs = legs_of_moved_debt(AccountRole.POINTS_DEBT, worth) if source in moved else legs_of_points(worth)
        yield from books.compare(f"the points of {source}", source, legs, days=days[source], reference=f"P{source}")
    for source in books.unmet:
        yield Violation("C6", f"the points of {source}", "are in the books but not stored")


def _fact(e: PointEntry) -> PointsBooked:
    return PointsBooked(
        *(e.id, e.member, e.seq, e.change, e.points, e.balance, e.sale_id, e.position, e.expires_on, e.reason),
        e.business_day,
    )


def _taking(recorded: RecordedFact[PointsTaken]) -> Iterator[tuple[str, object]]:
    fact = recorded.fact
    yield f"the points of basket {fact.basket}", (fact.points, fact.value) if fact.points else REMOVED


def _subject(member: str) -> str:
    return f"the points of member {member}"


INVARIANTS = (
    Invariant(("C8",), "The rules of points are those that were recorded.", rules_and_journal),
    Invariant(("C8",), "Members have the points that their recorded changes sum to.", entries_and_journal),
    Invariant(("C8",), "Points end on their day.", ends_of_points),
    Invariant(("C8",), "Baskets use the points that the journal records.", points_in_baskets),
    Invariant(("C7",), "Receipts and points agree on what was used and taken back.", points_and_receipts),
    Invariant(("C6",), "What is in the books for points is what they are worth.", books_of_points),
)
