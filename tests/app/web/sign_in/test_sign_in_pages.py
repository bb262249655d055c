"""Signing in: with name and password, with the second step, in a demo shop; and what must not let anybody in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from httpx2 import Response

from app.web.cookies import OFFICE_COOKIE
from models.access.permission import BuiltInRole
from operations.access.enrolments import make_enrolment_code
from operations.access.operators import change_operator
from operations.access.sessions import end_sessions_of, open_sessions
from store.access.enrolments import all_enrolments
from tests.app.office_sessions import person_of, sign_in
from tests.app.web.sign_in.conftest import OWN, PASSWORD, Browser
from tests.builders import OFFICE_ACTOR

WRONG = "four green boats sail home"


def cookie(reply: Response) -> str:
    """The line that sets the session's cookie, empty if there is none."""
    return next((line for line in reply.headers.get_list("set-cookie") if line.startswith(OFFICE_COOKIE)), "")


def test_name_and_password_sign_in_and_lead_to_the_page_that_was_asked_for(browser: Browser) -> None:
    assert browser.who() is None
    reply = browser.sign_in(next="/dashboard?day=2026-11-26")
    assert (reply.status_code, reply.headers["location"]) == (303, "/dashboard?day=2026-11-26")
    (morsel,) = SimpleCookie(cookie(reply)).values()
    assert (morsel["path"], morsel["samesite"], morsel["httponly"], morsel["secure"]) == ("/", "strict", True, "")
    assert browser.who() == "maria"
    assert browser.get("/sign-in?next=/people").headers["location"] == "/people"


def test_under_https_the_cookie_is_for_https_only(browser: Browser) -> None:
    browser.http = browser.another("https://testserver")
    token = browser.get("/sign-in").text.partition('name="token" value="')[2].partition('"')[0]
    fields = {"token": token, "name": "maria", "password": PASSWORD}
    reply = browser.http.post("/sign-in", data=fields, headers={**OWN, "origin": "https://testserver"})
    assert "Secure" in cookie(reply)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer_and_no_session(browser: Browser) -> None:
    wrong, unknown = browser.sign_in(password=WRONG), browser.sign_in(name="nobody")
    assert (wrong.status_code, unknown.status_code, cookie(wrong), cookie(unknown)) == (401, 401, "", "")
    assert "That is not right." in wrong.text
    assert wrong.text.replace('value="maria"', "") == unknown.text.replace('value="nobody"', "")
    assert browser.who() is None


def test_too_many_wrong_passwords_have_to_wait_even_with_the_right_one(browser: Browser) -> None:
    for _ in range(6):
        browser.sign_in(password=WRONG)
    reply = browser.sign_in()
    assert "Too many wrong tries" in reply.text
    assert browser.who() is None


def test_no_other_site_is_returned_to(browser: Browser) -> None:
    assert browser.sign_in(next="//evil.example/dashboard").headers["location"] == "/"


def test_a_session_that_somebody_planted_is_not_the_one_that_is_signed_in(browser: Browser) -> None:
    planted = sign_in(browser.store, BuiltInRole.SALES_ASSISTANT)
    browser.http.cookies.set(OFFICE_COOKIE, planted)
    browser.send("/sign-in", name="maria", password=PASSWORD) if browser.get("/sign-in").status_code == 200 else None
    browser.http.cookies.clear()
    browser.http.cookies.set(OFFICE_COOKIE, "a" * 43)
    reply = browser.sign_in()
    assert "a" * 43 not in cookie(reply)
    browser.http.cookies.clear()
    browser.http.cookies.set(OFFICE_COOKIE, "a" * 43)
    assert browser.who() is None


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:9000"])
def test_a_form_of_another_site_is_not_heard(browser: Browser, origin: str) -> None:
    fields = {"name": "maria", "password": PASSWORD}
    assert browser.http.post("/sign-in", data=fields, headers={"origin": origin}).status_code == 403


def test_a_form_without_this_browsers_token_is_not_heard(browser: Browser) -> None:
    other = browser.another()
    others_token = other.get("/sign-in", headers=OWN).cookies["kassa_form"]
    browser.get("/sign-in")
    for token in ("", others_token, "é" * 40):
        fields = {"name": "maria", "password": PASSWORD, "token": token}
        reply = browser.http.post("/sign-in", data=fields, headers=OWN)
        assert (reply.status_code, cookie(reply)) == (403, "")
    assert browser.who() is None
    assert browser.sign_in().status_code == 303  # control: with it, it is


def test_after_signing_out_a_copied_cookie_is_worth_nothing(browser: Browser) -> None:
    browser.sign_in()
    copied = browser.http.cookies[OFFICE_COOKIE]
    assert browser.who() == "maria"
    assert "Maria" in browser.get("/sign-out").text
    assert browser.send("/sign-out").headers["location"] == "/sign-in"
    assert OFFICE_COOKIE not in browser.http.cookies
    browser.http.cookies.set(OFFICE_COOKIE, copied)
    assert browser.who() is None


def test_another_site_cannot_sign_anybody_out(browser: Browser) -> None:
    browser.sign_in()
    browser.http.post("/sign-out", headers={"origin": "https://evil.example"})
    browser.http.post("/sign-out", headers=OWN)
    assert browser.who() == "maria"


def test_a_disabled_person_a_changed_role_and_an_ended_session_are_out_at_once(browser: Browser) -> None:
    maria, at = person_of(browser.store, BuiltInRole.MANAGER), datetime.now(UTC)
    browser.sign_in()
    change_operator(browser.store, OFFICE_ACTOR, replace(maria, role="cashier"), at=at)
    assert browser.who() is None
    assert browser.get("/account").status_code == 200  # still signed in, without the permission
    change_operator(browser.store, OFFICE_ACTOR, maria, at=at)
    assert browser.who() == "maria"
    end_sessions_of(browser.store, OFFICE_ACTOR, "maria", at=at)
    assert browser.who() is None
    browser.sign_in()
    change_operator(browser.store, OFFICE_ACTOR, replace(maria, active=False), at=at)
    assert browser.who() is None
    assert browser.sign_in().status_code == 401


def test_an_ordinary_shop_lets_nobody_in_by_a_click(browser: Browser) -> None:
    assert "Demo" not in browser.get("/sign-in").text
    reply = browser.send("/sign-in", "/sign-in/demo", **{"as": "manager"})
    assert (reply.status_code, cookie(reply)) == (401, "")
    assert open_sessions(browser.store, at=datetime.now(UTC)) == []


def key_of(page: str) -> str:
    return page.partition('name="key" value="')[2].partition('"')[0]


def add_second_step(browser: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """Let Maria add the code of her phone; returns the phone and the recovery codes."""
    browser.sign_in()
    page = browser.get("/account/second-step").text
    assert "<svg" in page
    phone = pyotp.TOTP(key_of(page))
    reply = browser.send("/account/second-step", key=phone.secret, code=phone.now(), password=PASSWORD)
    assert reply.status_code == 200, reply.text
    codes = [each.partition("<")[0] for each in reply.text.split("<li>")[1:]]
    assert len(set(codes)) == 10
    browser.send("/sign-out")
    return phone, codes


def test_with_a_second_step_the_password_alone_lets_nobody_in(browser: Browser) -> None:
    phone, codes = add_second_step(browser)
    reply = browser.sign_in(next="/people")
    assert (reply.headers["location"], cookie(reply)) == ("/sign-in/code", "")
    assert browser.who() is None
    assert browser.send("/sign-in/code", code="000000").status_code == 401
    assert browser.who() is None
    assert browser.send("/sign-in/code", code=phone.now()).status_code == 401, "it was used when the phone was added"
    code = phone.at(datetime.now(UTC) + timedelta(seconds=phone.interval))
    reply = browser.send("/sign-in/code", code=code)
    assert (reply.status_code, reply.headers["location"]) == (303, "/people")
    assert browser.who() == "maria"
    browser.send("/sign-out")
    browser.sign_in()
    assert browser.send("/sign-in/code", code=code).status_code == 401, "a code is good once"
    assert browser.send("/sign-in/code", code=codes[0]).status_code == 303
    browser.send("/sign-out")
    browser.sign_in()
    assert browser.send("/sign-in/code", code=codes[0]).status_code == 401, "a recovery code is good once"
    assert browser.who() is None


def test_the_second_step_is_asked_of_nobody_who_did_not_give_a_password(browser: Browser) -> None:
    phone, _ = add_second_step(browser)
    browser.get("/sign-in")
    token = browser.http.cookies["kassa_form"]
    for half_way in ("", "x" * 43):
        browser.http.cookies.set("kassa_half_way", half_way)
        reply = browser.http.post("/sign-in/code", data={"token": token, "code": phone.now()}, headers=OWN)
        assert (reply.headers["location"], cookie(reply)) == ("/sign-in", "")


def test_the_second_step_is_added_and_removed_with_the_password_only(browser: Browser) -> None:
    browser.sign_in()
    phone = pyotp.TOTP(key_of(browser.get("/account/second-step").text))
    refused = browser.send("/account/second-step", key=phone.secret, code=phone.now(), password=WRONG)
    assert refused.status_code == 401
    assert key_of(refused.text) == phone.secret, "the picture that the phone has stays"
    assert browser.send("/account/second-step", key="A", code="1", password=PASSWORD).status_code == 401
    browser.send("/account/second-step", key=phone.secret, code=phone.now(), password=PASSWORD)
    browser.send("/account", "/account/second-step/remove", password=WRONG)
    assert "also asks for a code" in browser.get("/account").text
    browser.send("/account", "/account/second-step/remove", password=PASSWORD)
    assert "Add a code" in browser.get("/account").text


def test_a_new_password_needs_the_present_one_and_must_be_a_good_one(browser: Browser) -> None:
    browser.sign_in()
    new = "five slow trains leave early"
    for present, wanted, answer in ((WRONG, new, "not right"), (PASSWORD, "password1234", "be used: it needs")):
        assert answer in browser.send("/account", "/account/password", password=present, new=wanted).text
    assert "is changed" in browser.send("/account", "/account/password", password=PASSWORD, new=new).text
    browser.send("/sign-out")
    assert browser.sign_in().status_code == 401
    assert browser.sign_in(password=new).status_code == 303


def test_the_picture_says_what_a_phone_needs() -> None:
    from app.web.code_picture import picture_of
    from operations.access.second_factor import address_of

    address = address_of("A" * 32, "maria")
    assert parse_qs(urlsplit(address).query) == {"secret": ["A" * 32], "issuer": ["Kassa"]}
    assert picture_of(address, "<QR>").startswith("<svg viewBox=")
    assert "&lt;QR&gt;" in picture_of(address, "<QR>")


def test_a_code_makes_a_browser_a_till_that_is_listed_by_a_short_name(browser: Browser) -> None:
    code = make_enrolment_code(browser.store, OFFICE_ACTOR, 1, at=datetime.now(UTC)).code
    agent = f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 <b>{'x' * 300}</b>"
    browser.http.headers["user-agent"] = agent
    assert browser.send("/enrol", code="AAAA-AAAA").status_code == 401
    reply = browser.send("/enrol", code=code)
    assert (reply.status_code, reply.headers["location"]) == (303, "/till?till=1")
    with browser.store.view() as view:
        assert [each.browser for each in all_enrolments(view)] == ["Chrome, Linux"]
