"""The rows of the gate's table: which paths they are about, and whom they let pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.web.gate.rule import READING, SOCKET, WRITING, Audience, GateAnswer, Rule, Visitor, find_rule, first_page
from models.access.operator import Operator
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.access.session import Session, SessionKind, SignedIn

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def signed_in(role: BuiltInRole) -> SignedIn:
    session = Session("id", "anna", SessionKind.OFFICE, 100, NOON, NOON, NOON + timedelta(hours=12), "")
    return SignedIn(session, Operator("anna", "Anna", role), PERMISSIONS[role])


@pytest.mark.parametrize(
    ("pattern", "path", "parts"),
    [
        ("/dashboard", "/dashboard", {}),
        ("/dashboard", "/dashboard/", {}),
        ("/dashboard", "/dashboards", None),
        ("/static/*", "/static/js/a.js", {}),
        ("/static/*", "/static", None),
        ("/static/*", "/statics/a", None),
        ("/api/v1/till/{till}/pay", "/api/v1/till/7/pay", {"till": "7"}),
        ("/api/v1/till/{till}/pay", "/api/v1/till/7/8/pay", None),
        ("/api/v1/till/{till}/pay", "/api/v1/till//pay", None),
        ("/a.js", "/axjs", None),
    ],
)
def test_a_row_is_about_its_paths_and_no_other(pattern: str, path: str, parts: dict[str, str] | None) -> None:
    assert Rule(pattern, Audience.OPEN).match(path, "GET") == parts


def test_a_row_is_about_its_methods_and_no_other() -> None:
    for methods, method in ((READING, "GET"), (WRITING, "POST"), (SOCKET, "SOCKET")):
        rule = Rule("/x", Audience.OPEN, methods=methods)
        matched = {each for each in ("GET", "POST", "PUT", "DELETE", "SOCKET") if rule.match("/x", each) is not None}
        assert matched == {method}


def test_without_a_row_nothing_is_found() -> None:
    assert find_rule([Rule("/x", Audience.OPEN)], "/y", "GET") is None


NOBODY, TILL_1, TILL_2 = Visitor(), Visitor(till=1), Visitor(till=2)
MANAGER, BOOKKEEPER = (Visitor(signed_in(role)) for role in (BuiltInRole.MANAGER, BuiltInRole.BOOKKEEPER))
PAY = Rule("/api/v1/till/{till}/pay", Audience.TILL, methods=WRITING)
FIGURES = Rule("/dashboard", Audience.OFFICE, Permission.SEE_FIGURES)
PEOPLE = Rule("/people", Audience.OFFICE, Permission.CHANGE_OPERATORS)
INSIDE, OPEN, ACCOUNT = (Rule("/x", each) for each in (Audience.INSIDE, Audience.OPEN, Audience.OFFICE))


@pytest.mark.parametrize(
    ("rule", "visitor", "verdict"),
    [
        (OPEN, NOBODY, GateAnswer.PASS),
        (INSIDE, NOBODY, GateAnswer.SIGN_IN),
        (INSIDE, TILL_1, GateAnswer.PASS),
        (INSIDE, BOOKKEEPER, GateAnswer.PASS),
        (PAY, NOBODY, GateAnswer.SIGN_IN),
        (PAY, TILL_1, GateAnswer.PASS),
        (PAY, TILL_2, GateAnswer.FORBIDDEN),
        (PAY, MANAGER, GateAnswer.PASS),
        (PAY, BOOKKEEPER, GateAnswer.FORBIDDEN),
        (FIGURES, TILL_1, GateAnswer.SIGN_IN),
        (FIGURES, BOOKKEEPER, GateAnswer.PASS),
        (PEOPLE, BOOKKEEPER, GateAnswer.FORBIDDEN),
        (PEOPLE, MANAGER, GateAnswer.PASS),
        (ACCOUNT, BOOKKEEPER, GateAnswer.PASS),
        (ACCOUNT, TILL_1, GateAnswer.SIGN_IN),
    ],
)
def test_whom_a_row_lets_pass(rule: Rule, visitor: Visitor, verdict: GateAnswer) -> None:
    parts = {"till": "1"} if rule is PAY else {}
    assert rule.decide(visitor, parts) is verdict


def test_who_may_not_open_the_first_page_begins_at_the_first_that_is_theirs() -> None:
    rules = [OPEN, PAY, ACCOUNT, PEOPLE, FIGURES]
    assert first_page(rules, BOOKKEEPER) == "/dashboard"
    assert first_page(rules, MANAGER) == "/people"
    assert first_page(rules, Visitor(signed_in(BuiltInRole.SALES_ASSISTANT))) == "/account"


def test_a_visitor_is_the_same_until_session_permissions_or_till_change() -> None:
    again = Visitor(signed_in(BuiltInRole.MANAGER))
    assert again.is_same(MANAGER)
    assert not Visitor(signed_in(BuiltInRole.OWNER)).is_same(MANAGER)
    assert not NOBODY.is_same(MANAGER)
    assert not TILL_1.is_same(TILL_2)
