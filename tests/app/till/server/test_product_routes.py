"""The routes that make a product of an unknown barcode: repeatable, approved on the spot, and told in words."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from models.access.operator import Operator
from tests.app.signed_in import PIN, add_person, sign_in
from tests.app.till.server.conftest import Caller
from tests.builders import gtin

CODE = gtin(70)[1:]
JAM = {"code": CODE, "name": "Sylt", "price_minor": 4590, "category": "dairy"}
ANNA = Operator("anna", "Anna", "cashier")


def test_an_unknown_barcode_becomes_a_product_that_is_scanned_at_once(caller: Caller) -> None:
    (problem,) = caller.scan(CODE)["problems"]
    assert (problem["code"], problem["subject"]) == ("unknown_barcode", CODE)
    choices = caller.http.post("/till/1/product-choices", json={"code": problem["subject"]}).json()
    assert choices["code"] == CODE
    dairy = next(each for each in choices["categories"] if each["code"] == "dairy")
    assert (dairy["tax_rate_ppm"], set(dairy)) == (60_000, {"code", "sv", "en", "tax_rate_ppm"})
    first, second = (caller.http.post("/till/1/products", json=JAM) for _ in range(2))
    assert first.status_code == 200, first.text
    assert first.json() == second.json()
    row = first.json()["product"]
    assert [*row[:4], row[5]] == [CODE, "Sylt", 4590, "piece", [f"0{CODE}"]]
    assert row in caller.http.get("/till/1/catalogue").json()["products"]
    (line,) = caller.scan(CODE)["basket"]["lines"]
    assert (line["name"], line["gross_minor"]) == ("Sylt", 4590)


def at_till_as(caller: Caller, person: Operator) -> TestClient:
    return TestClient(caller.http.app, cookies=sign_in(caller.store, caller.keys, person=person).by_name)


@pytest.mark.parametrize(
    ("approval", "status", "code"),
    [
        (None, 409, "not_permitted"),
        ({"operator": "anna", "pin": PIN}, 409, "approved_by_self"),
        ({"operator": "kim", "pin": "1379"}, 409, "wrong_secret"),
        ({"operator": "kim", "pin": PIN, "permission": "open_drawer"}, 409, "not_permitted"),
        ({"operator": "bo", "pin": PIN}, 409, "not_permitted"),
        ({"operator": "kim", "pin": PIN}, 200, None),
    ],
)
def test_whoever_may_not_needs_another_person_for_just_this(
    sqlite_caller: Caller, approval: dict[str, Any] | None, status: int, code: str | None
) -> None:
    anna = at_till_as(sqlite_caller, ANNA)
    add_person(sqlite_caller.store, sqlite_caller.keys, Operator("bo", "Bo", "cashier"))  # may not do it either
    needed = {"permission": "create_product_at_till", "reason": "new_product"}
    body = JAM if approval is None else JAM | {"approval": needed | approval}
    reply = anna.post("/till/1/products", json=body)
    assert (reply.status_code, reply.json().get("code")) == (status, code)
    made = [row[0] for row in sqlite_caller.http.get("/till/1/catalogue").json()["products"]]
    assert (CODE in made) is (status == 200)


def test_nobody_makes_a_product_who_is_not_signed_in_at_this_till(sqlite_caller: Caller) -> None:
    for path, body in (("product-choices", {"code": CODE}), ("products", JAM)):
        assert TestClient(sqlite_caller.http.app).post(f"/till/1/{path}", json=body).status_code == 401
        assert sqlite_caller.at_till(2).post(f"/till/1/{path}", json=body).status_code == 403


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"name": "4111 1111 1111 1111"}, 409),
        ({"name": "å" * 121}, 422),
        ({"price_minor": -1}, 422),
        ({"price_minor": "10"}, 422),
        ({"code": "2312345004567"}, 409),
        ({"tax_category": "exempt"}, 422),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(
    sqlite_caller: Caller, changed: dict[str, object], status: int
) -> None:
    before = sqlite_caller.http.get("/till/1/catalogue").json()["products"]
    reply = sqlite_caller.http.post("/till/1/products", json=JAM | changed)
    assert reply.status_code == status, reply.text
    assert "4111" not in reply.text
    assert sqlite_caller.http.get("/till/1/catalogue").json()["products"] == before
