"""Somebody who is signed in: a person with a PIN, a browser that is enrolled as a till, and a session of that till."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from models.access.operator import Operator
from models.access.session import SessionKind
from operations.access.actors import office_actor
from operations.access.enrolments import enrol_browser, make_enrolment_code
from operations.access.operators import add_operator
from operations.access.sessions import SignIn, start_session
from operations.unit_of_work import unit_of_work
from store.access import secrets
from store.access.operators import find_operator
from store.access.secrets import InstallationSecret, SecretKind
from store.database.engine import Store

#: A manager: may do everything that a till offers. The PIN of each person of these tests.
PERSON, PIN = Operator("kim", "Kim", "manager"), "2580"
TILL_COOKIE, SESSION_COOKIE = "kassa_till", "kassa_session"


@dataclass(frozen=True, slots=True)
class Cookies:
    """What an enrolled browser holds while somebody is signed in."""

    till: str
    session: str

    @property
    def by_name(self) -> dict[str, str]:
        return {TILL_COOKIE: self.till, SESSION_COOKIE: self.session}

    @property
    def header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.by_name.items())


@cache
def _hashed(peppered: str) -> str:
    return secrets.hash_secret(peppered)


def add_person(store: Store, keys: Path, person: Operator = PERSON, *, pin: str | None = PIN) -> None:
    """Let somebody work in the shop, with a PIN; does nothing if that person works there already."""
    at = datetime.now(UTC)
    with store.view() as view:
        if find_operator(view, person.code) is not None:
            return
    add_operator(store, office_actor(store), person, at=at)
    if pin is not None:
        give_pin(store, keys, person, pin)


def give_pin(store: Store, keys: Path, person: Operator, pin: str) -> None:
    """As :func:`operations.access.secrets.set_pin` stores it; the same PIN is hashed once for all tests."""
    at = datetime.now(UTC)
    stored = _hashed(InstallationSecret(keys).pepper("pin", pin))
    with unit_of_work(store, office_actor(store), at=at) as work:
        work.record(secrets.save_secret(work.tx, person.code, SecretKind.PIN, stored, at=at))


def enrol(store: Store, till_id: int = 1) -> str:
    """The secret of a browser that has just become a till."""
    at = datetime.now(UTC)
    code = make_enrolment_code(store, office_actor(store), till_id, at=at)
    return enrol_browser(store, code.code, "Chrome, Linux", at=at).secret


def sign_in(store: Store, keys: Path, till_id: int = 1, person: Operator = PERSON, *, till: str = "") -> Cookies:
    """The cookies of a browser that is till ``till_id``, where a person has just signed in.

    ``till`` is the secret of a browser that is enrolled already.
    """
    add_person(store, keys, person)
    how = SignIn(SessionKind.TILL, till_id, "pin")
    started = start_session(store, person, how, at=datetime.now(UTC))
    return Cookies(till or enrol(store, till_id), started.token)
