"""A browser becomes a till by a one-time code, and is one until it is revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.access.actor import Actor
from models.access.enrolment import CODE_LIFE, FAILURES_MAX, WrongEnrolmentCode
from models.access.operator import Operator
from models.access.session import SessionKind
from models.facts.enrolment import EnrolmentCodeMade, TillEnrolled, TillRevoked
from models.facts.registry import read_fact
from operations.access.enrolments import (
    NotEnrolled,
    enrol_browser,
    find_enrolled,
    make_enrolment_code,
    revoke_till,
)
from operations.access.operators import add_operator
from operations.access.permissions import NotPermitted
from operations.access.sessions import SignIn, find_signed_in, start_session
from store import journal
from store.database.engine import Store
from store.invariants import check_all
from store.shop import UnknownDevice
from tests.builders import AT, OFFICE, OFFICE_ACTOR, SECOND_TILL, TILL, small_shop

ANNA = Operator("anna", "Anna", "cashier")


def wrong_codes(store: Store, count: int) -> None:
    for _ in range(count):
        with pytest.raises(WrongEnrolmentCode):
            enrol_browser(store, "AAAA-AAAA", "", at=AT)


def recorded(store: Store, device_id: int) -> list[tuple[object, str]]:
    with store.view() as view:
        facts = [read_fact(row.kind, row.payload) for row in journal.read(view, device_id)]
    kinds = (EnrolmentCodeMade, TillEnrolled, TillRevoked)
    return [(each.fact, each.actor.operator_id) for each in facts if each.actor and isinstance(each.fact, kinds)]


def test_a_code_makes_one_browser_a_till_and_the_journal_tells_who(store: Store) -> None:
    code = make_enrolment_code(small_shop(store), OFFICE_ACTOR, SECOND_TILL, at=AT)
    enrolled = enrol_browser(store, code.code.lower(), "Chrome, Linux", at=AT)
    found = find_enrolled(store, enrolled.secret)
    assert found == enrolled.enrolment
    assert (found.till_id, found.browser) == (SECOND_TILL, "Chrome, Linux")
    with pytest.raises(WrongEnrolmentCode):
        enrol_browser(store, code.code, "Chrome, Linux", at=AT)  # it was used
    assert recorded(store, OFFICE) == [(EnrolmentCodeMade(SECOND_TILL), "office")]
    assert recorded(store, SECOND_TILL) == [(TillEnrolled(found.id, SECOND_TILL, "Chrome, Linux"), "till")]
    with store.view() as view:
        assert check_all(view) == []


def test_the_secret_and_the_code_are_stored_nowhere(sqlite_store: Store) -> None:
    code = make_enrolment_code(small_shop(sqlite_store), OFFICE_ACTOR, TILL, at=AT)
    with sqlite_store.view() as view:
        before = [list(row) for row in view.exec_driver_sql("SELECT * FROM enrolment_code")]
    secret = enrol_browser(sqlite_store, code.code, "", at=AT).secret
    with sqlite_store.view() as view:
        after = [list(row) for row in view.exec_driver_sql("SELECT * FROM enrolment")]
        rows = [row.payload for device_id in (TILL, OFFICE) for row in journal.read(view, device_id)]
    assert before, "the control: there was a row to look at"
    assert after, "the control: there was a row to look at"
    everything = f"{before}{after}{rows}"
    assert code.code not in everything
    assert code.code.replace("-", "") not in everything
    assert secret not in everything


@pytest.mark.parametrize(("age", "holds"), [(CODE_LIFE - timedelta(seconds=1), True), (CODE_LIFE, False)])
def test_a_code_holds_for_ten_minutes(sqlite_store: Store, age: timedelta, *, holds: bool) -> None:
    code = make_enrolment_code(small_shop(sqlite_store), OFFICE_ACTOR, TILL, at=AT)
    if holds:
        assert enrol_browser(sqlite_store, code.code, "", at=AT + age).enrolment.till_id == TILL
    else:
        with pytest.raises(WrongEnrolmentCode):
            enrol_browser(sqlite_store, code.code, "", at=AT + age)


def test_too_many_wrong_codes_end_every_code_that_waits_and_a_new_one_holds(store: Store) -> None:
    small_shop(store)
    codes = [make_enrolment_code(store, OFFICE_ACTOR, till, at=AT) for till in (TILL, SECOND_TILL)]
    wrong_codes(store, FAILURES_MAX - 1)
    assert enrol_browser(store, codes[0].code, "", at=AT).enrolment.till_id == TILL, "the control: one more was left"
    wrong_codes(store, 1)
    with pytest.raises(WrongEnrolmentCode):
        enrol_browser(store, codes[1].code, "", at=AT)
    again = make_enrolment_code(store, OFFICE_ACTOR, SECOND_TILL, at=AT)
    assert enrol_browser(store, again.code, "", at=AT).enrolment.till_id == SECOND_TILL


def test_a_new_code_ends_the_one_before(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    first, second = (make_enrolment_code(sqlite_store, OFFICE_ACTOR, TILL, at=AT) for _ in range(2))
    with pytest.raises(WrongEnrolmentCode):
        enrol_browser(sqlite_store, first.code, "", at=AT)
    assert enrol_browser(sqlite_store, second.code, "", at=AT).enrolment.till_id == TILL


def test_a_revoked_browser_is_no_till_and_its_neighbour_still_is(store: Store) -> None:
    small_shop(store)
    browsers = []
    for name in ("Chrome, Linux", "Firefox, Windows"):
        code = make_enrolment_code(store, OFFICE_ACTOR, TILL, at=AT)
        browsers.append(enrol_browser(store, code.code, name, at=AT))
    waiting = make_enrolment_code(store, OFFICE_ACTOR, TILL, at=AT)
    gone, stays = browsers
    revoke_till(store, OFFICE_ACTOR, TILL, at=AT, enrolment_id=gone.enrolment.id)
    assert find_enrolled(store, gone.secret) is None
    assert find_enrolled(store, stays.secret) == stays.enrolment
    with pytest.raises(WrongEnrolmentCode):
        enrol_browser(store, waiting.code, "", at=AT)
    with pytest.raises(NotEnrolled):
        revoke_till(store, OFFICE_ACTOR, TILL, at=AT, enrolment_id=gone.enrolment.id)
    assert revoke_till(store, OFFICE_ACTOR, TILL, at=AT) == [stays.enrolment]
    with store.view() as view:
        assert check_all(view) == []


def test_whoever_works_at_a_till_is_signed_out_when_it_is_revoked(sqlite_store: Store) -> None:
    code = make_enrolment_code(small_shop(sqlite_store), OFFICE_ACTOR, TILL, at=AT)
    enrol_browser(sqlite_store, code.code, "", at=AT)
    add_operator(sqlite_store, OFFICE_ACTOR, ANNA, at=AT)
    tokens = [
        start_session(sqlite_store, ANNA, SignIn(SessionKind.TILL, till, "pin"), at=AT).token
        for till in (TILL, SECOND_TILL)
    ]
    revoke_till(sqlite_store, OFFICE_ACTOR, TILL, at=AT)
    assert [find_signed_in(sqlite_store, each, at=AT) is not None for each in tokens] == [False, True]


@pytest.mark.parametrize("till", [OFFICE, 77])
def test_what_is_no_till_gets_no_code(sqlite_store: Store, till: int) -> None:
    with pytest.raises(UnknownDevice):
        make_enrolment_code(small_shop(sqlite_store), OFFICE_ACTOR, till, at=AT)


def test_whoever_only_sells_enrols_nothing(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    anna = Actor("anna", TILL)
    with pytest.raises(NotPermitted):
        make_enrolment_code(sqlite_store, anna, TILL, at=AT)
    with pytest.raises(NotPermitted):
        revoke_till(sqlite_store, anna, TILL, at=AT)


@pytest.mark.parametrize(
    "damage", ["UPDATE enrolment SET revoked_at = NULL", "UPDATE enrolment SET device_id = 2", "DELETE FROM enrolment"]
)
def test_an_enrolment_changed_behind_the_journal_is_found(sqlite_store: Store, damage: str) -> None:
    code = make_enrolment_code(small_shop(sqlite_store), OFFICE_ACTOR, TILL, at=AT)
    enrol_browser(sqlite_store, code.code, "Chrome, Linux", at=AT)
    revoke_till(sqlite_store, OFFICE_ACTOR, TILL, at=AT)
    with sqlite_store.view() as view:
        assert check_all(view) == []
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql(damage)
    with sqlite_store.view() as view:
        assert any("the enrolled browser" in each.subject for each in check_all(view))
