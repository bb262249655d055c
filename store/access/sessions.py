"""Sessions and wrong tries, as they are stored."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa

from models.access.attempts import Failures
from models.access.session import Session, SessionKind
from store import schema
from store.database.upsert import upsert

_SESSION, _FAILURES = schema.session, schema.sign_in_failures


def id_of_token(token: str) -> str:
    """The id of the session that a token opens."""
    return hashlib.sha256(token.encode()).hexdigest()


def save_session(tx: sa.Connection, session: Session) -> None:
    """Save a new session."""
    values = {
        "id": session.id,
        "operator": session.operator,
        "kind": session.kind.value,
        "device_id": session.device_id,
        "started_at": session.started_at,
        "seen_at": session.seen_at,
        "ends_at": session.ends_at,
        "browser": session.browser,
    }
    tx.execute(_SESSION.insert(), values)


def find_session(view: sa.Connection, session_id: str) -> Session | None:
    """The session with an id, if it was not ended."""
    row = view.execute(sa.select(_SESSION).where(_SESSION.c.id == session_id)).one_or_none()
    return None if row is None else _of_row(row)


def all_sessions(view: sa.Connection) -> list[Session]:
    """Every session that was not ended, the newest first."""
    return [_of_row(row) for row in view.execute(sa.select(_SESSION).order_by(_SESSION.c.started_at.desc()))]


def move_seen(tx: sa.Connection, session_id: str, at: datetime) -> None:
    """Remember when a session was used last; an instant before the stored one changes nothing."""
    later = sa.and_(_SESSION.c.id == session_id, _SESSION.c.seen_at < at)
    tx.execute(_SESSION.update().where(later).values(seen_at=at))


def remove_sessions(tx: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Session]:
    """Remove the sessions for which a condition holds, and return them."""
    found = [_of_row(row) for row in tx.execute(sa.select(_SESSION).where(condition).order_by(_SESSION.c.id))]
    tx.execute(_SESSION.delete().where(_SESSION.c.id.in_([each.id for each in found])))
    return found


def of_id(session_id: str) -> sa.ColumnElement[bool]:
    """The condition that a session has an id."""
    return _SESSION.c.id == session_id


def of_operator(code: str) -> sa.ColumnElement[bool]:
    """The condition that a session is one of a person."""
    return _SESSION.c.operator == code


def at_till(till_id: int) -> sa.ColumnElement[bool]:
    """The condition that a session is of somebody who works at a till."""
    return sa.and_(_SESSION.c.kind == SessionKind.TILL.value, _SESSION.c.device_id == till_id)


def over_at(at: datetime) -> sa.ColumnElement[bool]:
    """The condition that the longest time of a session has passed."""
    return _SESSION.c.ends_at <= at


def lock_failures(tx: sa.Connection, subjects: list[str]) -> dict[str, Failures]:
    """The wrong tries of each subject, held until the transaction ends."""
    query = sa.select(_FAILURES).where(_FAILURES.c.subject.in_(subjects)).order_by(_FAILURES.c.subject)
    stored = {row.subject: Failures(row.failures, row.last_at) for row in tx.execute(query.with_for_update())}
    return {subject: stored.get(subject, Failures()) for subject in subjects}


def save_failures(tx: sa.Connection, failures: dict[str, Failures]) -> None:
    """Store the wrong tries of some subjects; those without any are forgotten."""
    forgotten = [subject for subject, each in failures.items() if each.count <= 0 or each.last_at is None]
    tx.execute(_FAILURES.delete().where(_FAILURES.c.subject.in_(forgotten)))
    rows = [
        {"subject": subject, "failures": each.count, "last_at": each.last_at}
        for subject, each in failures.items()
        if subject not in forgotten
    ]
    upsert(tx, _FAILURES, rows)


def _of_row(row: sa.Row[tuple[object, ...]]) -> Session:
    return Session(
        row.id,
        row.operator,
        SessionKind(row.kind),
        row.device_id,
        row.started_at,
        row.seen_at,
        row.ends_at,
        row.browser,
    )
