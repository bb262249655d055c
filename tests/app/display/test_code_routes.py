"""A browser shows a code until somebody at a till types it; then it is that till's display."""

from __future__ import annotations

from fastapi.testclient import TestClient

from app.web.cookies import DISPLAY_COOKIE
from models.access.display import DISPLAY_FAILURES_MAX
from models.access.operator import Operator
from operations.access.displays import find_display
from tests.app.display.conftest import Displays, secret_of
from tests.app.signed_in import sign_in

CODE = "/api/v1/display/code"


def test_a_code_that_is_typed_at_the_till_makes_the_browser_its_display(displays: Displays) -> None:
    browser, code = displays.show_code()
    assert browser.get(CODE).json() == {"is_paired": False, "holds": True}
    till = displays.caller.http
    wrong = till.post("/till/1/display", json={"code": "000000" if code != "000 000" else "111111"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_display_code")
    assert browser.get(CODE).json() == {"is_paired": False, "holds": True}
    paired = till.post("/till/1/display", json={"code": code}).json()
    found = find_display(displays.store, secret_of(browser))
    assert found is not None
    assert (paired, found.till_id) == ({"display": found.id}, 1)
    assert browser.get(CODE).json() == {"is_paired": True, "holds": False}
    assert browser.post(CODE).json() == {"is_paired": True, "code": ""}, "it stays the display that it is"


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(displays: Displays) -> None:
    cookie = displays.browser().post(CODE).headers["set-cookie"]
    assert cookie.startswith(f"{DISPLAY_COOKIE}=")
    assert {"httponly", "samesite=strict", "path=/"} <= {each.strip().lower() for each in cookie.split(";")}
    assert len(cookie.partition("=")[2].partition(";")[0]) >= 43
    secure = TestClient(displays.app, base_url="https://testserver").post(CODE).headers["set-cookie"]
    assert "secure" in secure.lower()


def test_another_code_is_made_when_too_many_wrong_ones_ended_the_first(displays: Displays) -> None:
    browser, code = displays.show_code()
    for _ in range(DISPLAY_FAILURES_MAX):
        displays.caller.http.post("/till/1/display", json={"code": "nonsense"})
    assert browser.get(CODE).json() == {"is_paired": False, "holds": False}
    assert displays.caller.http.post("/till/1/display", json={"code": code}).status_code == 409
    again = browser.post(CODE).json()["code"]
    assert displays.caller.http.post("/till/1/display", json={"code": again}).status_code == 200


def test_whoever_may_not_pair_or_is_not_signed_in_pairs_nothing(displays: Displays) -> None:
    browser, code = displays.show_code()
    nobody = TestClient(displays.caller.http.app).post("/till/1/display", json={"code": code})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "browser_not_enrolled")
    assistant = sign_in(displays.store, displays.caller.keys, person=Operator("lo", "Lo", "cashier"))
    answer = TestClient(displays.caller.http.app, cookies=assistant.by_name).post(
        "/till/1/display", json={"code": code}
    )
    assert answer.json()["code"] == "not_permitted"
    assert find_display(displays.store, secret_of(browser)) is None
