"""The drawer and the end of the day over the till's routes: nothing is done twice, and nobody sees what they count."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from models.access.operator import Operator
from store import invariants
from tests.app.signed_in import PIN, add_person, sign_in
from tests.app.till.server.conftest import Caller
from tests.builders import gtin

MILK = gtin(1)[1:]


@pytest.fixture
def http(caller: Caller) -> Any:
    add_person(caller.store, caller.keys, Operator("maria", "Maria Berg", "manager"))
    return caller.http


def karin(caller: Caller) -> Any:
    """The same till, with a cashier signed in."""
    cookies = sign_in(caller.store, caller.keys, person=Operator("karin", "Karin Holm", "cashier"))
    return TestClient(caller.http.app, cookies=cookies.by_name)


def approved(permission: str) -> dict[str, str]:
    return {"operator": "maria", "pin": PIN, "permission": permission, "reason": "cash_count"}


def movement(kind: str, amount_minor: int, **more: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "kind": kind, "amount_minor": amount_minor, "reason": "change", **more}


def test_a_day_from_the_float_to_the_z_report(caller: Caller, http: Any) -> None:
    assert http.get("/till/1/cash").json() | {"at": ""} == {
        "at": "",
        "is_open": False,
        "float_minor": None,
        "expected_minor": None,
        "is_above": False,
        "values": [100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100],
        "next_report": 1,
        "tips_minor": None,
        "parked": 0,
        "own_terminal": True,
        "own_terminal_used": False,
    }
    assert http.post("/till/1/cash/open", json={"amount_minor": 100_000}).json()["is_open"]
    caller.pay(caller.scan(MILK), 2000)
    wish = movement("from_safe", 550_000)
    for _ in range(2):  # sent again after an answer that was lost
        assert http.post("/till/1/cash/move", json=wish).json()["is_above"]
    assert http.post("/till/1/cash/count", json={"pieces": [{"value": 50_000, "pieces": 13}]}).json() == {
        "counted_minor": 650_000,
        "agrees": False,
        "above_limit": False,
        "counts_left": 2,
    }
    counted = http.post("/till/1/cash/count", json={"total_minor": 652_000}).json()
    assert (counted["agrees"], counted["counted_minor"]) == (True, 652_000)
    body = {"number": 1, "to_bank_minor": 500_000, "bag": "B-1", "terminal_minor": 0}
    report = http.post("/till/1/cash/z", json=body).json()
    assert report["title"] == "Z-dagrapport nr 1"
    assert http.post("/till/1/cash/z", json=body).json() == report
    assert http.get("/till/1/cash").json()["next_report"] == 2
    printed = next(each for each in caller.printed() if "Z-dagrapport" in each)
    assert "Total försäljning (1)" in printed
    assert caller.drawer_openings() == 2  # the sale in cash, and the cash that was put in
    with caller.store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def test_what_should_be_there_is_for_those_who_may_know_or_are_approved(caller: Caller, http: Any) -> None:
    assert http.get("/till/1/cash").json()["expected_minor"] is None  # nothing is open
    http = karin(caller)
    http.post("/till/1/cash/open", json={"amount_minor": 100})
    assert http.get("/till/1/cash").json()["expected_minor"] is None
    assert http.post("/till/1/cash/x", json={}).json()["code"] == "not_permitted"
    shown = http.post("/till/1/cash/x", json={"approval": approved("read_day")}).json()
    assert shown["title"] == "X-dagrapport"
    assert any("Ska finnas" in line for line in shown["lines"])
    assert "X-dagrapport" in "".join(caller.printed())


def test_a_large_difference_is_accepted_by_somebody_else(caller: Caller, http: Any) -> None:
    assert http.get("/till/1/cash").json()["expected_minor"] is None  # nothing is open
    http = karin(caller)
    http.post("/till/1/cash/open", json={"amount_minor": 100_000})
    assert http.post("/till/1/cash/count", json={"total_minor": 0}).json()["above_limit"]
    body: dict[str, Any] = {"reason": "a robbery"}
    assert http.post("/till/1/cash/hand-over", json=body).json()["code"] == "not_permitted"
    body["approval"] = approved("accept_difference")
    assert not http.post("/till/1/cash/hand-over", json=body).json()["is_open"]


def test_the_till_asks_why_a_card_terminal_shows_another_total(caller: Caller, http: Any) -> None:
    caller.pay(caller.scan(MILK), 2000)
    body: dict[str, Any] = {"number": 1, "terminal_minor": 1000}
    refused = http.post("/till/1/cash/z", json=body).json()
    assert (refused["code"], refused["details"]["above_limit"]) == ("terminal_differs", False)
    report = http.post("/till/1/cash/z", json=body | {"terminal_reason": "its day ended at noon"}).json()
    assert any("its day ended at noon" in line for line in report["lines"])


def test_the_till_is_looked_at_before_it_sells_in_the_morning(http: Any) -> None:
    def found() -> dict[str, str]:
        items = http.get("/till/1/cash/morning").json()["items"]
        return {each["subject"]: each["trouble"] for each in items}

    assert found() == {
        "day": "",
        "float": "float",
        "devices": "",
        "terminal": "",
        "clock": "",
        "backup": "backup",
    }
    http.post("/till/1/cash/open", json={"amount_minor": 100_000})
    assert found()["float"] == ""


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("open", {"amount_minor": -1}),
        ("open", {"amount_minor": 1.5}),
        ("move", {"kind": "paid_in", "amount_minor": 1, "reason": "x"}),
        ("count", {"pieces": [{"value": 1, "pieces": -1}]}),
        ("z", {"number": "1"}),
    ],
)
def test_what_is_no_cash_is_refused(http: Any, path: str, body: dict[str, Any]) -> None:
    assert http.post(f"/till/1/cash/{path}", json=body).status_code == 422
