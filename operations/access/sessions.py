"""Signing people in and out: sessions are begun, used, listed and ended."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.access.actor import Actor
from models.access.operator import Operator
from models.access.own_role import permissions_of
from models.access.permission import Permission
from models.access.session import LONGEST, Session, SessionKind, SignedIn, is_over
from models.facts.operator import OperatorSignedIn, OperatorSignedOut
from operations.access.permissions import check
from operations.unit_of_work import work_in
from store.access import operators, sessions
from store.database.engine import Connection, Store

_BROWSER_LENGTH_MAX = 120


@dataclass(frozen=True, slots=True)
class StartedSession:
    """A session that was just begun; ``token`` goes to the browser and is stored nowhere."""

    token: str
    session: Session


@dataclass(frozen=True, slots=True)
class SignIn:
    """How somebody signs in: where, at which device, what with (``pin``, ``password+totp``, …), in which browser."""

    kind: SessionKind
    device_id: int
    method: str
    browser: str = ""


def start_session(store: Store, operator: Operator, how: SignIn, *, at: datetime) -> StartedSession:
    """Sign in a person whose PIN, password or badge was just checked. Sessions that are over are cleared away."""
    token = secrets.token_urlsafe(32)
    session = Session(
        id=sessions.id_of_token(token),
        operator=operator.code,
        kind=how.kind,
        device_id=how.device_id,
        started_at=at,
        seen_at=at,
        ends_at=at + LONGEST,
        browser="".join(each for each in how.browser if each.isprintable())[:_BROWSER_LENGTH_MAX],
    )
    with store.transaction() as tx, work_in(tx, Actor(operator.code, how.device_id), at=at) as work:
        sessions.remove_sessions(tx, sessions.over_at(at))
        sessions.save_session(tx, session)
        work.record(OperatorSignedIn(operator.code, how.kind.value, how.method))
    return StartedSession(token, session)


def find_signed_in(store: Store, token: str, *, at: datetime, idle: timedelta | None = None) -> SignedIn | None:
    """Who a browser's token signs in at this moment, with what their role permits now.

    ``None`` if the session was ended or is over, or the person works here no longer. ``idle`` is how long a session
    lasts without input, if not as long as :data:`models.access.session.IDLE`.
    """
    if not token:
        return None
    with store.view() as view:
        session = sessions.find_session(view, sessions.id_of_token(token))
        return None if session is None else _signed_in(view, session, at, idle)


def _signed_in(view: Connection, session: Session, at: datetime, idle: timedelta | None) -> SignedIn | None:
    operator = operators.find_operator(view, session.operator)
    if operator is None or not operator.active or is_over(session, at, idle):
        return None
    return SignedIn(session, operator, permissions_of(operator.role, operators.own_roles(view)))


def note_input(store: Store, session: Session, *, at: datetime) -> None:
    """Remember that somebody uses a session: from now on its idleness counts anew."""
    with store.transaction() as tx:
        sessions.move_seen(tx, session.id, at)


def sign_out(store: Store, token: str, *, at: datetime) -> None:
    """End the session of a token, by whoever has it; an unknown one is ended already."""
    with store.transaction() as tx:
        for session in sessions.remove_sessions(tx, sessions.of_id(sessions.id_of_token(token))):
            with work_in(tx, Actor(session.operator, session.device_id), at=at) as work:
                work.record(OperatorSignedOut(session.operator, session.kind.value))


def end_session(store: Store, actor: Actor, session_id: str, *, at: datetime) -> None:
    """End somebody's session; one that is not there is ended already."""
    check(actor, Permission.END_SESSIONS)
    with store.transaction() as tx:
        _end(tx, actor, sessions.remove_sessions(tx, sessions.of_id(session_id)), at)


def end_sessions_of(store: Store, actor: Actor, code: str, *, at: datetime) -> int:
    """End every session of a person, and return how many there were."""
    check(actor, Permission.END_SESSIONS)
    with store.transaction() as tx:
        ended = sessions.remove_sessions(tx, sessions.of_operator(code))
        _end(tx, actor, ended, at)
    return len(ended)


def open_sessions(store: Store, *, at: datetime) -> list[SignedIn]:
    """Who is signed in now, the newest first."""
    with store.view() as view:
        signed_in = [_signed_in(view, each, at, None) for each in sessions.all_sessions(view)]
    return [each for each in signed_in if each is not None]


def _end(tx: Connection, actor: Actor, ended: list[Session], at: datetime) -> None:
    if ended:
        with work_in(tx, actor, at=at) as work:
            for session in ended:
                work.record(OperatorSignedOut(session.operator, session.kind.value))
