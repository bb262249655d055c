"""Tills and the browsers that are enrolled as them: added, named, enrolled by a one-time code, revoked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.enrolment import (
    CODE_LENGTH,
    CODE_LIFE,
    CODE_SIGNS,
    FAILURES_MAX,
    Enrolment,
    WrongEnrolmentCode,
    normal_code,
    shown_code,
)
from models.access.operator import TILL_OPERATOR
from models.access.permission import Permission
from models.errors import Refused
from models.facts.enrolment import EnrolmentCodeMade, TillEnrolled, TillRevoked
from models.facts.operator import OperatorSignedOut
from operations.access.permissions import check
from operations.access.tills import check_till
from operations.unit_of_work import UnitOfWork, unit_of_work, work_in
from store import shop
from store.access import enrolments, sessions
from store.database.engine import Connection, Store

SECRET_BYTES = 32


class NotEnrolled(Refused):
    """No browser with that number is this till."""

    code = "not_enrolled"
    text = (
        "No browser is enrolled as till {till_id} with that number. Nothing was changed; 'kassa till list' shows them."
    )

    till_id: int


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A one-time code as somebody types it, and until when it holds."""

    till_id: int
    code: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class EnrolledBrowser:
    """A browser that has just become a till, with the ``secret`` that only its cookie holds."""

    enrolment: Enrolment
    secret: str


def make_enrolment_code(store: Store, actor: Actor, till_id: int, *, at: datetime) -> EnrolmentCode:
    """Make the one-time code with which a browser becomes a till; a code of that till from before ends.

    Raises :class:`store.shop.UnknownDevice`.
    """
    check(actor, Permission.ENROL_TILLS)
    code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    with unit_of_work(store, actor, at=at) as work:
        check_till(work.tx, till_id)
        enrolments.save_code(work.tx, till_id, _hash(code), at + CODE_LIFE)
        work.record(EnrolmentCodeMade(till_id))
    return EnrolmentCode(till_id, shown_code(code), at + CODE_LIFE)


def enrol_browser(store: Store, code: str, browser: str, *, at: datetime) -> EnrolledBrowser:
    """Make a browser the till for which ``code`` was made; the code is used up, a wrong one is counted.

    Raises :class:`models.access.enrolment.WrongEnrolmentCode`.
    """
    signs, secret = normal_code(code), secrets.token_urlsafe(SECRET_BYTES)
    enrolment = _use_code(store, signs, browser, secret, at) if signs else None
    if enrolment is None:
        raise WrongEnrolmentCode
    return EnrolledBrowser(enrolment, secret)


def enrol_demo_browser(store: Store, till_id: int, browser: str, *, at: datetime) -> EnrolledBrowser:
    """Make a browser a till without a code, in a shop to try; any other shop refuses that as a wrong code.

    Raises :class:`models.access.enrolment.WrongEnrolmentCode` or :class:`store.shop.UnknownDevice`.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with store.transaction() as tx:
        if not shop.get_shop(tx).is_demo:
            raise WrongEnrolmentCode
        check_till(tx, till_id)
        return EnrolledBrowser(_enrol(tx, Actor(TILL_OPERATOR, till_id), till_id, (browser, secret), at), secret)


def revoke_till(
    store: Store, actor: Actor, till_id: int, *, at: datetime, enrolment_id: int | None = None
) -> list[Enrolment]:
    """Let the browsers of a till, or one of them, be tills no longer: each is out at its next request.

    Codes that wait for that till end, too, and whoever works at it is signed out. Raises :class:`NotEnrolled` if there
    is nothing to revoke.
    """
    check(actor, Permission.ENROL_TILLS)
    with unit_of_work(store, actor, at=at) as work:
        enrolled = enrolments.open_enrolments(work.tx, till_id)
        revoked = [each for each in enrolled if enrolment_id in {None, each.id}]
        if not revoked:
            raise NotEnrolled(till_id)
        enrolments.revoke(work.tx, [each.id for each in revoked], at)
        enrolments.remove_code(work.tx, till_id)
        _end_sessions_at(work, till_id)
        for each in revoked:
            work.record(TillRevoked(each.id, each.till_id, each.browser))
    return revoked


def find_enrolled(store: Store, secret: str) -> Enrolment | None:
    """The till that the browser with this secret is, if it is one."""
    with store.view() as view:
        return enrolments.find_enrolment(view, _hash(secret))


def note_seen(store: Store, enrolment: Enrolment, *, at: datetime) -> None:
    """Remember that a browser was here."""
    with store.transaction() as tx:
        enrolments.move_seen(tx, enrolment.id, at)


def _use_code(store: Store, signs: str, browser: str, secret: str, at: datetime) -> Enrolment | None:
    with store.transaction() as tx:
        till_id = enrolments.till_of_code(tx, _hash(signs), at=at, failures_max=FAILURES_MAX)
        if till_id is None:
            enrolments.count_failure(tx)
            return None
        enrolments.remove_code(tx, till_id)
        return _enrol(tx, Actor(TILL_OPERATOR, till_id), till_id, (browser, secret), at)


def _enrol(tx: Connection, actor: Actor, till_id: int, browser: tuple[str, str], at: datetime) -> Enrolment:
    name, secret = browser
    with work_in(tx, actor, at=at) as work:
        (number,) = work.take_ids()
        enrolment = Enrolment(number, till_id, name, at, at)
        enrolments.add_enrolment(tx, enrolment, _hash(secret))
        work.record(TillEnrolled(number, till_id, name))
    return enrolment


def _end_sessions_at(work: UnitOfWork, till_id: int) -> None:
    """Sign out whoever is signed in at a till."""
    for session in sessions.remove_sessions(work.tx, sessions.at_till(till_id)):
        work.record(OperatorSignedOut(session.operator, session.kind.value))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
