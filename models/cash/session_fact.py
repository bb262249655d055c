"""The facts that the journal stores of a drawer session."""

from __future__ import annotations

from datetime import date

from models.cash.drawer_session import CashMovement, DrawerCount, DrawerSession
from models.facts.cash import CashMoved, DrawerCounted, DrawerSessionClosed, DrawerSessionOpened


def opened_fact(session: DrawerSession, day: date) -> DrawerSessionOpened:
    """That a session began."""
    return DrawerSessionOpened(
        session=session.id,
        till=session.till_id,
        owner=session.owner,
        opening_float=session.opening_float,
        receipts_after=session.receipts_after,
        parts_before=session.parts_before,
        day=day,
    )


def moved_fact(movement: CashMovement, day: date) -> CashMoved:
    """That cash moved."""
    return CashMoved(
        movement=movement.id,
        key=movement.key,
        session=movement.session_id,
        cash_kind=movement.kind.value,
        amount=movement.amount,
        reason=movement.reason,
        bag=movement.bag,
        day=day,
    )


def counted_fact(session: DrawerSession, count: DrawerCount) -> DrawerCounted:
    """That a drawer was counted."""
    return DrawerCounted(session.id, count.attempt, count.counted, count.expected, count.pieces)


def closed_fact(session: DrawerSession, day: date) -> DrawerSessionClosed:
    """That a session ended with its last count."""
    count = session.last_count
    assert count is not None, "a session is closed with a count"
    return DrawerSessionClosed(
        session=session.id,
        receipts_up_to=session.receipts_up_to or 0,
        parts_after=session.parts_after,
        report=session.report or 0,
        counted=count.counted,
        expected=count.expected,
        reason=session.reason,
        to_bank=session.to_bank,
        bag=session.bag,
        day=day,
    )
