"""Drawer sessions, their cash, Z reports and their books are what the journal recorded (C8, C6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.cash.drawer_session import CashMovement, DrawerSession
from models.cash.session_fact import closed_fact, moved_fact, opened_fact
from models.cash.z_report import closed_day_fact
from models.facts.cash import CashMoved, DrawerCounted, DrawerSessionClosed, DrawerSessionOpened
from models.facts.day import DayClosed
from models.facts.envelope import RecordedFact, decode_fact
from models.journal import JournalRow
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.entry import Entry, EntryKind
from models.ledger.posting.of_cash import CashFact, EntryPlace, entry_of_cash
from store import ledger, schema, shop
from store.cash import sessions, z_reports
from store.database.columns import to_micros
from store.invariants.journal_rows import UNREADABLE, place_of, read_in_order
from store.invariants.replay import compare
from store.invariants.violation import Invariant, Violation

_BOOKED: tuple[type[CashFact], ...] = (DrawerSessionOpened, CashMoved, DrawerSessionClosed)


def sessions_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Sessions, counts and movements that differ from what was recorded of them."""
    recorded: dict[str, object] = {}
    for row, each in _read(view, (*_BOOKED, DrawerCounted)):
        if each is None:
            yield Violation("C8", place_of(row), f"is no readable fact of the kind {row.kind}")
        else:
            recorded.update([_recorded(row, each)])
    try:
        drawers, movements = sessions.all_sessions(view), sessions.all_movements(view)
    except UNREADABLE as error:
        yield Violation("C8", "a drawer session", f"cannot be read: {error}")
        return
    stored: dict[str, object] = {}
    for session in drawers:
        stored.update(_stored_session(session, recorded))
    tills = {session.id: session.till_id for session in drawers}
    for movement in movements:
        subject = f"cash movement {movement.id}"
        stored[subject] = _stored_movement(movement, tills, _day_of(recorded.get(subject)))
    yield from compare(recorded, stored)


def cash_of_sessions(view: sa.Connection) -> Iterator[Violation]:
    """Closed sessions of which something else should have been there than was recorded."""
    try:
        drawers = [each for each in sessions.all_sessions(view) if not each.is_open]
        in_drawers = [sessions.cash_in(view, each, each.receipts_up_to or 0).expected for each in drawers]
    except UNREADABLE:
        return  # the invariant above reports it
    for session, expected in zip(drawers, in_drawers, strict=True):
        if session.last_count is not None and expected != session.last_count.expected:
            text = f"should have held {expected} but {session.last_count.expected} is recorded"
            yield Violation("C6", f"drawer session {session.id}", text)


def books_of_cash(view: sa.Connection) -> Iterator[Violation]:
    """Cash that moved without a sale and is booked otherwise, and entries of no such fact."""
    company = shop.find_shop(view)
    if company is None:
        return
    choices, defaults = ledger.account_choices(view), jurisdiction_of(company.country).accounts
    expected: dict[str, object] = {}
    for row, each in _read(view, _BOOKED):
        if each is not None:
            chart = chart_on(choices, each.fact.day, defaults)
            entry = entry_of_cash(each.fact, EntryPlace(0, row.device_id, chart))
            if entry.postings:
                expected[_name_of(entry)] = (entry.business_day, entry.postings)
    ids = view.scalars(sa.select(schema.entry.c.id).where(schema.entry.c.kind == EntryKind.CASH.value)).all()
    booked = {_name_of(each): (each.business_day, each.postings) for each in ledger.entries_of(view, ids).values()}
    for name in expected.keys() | booked.keys():
        if expected.get(name) != booked.get(name):
            yield Violation("C6", name, f"is booked as {booked.get(name)} and not as {expected.get(name)}")
    if len(booked) != len(ids):
        yield Violation("C6", "the books of cash", "have an entry twice")


def reports_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Z reports that differ from what was recorded of them."""
    recorded: dict[str, object] = {}
    for row, each in _read(view, (DayClosed,)):
        if each is None:
            yield Violation("C8", place_of(row), f"is no readable fact of the kind {row.kind}")
        else:
            recorded[f"Z report {row.device_id}-{each.fact.number}"] = (each.fact, *_when_and_who(row, each))
    try:
        reports = z_reports.all_reports(view)
    except UNREADABLE as error:
        yield Violation("C8", "a Z report", f"cannot be read: {error}")
        return
    stored = {
        f"Z report {each.till_id}-{each.number}": (closed_day_fact(each), to_micros(each.at), each.operator)
        for each in reports
    }
    yield from compare(recorded, stored)


def _read(view: sa.Connection, types: tuple[type[Any], ...]) -> Iterator[tuple[JournalRow, RecordedFact[Any] | None]]:
    """The rows of some facts, with ``None`` for one that is damaged."""
    by_kind = {each.kind.value: each for each in types}
    for row in read_in_order(view, [each.kind for each in types]):
        try:
            yield row, decode_fact(by_kind[row.kind], row.payload)
        except UNREADABLE:
            yield row, None


def _recorded(row: JournalRow, each: RecordedFact[Any]) -> tuple[str, object]:
    match each.fact:
        case DrawerSessionOpened() as fact:
            return f"drawer session {fact.session}", (fact, *_when_and_who(row, each))
        case DrawerCounted() as fact:
            return f"count of {fact.session}", (fact.attempt, fact.counted, fact.expected, fact.pieces)
        case DrawerSessionClosed() as fact:
            return f"end of {fact.session}", (fact, *_when_and_who(row, each))
        case _:
            fact = each.fact
            return f"cash movement {fact.movement}", (fact, *_when_and_who(row, each), row.device_id)


def _stored_session(session: DrawerSession, recorded: dict[str, object]) -> Iterator[tuple[str, object]]:
    subject = f"drawer session {session.id}"
    opened = opened_fact(session, _day_of(recorded.get(subject)))
    yield subject, (opened, to_micros(session.opened_at), session.opened_by)
    count = session.last_count
    if count is not None:
        yield f"count of {session.id}", (count.attempt, count.counted, count.expected, count.pieces)
    if session.closed_at is not None and count is not None:
        subject = f"end of {session.id}"
        closed = closed_fact(session, _day_of(recorded.get(subject)))
        yield subject, (closed, to_micros(session.closed_at), session.closed_by)


def _stored_movement(movement: CashMovement, tills: dict[int, int], day: date) -> tuple[object, ...]:
    till_id = tills.get(movement.session_id, 0)
    return moved_fact(movement, day), to_micros(movement.at), movement.operator, till_id


def _when_and_who(row: JournalRow, each: RecordedFact[Any]) -> tuple[int, str]:
    return row.at_micros, each.actor.operator_id if each.actor else ""


def _day_of(recorded: object) -> date:
    """The business day of a recorded fact, which its row has nowhere else."""
    fact = recorded[0] if isinstance(recorded, tuple) else None
    return fact.day if isinstance(fact, _BOOKED) else date.min


def _name_of(entry: Entry) -> str:
    return f"the entry {entry.reference} of {entry.source}"


INVARIANTS = (
    Invariant(("C8",), "Drawer sessions, counts and cash are as they were recorded.", sessions_and_journal),
    Invariant(("C6",), "What should be in a drawer is what its sales and movements sum to.", cash_of_sessions),
    Invariant(("C6",), "Cash that moved without a sale is in the books, and nothing besides.", books_of_cash),
    Invariant(("C8",), "Z reports are as they were recorded.", reports_and_journal),
)
