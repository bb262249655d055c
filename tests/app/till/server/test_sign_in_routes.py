"""Signing in at a till: only an enrolled browser, only a right PIN, and never many guesses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.till.server import catalogue_route, routes, sign_in_routes
from app.till.server import presence as presences
from app.web import request_parts
from models.access.attempts import LIMITS, Limit, Subject
from models.access.operator import Operator
from models.facts.operator import OperatorSignedIn, OperatorSignedOut
from models.facts.registry import read_fact
from operations.access.actors import office_actor
from operations.access.enrolments import make_enrolment_code, revoke_till
from operations.access.operators import change_operator
from operations.access.secrets import set_badge
from store import journal
from store.access.secrets import InstallationSecret
from store.invariants import check_all
from tests.app.signed_in import PERSON, PIN, add_person, enrol
from tests.app.till.server.conftest import CLIENT, Caller

ANNA, BO = Operator("anna", "Anna", "cashier"), Operator("bo", "Bo", "senior_cashier")
EVA = Operator("eva", "Eva", "bookkeeper")
WRONG, BADGE = "1379", "BADGE-0001-BO"


def stranger(caller: Caller, **cookies: str) -> TestClient:
    """A browser that holds nothing but these cookies."""
    return TestClient(caller.http.app, cookies=cookies)


def try_pin(http: TestClient, operator: str = "kim", pin: str = PIN, till: int = 1) -> Any:
    return http.post(f"/till/{till}/sign-in", json={"operator": operator, "pin": pin})


def answer(reply: Any) -> tuple[int, str]:
    return reply.status_code, reply.json().get("code", "")


@pytest.fixture
def clock(sqlite_caller: Caller) -> Callable[[timedelta], None]:
    """Lets the server's clock show another time from now on."""
    begun = datetime.now(UTC)

    def put(passed: timedelta) -> None:
        app: Any = sqlite_caller.http.app
        app.dependency_overrides[request_parts._now] = lambda: begun + passed

    put(timedelta(0))
    return put


def test_a_browser_becomes_a_till_and_its_operator_signs_in_and_sells(caller: Caller) -> None:
    http = stranger(caller)
    assert answer(http.get("/till/2/operators")) == (401, "browser_not_enrolled")
    assert answer(try_pin(http, till=2)) == (401, "browser_not_enrolled")
    code = make_enrolment_code(caller.store, office_actor(caller.store), 2, at=datetime.now(UTC))
    assert answer(http.post("/enrol", json={"code": "AAAA-AAAA"})) == (409, "wrong_enrolment_code")
    assert answer(http.post("/enrol", json={"code": ""})) == (409, "wrong_enrolment_code"), "this is no shop to try"
    enrolled = http.post("/enrol", json={"code": code.code})
    assert enrolled.json() == {"till": 2}
    assert answer(http.get(f"/till/2?client={CLIENT}")) == (401, "nobody_signed_in")
    people = http.get("/till/2/operators").json()
    assert (people["operator"], [each["code"] for each in people["people"]]) == (None, ["kim"])
    signed_in = try_pin(http, till=2)
    assert signed_in.json()["name"] == "Kim"
    for reply, name in ((enrolled, "kassa_till"), (signed_in, "kassa_session")):
        cookie = reply.headers["set-cookie"]
        assert cookie.startswith(f"{name}=")
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; ")), cookie
    assert http.get("/till/2/operators").json()["operator"]["code"] == "kim"
    body = {"client": CLIENT, "events": [{"seq": 1, "kind": "scan", "code": "MILK"}]}
    basket = http.post("/till/2/events", json=body).json()["basket"]
    pay = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"], "offers": [{"amount_minor": 5000}]}
    sale = http.post("/till/2/pay", json=pay).json()
    assert sale["receipt_number"] == 1
    assert answer(http.get(f"/till/1?client={CLIENT}")) == (403, "other_till")
    with caller.store.view() as view:
        rows = [read_fact(row.kind, row.payload) for row in journal.read(view, 2)]
        assert check_all(view) == []
    assert {each.actor.operator_id for each in rows if each.fact.kind == "sale_completed" and each.actor} == {"kim"}
    assert [each.fact for each in rows if isinstance(each.fact, OperatorSignedIn)] == [
        OperatorSignedIn("kim", "till", "pin")
    ]


def test_the_first_sign_in_of_a_business_day_is_known(
    sqlite_caller: Caller, clock: Callable[[timedelta], None]
) -> None:
    def is_first() -> bool:
        return bool(try_pin(sqlite_caller.http).json()["is_first_of_day"])

    assert not is_first(), "somebody is signed in today"
    clock(timedelta(days=1))
    assert [is_first(), is_first()] == [True, False]


def test_a_secure_page_gets_secure_cookies(sqlite_caller: Caller) -> None:
    app: Any = sqlite_caller.http.app
    http = TestClient(app, base_url="https://testserver", cookies={"kassa_till": enrol(sqlite_caller.store)})
    assert "Secure" in try_pin(http).headers["set-cookie"]
    plain = stranger(sqlite_caller, kassa_till=enrol(sqlite_caller.store))
    assert "Secure" not in try_pin(plain).headers["set-cookie"]


def test_a_pin_is_not_looked_at_where_the_browser_is_no_till(sqlite_caller: Caller) -> None:
    http = stranger(sqlite_caller)
    for _ in range(40):
        assert answer(try_pin(http)) == (401, "browser_not_enrolled")
    known = stranger(sqlite_caller, kassa_till=enrol(sqlite_caller.store))
    assert try_pin(known).status_code == 200, "nothing was counted"


def test_a_session_is_worth_nothing_in_another_browser_or_at_another_till(sqlite_caller: Caller) -> None:
    session = sqlite_caller.http.cookies["kassa_session"]
    asked = f"/till/1?client={CLIENT}"
    assert sqlite_caller.http.get(asked).status_code == 200, "the control"
    assert answer(stranger(sqlite_caller, kassa_session=session).get(asked)) == (401, "browser_not_enrolled")
    second = stranger(sqlite_caller, kassa_session=session, kassa_till=enrol(sqlite_caller.store, 2))
    assert answer(second.get(f"/till/2?client={CLIENT}")) == (401, "nobody_signed_in")


def test_signing_in_gives_a_new_session_and_ends_the_one_before(sqlite_caller: Caller) -> None:
    http, asked = sqlite_caller.http, f"/till/1?client={CLIENT}"
    till, before = http.cookies["kassa_till"], http.cookies["kassa_session"]
    chosen = stranger(sqlite_caller, kassa_till=till, kassa_session="chosen-by-somebody-else")
    after = try_pin(chosen).cookies["kassa_session"]
    assert "chosen-by" not in after
    assert try_pin(http).status_code == 200
    assert answer(stranger(sqlite_caller, kassa_till=till, kassa_session=before).get(asked)) == (
        401,
        "nobody_signed_in",
    )
    http.post("/till/1/sign-out", json={})
    assert stranger(sqlite_caller, kassa_till=till, kassa_session=after).get(asked).status_code == 200, "not that one"
    with sqlite_caller.store.view() as view:
        facts = [read_fact(row.kind, row.payload).fact for row in journal.read(view, 1)]
    assert facts.count(OperatorSignedOut("kim", "till")) == 2


def test_a_revoked_browser_and_a_disabled_person_are_out(
    sqlite_caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presences, "FRESH_S", 0.0)  # what another process ends is seen when the look-up is repeated
    store, at = sqlite_caller.store, datetime.now(UTC)
    anna = stranger(sqlite_caller, kassa_till=enrol(store))
    add_person(store, sqlite_caller.keys, ANNA)
    assert try_pin(anna, "anna").status_code == 200
    asked = f"/till/1?client={CLIENT}"
    change_operator(store, office_actor(store), replace(ANNA, active=False), at=at)
    assert answer(anna.get(asked)) == (401, "nobody_signed_in")
    assert answer(try_pin(anna, "anna")) == (409, "wrong_secret")
    assert sqlite_caller.http.get(asked).status_code == 200, "the control"
    revoke_till(store, office_actor(store), 1, at=at)
    assert answer(sqlite_caller.http.get(asked)) == (401, "browser_not_enrolled")


def test_what_is_ended_elsewhere_is_ended_here_within_a_minute() -> None:
    assert 0 < presences.FRESH_S <= 5


def test_a_changed_role_counts_at_the_next_request(sqlite_caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presences, "FRESH_S", 0.0)
    store = sqlite_caller.store
    assert sqlite_caller.scan("MILK")["problems"] == []
    change_operator(store, office_actor(store), Operator("kim", "Kim", "bookkeeper"), at=datetime.now(UTC))
    reply = sqlite_caller.http.post(
        "/till/1/events", json={"client": CLIENT, "events": [sqlite_caller.event("scan", code="MILK")]}
    )
    assert answer(reply) == (409, "not_permitted")


def test_whoever_may_not_sell_does_not_sign_in(sqlite_caller: Caller) -> None:
    add_person(sqlite_caller.store, sqlite_caller.keys, EVA)
    assert answer(try_pin(sqlite_caller.http, "eva")) == (409, "not_permitted")


def test_the_session_ends_without_input_and_after_twelve_hours(
    sqlite_caller: Caller, clock: Callable[[timedelta], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presences, "FRESH_S", 0.0)
    http, minute = sqlite_caller.http, timedelta(minutes=1)
    clock(1.5 * minute)
    assert http.post("/till/1/active", json={}).status_code == 200
    clock(3 * minute)
    assert http.get(f"/till/1?client={CLIENT}").status_code == 200, "the input counted"
    clock(3.6 * minute)
    assert answer(http.get(f"/till/1?client={CLIENT}")) == (401, "nobody_signed_in"), "looking on is no input"
    assert try_pin(http).status_code == 200
    for tenths in range(40, 10 * (12 * 60 + 3), 18):
        passed = tenths / 10
        clock(passed * minute)
        assert http.post("/till/1/active", json={}).status_code == 200, passed
    clock((12 * 60 + 4) * minute)
    assert answer(http.post("/till/1/active", json={})) == (401, "nobody_signed_in")


def test_a_badge_tells_the_name_and_the_pin_proves_it(sqlite_caller: Caller) -> None:
    store, keys = sqlite_caller.store, sqlite_caller.keys
    add_person(store, keys, BO)
    set_badge(store, office_actor(store), "bo", BADGE, InstallationSecret(keys), at=datetime.now(UTC))
    http = sqlite_caller.http
    assert answer(http.post("/till/1/sign-in", json={"badge": BADGE, "pin": ""})) == (409, "wrong_secret")
    assert answer(http.post("/till/1/sign-in", json={"badge": "BADGE-UNKNOWN", "pin": PIN})) == (409, "wrong_secret")
    assert http.post("/till/1/sign-in", json={"badge": BADGE, "pin": PIN}).json()["code"] == "bo"


def test_wrong_pins_wait_longer_and_somebody_who_may_ends_that(
    sqlite_caller: Caller, clock: Callable[[timedelta], None]
) -> None:
    store, keys, http = sqlite_caller.store, sqlite_caller.keys, sqlite_caller.http
    for each in (ANNA, BO):
        add_person(store, keys, each)
    while (reply := try_pin(http, "anna", WRONG)).json()["code"] == "wrong_secret":
        pass
    assert answer(reply) == (409, "wait_for_sign_in")
    first = reply.json()["details"]["seconds"]
    clock(timedelta(seconds=first))
    assert answer(try_pin(http, "anna", WRONG)) == (409, "wrong_secret")
    assert try_pin(http, "anna").json()["details"]["seconds"] > first, "the right PIN waits, too, and for longer"
    unlock = {"operator": "anna", "pin": PIN, "locked": "anna"}
    assert http.post("/till/1/unlock", json=unlock).json()["code"] == "wait_for_sign_in"
    kim = {"operator": PERSON.code, "pin": PIN, "locked": "anna"}
    assert http.post("/till/1/unlock", json=kim).json() == {"unlocked": "anna"}
    assert try_pin(http, "anna").status_code == 200


def test_whoever_may_not_unlock_unlocks_nobody(sqlite_caller: Caller) -> None:
    add_person(sqlite_caller.store, sqlite_caller.keys, ANNA)
    reply = sqlite_caller.http.post("/till/1/unlock", json={"operator": "anna", "pin": PIN, "locked": "kim"})
    assert answer(reply) == (409, "not_permitted")


def guess(clock: Callable[[timedelta], None], tills: list[TestClient], seconds: int) -> int:
    """How many PINs are looked at within an hour, by somebody who guesses at every till as fast as this."""
    tried, people = 0, ["anna", "bo", "kim", "nobody"]
    for second in range(0, 3600, seconds):
        clock(timedelta(seconds=second))
        for number, http in enumerate(tills, start=1):
            guessed = f"{(second * 7919 + number * 31) % 10_000:04d}"
            reply = try_pin(http, people[second // seconds % len(people)], guessed, till=number)
            tried += reply.json()["code"] == "wrong_secret"
    return tried


@pytest.fixture
def tills(sqlite_caller: Caller) -> list[TestClient]:
    """Two enrolled browsers, each a till of its own."""
    for each in (ANNA, BO):
        add_person(sqlite_caller.store, sqlite_caller.keys, each)
    return [stranger(sqlite_caller, kassa_till=enrol(sqlite_caller.store, till)) for till in (1, 2)]


def test_of_all_guesses_at_all_tills_few_are_heard_in_an_hour(
    clock: Callable[[timedelta], None], tills: list[TestClient]
) -> None:
    assert guess(clock, tills, 15) <= 50


def test_control_without_waiting_the_same_guesses_are_all_heard(
    clock: Callable[[timedelta], None],
    tills: list[TestClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    free = Limit(10**9, timedelta(1), timedelta(1), timedelta(1))
    for subject in (Subject.OPERATOR, Subject.TILL, Subject.SHOP):
        monkeypatch.setitem(LIMITS, subject, free)
    assert guess(clock, tills, 120) == 60


def test_a_name_that_does_not_exist_is_answered_like_one_that_does(sqlite_caller: Caller) -> None:
    replies = [try_pin(sqlite_caller.http, name, WRONG) for name in ("kim", "nobody")]
    assert [answer(each) for each in replies] == [(409, "wrong_secret")] * 2
    assert replies[0].json() == replies[1].json()


def test_everything_at_a_till_needs_somebody_who_is_signed_in(sqlite_caller: Caller) -> None:
    """Whatever the interface offers below a till, but what one does before one is signed in."""
    before = {"/operators", "/sign-in", "/sign-out", "/unlock", "/catalogue"}
    nobody = stranger(sqlite_caller, kassa_till=enrol(sqlite_caller.store))
    outside = stranger(sqlite_caller)
    routers = (routes.of_till, sign_in_routes.of_till, catalogue_route.router)
    listed: list[Any] = [each for router in routers for each in router.routes]
    paths = [(method, each.path) for each in listed for method in sorted(each.methods)]
    assert len(paths) >= 12
    for method, path in paths:
        address = path.replace("{till_id}", "1").replace("{sale_id}", "1")
        assert outside.request(method, address, json={}).status_code == 401, path
        if path.removeprefix("/till/{till_id}") not in before:
            assert nobody.request(method, address, json={}).status_code == 401, path
