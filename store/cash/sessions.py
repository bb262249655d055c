"""Drawer sessions, the cash that moved in them, and what should be in their drawers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from models.cash.drawer_session import CashKind, CashMovement, DrawerCash, DrawerCount, DrawerSession
from models.cash.figures_text import read_pieces, write_pieces
from models.payments.attempt import AttemptKind, PaymentMethod
from models.payments.attempt_state import PAID_STATES
from models.selling.settlement import TenderKind
from store import schema

_SESSION, _MOVEMENT = schema.drawer_session, schema.cash_movement
_QUERY = sa.select(_SESSION).order_by(_SESSION.c.id)


def add_session(tx: sa.Connection, session: DrawerSession) -> None:
    """Store a session that began."""
    tx.execute(
        _SESSION.insert(),
        {
            "id": session.id,
            "device_id": session.till_id,
            "owner": session.owner,
            "opened_by": session.opened_by,
            "opened_at": session.opened_at,
            "float_minor": session.opening_float,
            "receipts_after": session.receipts_after,
            "parts_before_minor": session.parts_before,
        },
    )


def save_session(tx: sa.Connection, session: DrawerSession) -> None:
    """Save the counts of a session and its end."""
    count = session.last_count
    values = {
        "counts": session.times_counted,
        "counted_minor": None if count is None else count.counted,
        "expected_minor": None if count is None else count.expected,
        "pieces": "[]" if count is None else write_pieces(count.pieces),
        "receipts_up_to": session.receipts_up_to,
        "parts_after_minor": session.parts_after,
        "report_number": session.report,
        "closed_by": session.closed_by,
        "closed_at": session.closed_at,
        "reason": session.reason,
        "to_bank_minor": session.to_bank,
        "bag": session.bag,
    }
    tx.execute(_SESSION.update().where(_SESSION.c.id == session.id).values(**values))


def add_movement(tx: sa.Connection, movement: CashMovement) -> None:
    """Append cash that moved."""
    tx.execute(
        _MOVEMENT.insert(),
        {
            "id": movement.id,
            "key": movement.key,
            "session_id": movement.session_id,
            "kind": movement.kind.value,
            "amount_minor": movement.amount,
            "reason": movement.reason,
            "bag": movement.bag,
            "operator": movement.operator,
            "at": movement.at,
        },
    )


def open_session(view: sa.Connection, till_id: int, owner: str) -> DrawerSession | None:
    """The open session of a drawer."""
    return next(iter(_read(view, _QUERY.where(_of_open(till_id), _SESSION.c.owner == owner))), None)


def open_sessions(view: sa.Connection, till_id: int) -> list[DrawerSession]:
    """Every open session at a till."""
    return _read(view, _QUERY.where(_of_open(till_id)))


def sessions_of(view: sa.Connection, till_id: int, report: int) -> list[DrawerSession]:
    """The sessions of a till that are in its Z report with a number, and those that are open."""
    in_report = sa.or_(_SESSION.c.report_number == report, _SESSION.c.closed_at.is_(None))
    return _read(view, _QUERY.where(_SESSION.c.device_id == till_id, in_report))


def last_float(view: sa.Connection, till_id: int, owner: str) -> int | None:
    """The float of the last session of a drawer, which the next one probably has too."""
    of_drawer = (_SESSION.c.device_id == till_id, _SESSION.c.owner == owner)
    return view.scalar(sa.select(_SESSION.c.float_minor).where(*of_drawer).order_by(_SESSION.c.id.desc()).limit(1))


def all_sessions(view: sa.Connection) -> list[DrawerSession]:
    """Every session, oldest first."""
    return _read(view, _QUERY)


def movements_of(view: sa.Connection, sessions: Iterable[int]) -> list[CashMovement]:
    """The cash that moved in sessions, oldest first."""
    return _movements(view, _MOVEMENT.c.session_id.in_(list(sessions)))


def find_movement(view: sa.Connection, key: str) -> CashMovement | None:
    """The movement with a key."""
    return next(iter(_movements(view, _MOVEMENT.c.key == key)), None)


def all_movements(view: sa.Connection) -> list[CashMovement]:
    """All cash that ever moved without a sale, oldest first."""
    return _movements(view, sa.true())


def unsold_parts(view: sa.Connection, till_id: int, owner: str) -> int:
    """The cash that customers of a drawer paid for baskets which are no sales yet, less what they got back."""
    attempt = schema.payment_attempt.c
    moved = sa.func.coalesce(attempt.taken_minor, attempt.amount_minor)
    signed = sa.case((attempt.kind == AttemptKind.CHARGE.value, moved), else_=-moved)
    query = sa.select(sa.func.coalesce(sa.func.sum(signed), 0)).where(
        attempt.device_id == till_id,
        attempt.method == PaymentMethod.CASH.value,
        attempt.state.in_(sorted(state.value for state in PAID_STATES)),
        ~attempt.applied,
        attempt.operator == owner if owner else sa.true(),
    )
    return int(view.scalar(query) or 0)


def cash_sold(view: sa.Connection, till_id: int, owner: str, *, after: int, up_to: int) -> int:
    """The cash of receipts after one up to another of a till, less change and refunds; with an owner only theirs."""
    sale, tender = schema.sale.c, schema.tender.c
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(tender.amount_minor - tender.change_minor), 0))
        .join_from(schema.sale, schema.tender, tender.sale_id == sale.id)
        .where(sale.device_id == till_id, sale.receipt_number > after, sale.receipt_number <= up_to)
        .where(tender.kind == TenderKind.CASH.value, sale.operator == owner if owner else sa.true())
    )
    return int(view.scalar(query) or 0)


def cash_in(view: sa.Connection, session: DrawerSession, last_receipt: int) -> DrawerCash:
    """What moved the cash of a session, up to a receipt of its till."""
    amounts = [each.amount for each in movements_of(view, [session.id])]
    parts = unsold_parts(view, session.till_id, session.owner) if session.is_open else session.parts_after
    return DrawerCash(
        opening_float=session.opening_float,
        moved_in=sum(each for each in amounts if each > 0),
        moved_out=-sum(each for each in amounts if each < 0),
        sold=cash_sold(view, session.till_id, session.owner, after=session.receipts_after, up_to=last_receipt),
        parts=parts - session.parts_before,
    )


def _of_open(till_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(_SESSION.c.device_id == till_id, _SESSION.c.closed_at.is_(None))


def _movements(view: sa.Connection, where: sa.ColumnElement[bool]) -> list[CashMovement]:
    rows = view.execute(sa.select(_MOVEMENT).where(where).order_by(_MOVEMENT.c.id))
    return [_movement(row) for row in rows.mappings()]


def _movement(row: sa.RowMapping) -> CashMovement:
    return CashMovement(
        id=row["id"],
        key=row["key"],
        session_id=row["session_id"],
        kind=CashKind(row["kind"]),
        amount=row["amount_minor"],
        reason=row["reason"],
        bag=row["bag"],
        operator=row["operator"],
        at=row["at"],
    )


def _read(view: sa.Connection, query: sa.Select[Any]) -> list[DrawerSession]:
    return [_session(row) for row in _rows(view, query)]


def _rows(view: sa.Connection, query: sa.Select[Any]) -> Sequence[sa.RowMapping]:
    return view.execute(query).mappings().all()


def _session(row: sa.RowMapping) -> DrawerSession:
    pieces = read_pieces(row["pieces"])
    count = DrawerCount(row["counts"], row["counted_minor"], row["expected_minor"], pieces) if row["counts"] else None
    return DrawerSession(
        id=row["id"],
        till_id=row["device_id"],
        owner=row["owner"],
        opened_by=row["opened_by"],
        opened_at=row["opened_at"],
        opening_float=row["float_minor"],
        receipts_after=row["receipts_after"],
        parts_before=row["parts_before_minor"],
        last_count=count,
        receipts_up_to=row["receipts_up_to"],
        parts_after=row["parts_after_minor"],
        report=row["report_number"],
        closed_by=row["closed_by"],
        closed_at=row["closed_at"],
        reason=row["reason"],
        to_bank=row["to_bank_minor"],
        bag=row["bag"],
    )
