"""People who are signed in: real sessions, and the cookies of browsers and pages that have them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace

import pytest

from app.web.cookies import OFFICE_COOKIE
from models.access.operator import Operator
from models.access.permission import BuiltInRole
from models.access.session import LONGEST, Session, SessionKind
from operations.access.operators import add_operator
from operations.access.sessions import SignIn, start_session
from operations.unit_of_work import unit_of_work
from store.access import secrets, sessions
from store.access.operators import find_operator
from store.access.secrets import SecretKind
from store.database.engine import Store
from store.shop import find_shop, office_id
from tests.builders import OFFICE_ACTOR

#: With which the owner of every shop that is served is signed in.
OWNERS_TOKEN = "o" * 43
#: One person of each role.
PEOPLE = {
    BuiltInRole.SALES_ASSISTANT: "Anna",
    BuiltInRole.SENIOR_ASSISTANT: "Bo",
    BuiltInRole.MANAGER: "Maria",
    BuiltInRole.OWNER: "Olof",
    BuiltInRole.BOOKKEEPER: "Eva",
    BuiltInRole.ANALYST: "Nils",
}


def sign_in(store: Store, role: BuiltInRole = BuiltInRole.OWNER) -> str:
    """The token of a new session of the person with ``role`` in the back office; the shop must be there."""
    at, operator = datetime.now(UTC), person_of(store, role)
    with store.view() as view:
        office = office_id(view)
    return start_session(store, operator, SignIn(SessionKind.OFFICE, office, "password", "test"), at=at).token


def let_in(store: Store, token: str) -> None:
    """Let the owner be signed in with ``token``, a session that the journal does not know.

    A browser keeps one cookie for all servers of this machine, so they share the owner's token.
    """
    now, owner = datetime.now(UTC), person_of(store, BuiltInRole.OWNER)
    with store.transaction() as tx:
        session = Session(
            sessions.id_of_token(token), owner.code, SessionKind.OFFICE, office_id(tx), now, now, now + LONGEST, "test"
        )
        sessions.save_session(tx, session)


def person_of(store: Store, role: BuiltInRole) -> Operator:
    """The person with ``role``, who is added to the shop, with a password, if nobody has."""
    name = PEOPLE[role]
    operator = Operator(name.lower(), name, role)
    with store.view() as view:
        found = find_operator(view, operator.code)
    if found is None:
        at = datetime.now(UTC)
        add_operator(store, OFFICE_ACTOR, operator, at=at)
        with unit_of_work(store, OFFICE_ACTOR, at=at) as work:
            work.record(secrets.save_secret(work.tx, operator.code, SecretKind.PASSWORD, _password(), at=at))
    return found or operator


@cache
def _password() -> str:
    return secrets.hash_secret("three green boats sail home")


def has_shop(store: Store) -> bool:
    with store.view() as view:
        return find_shop(view) is not None


#: The cookies of the one visitor of pages that run in process.
_VISITOR: dict[str, str] = {}


@contextmanager
def visitor_of_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Cookies for pages that Streamlit's own test runner draws, which cannot be given any."""
    monkeypatch.setattr("streamlit.runtime.context._get_client_context", lambda: SimpleNamespace(cookies=_VISITOR))
    yield _VISITOR
    _VISITOR.clear()


def visit_as(store: Store, role: BuiltInRole) -> str:
    """Let the visitor of pages be the person with ``role`` from now on; returns the token."""
    _VISITOR[OFFICE_COOKIE] = sign_in(store, role)
    return _VISITOR[OFFICE_COOKIE]


def visit_with_role(store: Store, role: str) -> None:
    """Let the visitor of pages be Kim, who has a role of the shop's own."""
    at, kim = datetime.now(UTC), Operator("kim", "Kim", role)
    add_operator(store, OFFICE_ACTOR, kim, at=at)
    with store.view() as view:
        office = office_id(view)
    how = SignIn(SessionKind.OFFICE, office, "password", "test")
    _VISITOR[OFFICE_COOKIE] = start_session(store, kim, how, at=at).token


def is_visited() -> bool:
    return OFFICE_COOKIE in _VISITOR
