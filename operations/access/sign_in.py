"""Checking PINs, badges and passwords: each wrong try counts before it is heard, and too many have to wait."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from models.access.actor import Actor
from models.access.attempts import LIMITS, Failures, Subject, WaitForSignIn, WrongSecret, count_failure, seconds_to_wait
from models.access.operator import OFFICE_OPERATOR, TILL_OPERATOR, Operator
from models.access.permission import Permission
from models.facts.operator import OperatorUnlocked, SignInRefused
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work, work_in
from store import shop
from store.access import operators, secrets, sessions
from store.access.secrets import InstallationSecret, SecretKind
from store.database.engine import Store

#: Names are counted for in so many groups, whether they exist or not: neither rows nor waits tell which do.
_GROUPS = 512


def check_pin(
    store: Store, installation: InstallationSecret, code: str, pin: str, till_id: int, *, at: datetime
) -> Operator:
    """The person with a code, if this is their PIN and they work here.

    Raises :class:`WrongSecret`, or :class:`WaitForSignIn` without looking at the PIN.
    """

    def find() -> Operator | None:
        with store.view() as view:
            operator = operators.find_operator(view, code)
            stored = secrets.find_secret(view, code, SecretKind.PIN)
        is_right = secrets.is_same_secret(stored, installation.pepper("pin", pin))
        return operator if is_right else None

    subjects = [(Subject.OPERATOR, _group(code)), (Subject.TILL, str(till_id)), (Subject.SHOP, "")]
    return _try(store, subjects, find, _Place(till_id, TILL_OPERATOR, code, "pin"), at=at)


def check_badge(store: Store, installation: InstallationSecret, badge: str, till_id: int, *, at: datetime) -> Operator:
    """The person whose badge was scanned at a till; raises as :func:`check_pin`."""

    def find() -> Operator | None:
        with store.view() as view:
            code = secrets.owner_of_badge(view, installation.pepper("badge", badge))
            return None if code is None else operators.find_operator(view, code)

    subjects = [(Subject.TILL, str(till_id)), (Subject.SHOP, "")]
    return _try(store, subjects, find, _Place(till_id, TILL_OPERATOR, None, "badge"), at=at)


def check_password(store: Store, code: str, password: str, *, at: datetime) -> Operator:
    """The person with a code, if this is their password and they work here; raises as :func:`check_pin`."""

    def find() -> Operator | None:
        with store.view() as view:
            operator = operators.find_operator(view, code)
            stored = secrets.find_secret(view, code, SecretKind.PASSWORD)
        return operator if secrets.is_same_secret(stored, password) else None

    return check_counted(store, code, find, "password", at=at)


def check_counted(
    store: Store,
    code: str,
    find: Callable[[], Operator | None],
    method: str,
    *,
    at: datetime,
    subject: Subject = Subject.PASSWORD,
) -> Operator:
    """The person that ``find`` returns, where each wrong try counts for ``subject`` and ``code``.

    A right password forgives no wrong codes: whoever has the password would guess the second factor at leisure.
    """
    with store.view() as view:
        office = shop.office_id(view)
    subjects = [(subject, _group(code)), (Subject.OFFICE, "")]
    return _try(store, subjects, find, _Place(office, OFFICE_OPERATOR, code, method), at=at)


def unlock_operator(store: Store, actor: Actor, code: str, *, at: datetime) -> None:
    """End a person's waiting after wrong tries, and that of the till at which the actor works."""
    check(actor, Permission.UNLOCK_OPERATORS)
    with unit_of_work(store, actor, at=at) as work:
        operators.get_operator(work.tx, code)
        kinds = (Subject.OPERATOR, Subject.PASSWORD, Subject.SECOND_FACTOR)
        names = [*(_key(kind, _group(code)) for kind in kinds), _key(Subject.TILL, str(actor.device_id))]
        sessions.save_failures(work.tx, dict.fromkeys(sorted(names), Failures()))
        work.record(OperatorUnlocked(code))


class _Place:
    """Where a try is made, and with what: for the journal."""

    def __init__(self, device_id: int, by: str, code: str | None, method: str) -> None:
        self.actor, self.code, self.method = Actor(by, device_id), code, method


def _try(
    store: Store,
    subjects: list[tuple[Subject, str]],
    find: Callable[[], Operator | None],
    place: _Place,
    *,
    at: datetime,
) -> Operator:
    """Count a try, make it, and take the count back if it was right."""
    kinds = {_key(kind, name): kind for kind, name in subjects}
    _count(store, kinds, at)
    operator = find()
    if operator is None or not operator.active:
        with store.transaction() as tx, work_in(tx, place.actor, at=at) as work:
            recorded_code = place.code if place.code and operators.find_operator(tx, place.code) else None
            work.record(SignInRefused(recorded_code, place.actor.operator_id, place.method))
        raise WrongSecret
    with store.transaction() as tx:
        # A right PIN forgives the person's own wrong ones; those of others at the till still count.
        counted = sessions.lock_failures(tx, sorted(kinds))
        personal = {Subject.OPERATOR, Subject.PASSWORD, Subject.SECOND_FACTOR}
        left = {
            key: Failures() if kinds[key] in personal else Failures(each.count - 1, each.last_at)
            for key, each in counted.items()
        }
        sessions.save_failures(tx, left)
    return operator


def _count(store: Store, kinds: dict[str, Subject], at: datetime) -> None:
    """Count a try that is about to be made, before anybody can make another; raises :class:`WaitForSignIn`."""
    with store.transaction() as tx:
        counted = sessions.lock_failures(tx, sorted(kinds))
        wait = max(seconds_to_wait(LIMITS[kinds[key]], each, at) for key, each in counted.items())
        if wait > 0:
            raise WaitForSignIn(wait)
        after = {key: count_failure(LIMITS[kinds[key]], each, at) for key, each in counted.items()}
        sessions.save_failures(tx, after)


def _key(kind: Subject, name: str) -> str:
    return f"{kind}:{name}"


def _group(code: str) -> str:
    return str(int.from_bytes(hashlib.sha256(code.encode()).digest()[:4], "big") % _GROUPS)
