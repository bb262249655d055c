"""Drawer sessions, their cash, Z reports and their books are what the journal recorded (C8, C6)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.cash.session_fact import closed_fact, moved_fact, opened_fact
from models.cash.z_report import closed_day_fact
from models.facts.cash import CashMoved, DrawerCounted, DrawerSessionClosed, DrawerSessionOpened
from models.facts.day import DayClosed
from models.facts.envelope import RecordedFact
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.entry import EntryKind
from models.ledger.posting.of_cash import CashFact, EntryPlace, entry_of_cash
from store import ledger, schema, shop
from store.cash import sessions, z_reports
from store.invariants.replay import compare, replay, replay_kinds
from store.invariants.violation import Invariant, Violation


def sessions_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Sessions, counts and movements that differ from what was recorded of them."""
    recorded, unreadable = replay_kinds(
        view,
        {
            DrawerSessionOpened: lambda each: [(f"drawer session {each.fact.session}", each.fact)],
            DrawerCounted: lambda each: [(f"count of {each.fact.session}", _counted(each))],
            DrawerSessionClosed: lambda each: [(f"end of {each.fact.session}", each.fact)],
            CashMoved: lambda each: [(f"cash movement {each.fact.movement}", each.fact)],
        },
    )
    yield from unreadable
    days = {subject: fact.day for subject, fact in recorded.items() if hasattr(fact, "day")}
    stored: dict[str, object] = {}
    for session in sessions.all_sessions(view):
        subject = f"drawer session {session.id}"
        stored[subject] = opened_fact(session, days.get(subject, session.opened_at.date()))
        if session.last_count is not None:
            count = session.last_count
            stored[f"count of {session.id}"] = (count.attempt, count.counted, count.expected, count.pieces)
        if session.closed_at is not None:
            subject = f"end of {session.id}"
            stored[subject] = closed_fact(session, days.get(subject, session.closed_at.date()))
    for movement in sessions.all_movements(view):
        subject = f"cash movement {movement.id}"
        stored[subject] = moved_fact(movement, days.get(subject, movement.at.date()))
    yield from compare(recorded, stored)


def cash_of_sessions(view: sa.Connection) -> Iterator[Violation]:
    """Closed sessions of which something else should have been there than was recorded."""
    for session in sessions.all_sessions(view):
        if session.is_open or session.last_count is None or session.receipts_up_to is None:
            continue
        expected = sessions.cash_in(view, session, session.receipts_up_to).expected
        if expected != session.last_count.expected:
            text = f"should have held {expected} but {session.last_count.expected} is recorded"
            yield Violation("C6", f"drawer session {session.id}", text)


def books_of_cash(view: sa.Connection) -> Iterator[Violation]:
    """Cash that moved without a sale and is booked otherwise, and entries of no such fact."""
    company = shop.find_shop(view)
    if company is None:
        return
    choices, defaults = ledger.account_choices(view), jurisdiction_of(company.country).accounts
    expected: dict[int, dict[str, int]] = {}
    for fact in _cash_facts(view):
        entry = entry_of_cash(fact, EntryPlace(0, 0, chart_on(choices, fact.day, defaults)))
        of_source = expected.setdefault(entry.source, {})
        for posting in entry.postings:
            of_source[posting.account] = of_source.get(posting.account, 0) + posting.amount_minor
    booked = _booked(view)
    for source in expected.keys() | booked.keys():
        in_books = {account: amount for account, amount in booked.get(source, {}).items() if amount}
        if {account: amount for account, amount in expected.get(source, {}).items() if amount} != in_books:
            yield Violation("C6", f"the cash of {source}", f"is booked as {in_books}")


def reports_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Z reports that differ from what was recorded of them."""
    recorded, unreadable = replay(
        view,
        DayClosed,
        lambda each: [(_report(each.actor.device_id if each.actor else 0, each.fact.number), each.fact)],
    )
    yield from unreadable
    stored = {_report(each.till_id, each.number): closed_day_fact(each) for each in z_reports.all_reports(view)}
    yield from compare(recorded, stored)


def _cash_facts(view: sa.Connection) -> Iterator[CashFact]:
    recorded, _ = replay_kinds(
        view,
        {
            DrawerSessionOpened: lambda each: [(f"opened {each.fact.session}", each.fact)],
            CashMoved: lambda each: [(f"moved {each.fact.movement}", each.fact)],
            DrawerSessionClosed: lambda each: [(f"closed {each.fact.session}", each.fact)],
        },
    )
    for fact in recorded.values():
        if isinstance(fact, DrawerSessionOpened | CashMoved | DrawerSessionClosed):
            yield fact


def _counted(each: RecordedFact[DrawerCounted]) -> tuple[object, ...]:
    fact = each.fact
    return fact.attempt, fact.counted, fact.expected, fact.pieces


def _booked(view: sa.Connection) -> dict[int, dict[str, int]]:
    entry, posting = schema.entry.c, schema.posting.c
    query = (
        sa.select(entry.source, posting.account, sa.func.sum(posting.amount_minor))
        .join_from(schema.entry, schema.posting, posting.entry_id == entry.id)
        .where(entry.kind == EntryKind.CASH.value)
        .group_by(entry.source, posting.account)
    )
    booked: dict[int, dict[str, int]] = {}
    for source, account, amount in view.execute(query):
        booked.setdefault(source, {})[account] = int(amount)
    return booked


def _report(till_id: int, number: int) -> str:
    return f"Z report {till_id}-{number}"


INVARIANTS = (
    Invariant(("C8",), "Drawer sessions, counts and cash are as they were recorded.", sessions_and_journal),
    Invariant(("C6",), "What should be in a drawer is what its sales and movements sum to.", cash_of_sessions),
    Invariant(("C6",), "Cash that moved without a sale is in the books, and nothing besides.", books_of_cash),
    Invariant(("C8",), "Z reports are as they were recorded.", reports_and_journal),
)
