"""Payments by card and phone over the till's routes: nothing waits for a terminal, and a key is one payment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from models.access.operator import Operator
from models.access.permission import Permission
from models.selling.customer_account import AccountDetails, AccountTerms, AccountWish
from operations.access.actors import office_actor
from operations.installation.device_links import DeviceRole, set_device
from operations.selling.customer_account_office import open_account
from store import invariants
from store.database.engine import Store
from tests.app.signed_in import PIN, add_person
from tests.app.till.server.conftest import Caller, open_caller
from tests.builders import AT, OFFICE_ACTOR, gtin, small_shop
from tests.operations.selling.account_trade import VIKEN
from tests.operations.selling.tip_trade import offer_tips
from tests.waiting import wait_until

MILK = gtin(1)[1:]


@pytest.fixture
def payer(store: Store, tmp_path: Path) -> Iterator[Caller]:
    """A till of a shop to try, which has a simulated terminal; on both databases."""
    yield from open_caller(small_shop(store, is_demo=True), tmp_path / "receipts")


def use_terminal(caller: Caller, mode: str) -> None:
    link = f"simulated:{mode}"
    role = DeviceRole.PAYMENT_TERMINAL
    set_device(caller.store, office_actor(caller.store), 1, role, link, at=datetime.now(UTC))


def wish(basket: dict[str, Any], method: str = "card", **more: Any) -> dict[str, Any]:
    amount = more.pop("amount_minor", basket["gross_minor"])
    shown = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"]}
    return {"key": str(uuid4()), "method": method, "amount_minor": amount, **shown, **more}


def begin(caller: Caller, body: dict[str, Any]) -> dict[str, Any]:
    reply: dict[str, Any] = caller.http.post("/till/1/payments", json=body).json()
    return reply


def follow(caller: Caller, key: str, *states: str) -> dict[str, Any]:
    """Ask how it goes until the attempt is in one of the states."""
    replies: list[dict[str, Any]] = []

    def is_there() -> bool:
        replies.append(caller.http.get(f"/till/1/payments/{key}").json())
        return replies[-1]["attempt"]["state"] in states

    wait_until(is_there, f"the payment is {' or '.join(states)}")
    return replies[-1]


def test_a_card_pays_the_whole_basket_once_however_often_it_is_asked(payer: Caller) -> None:
    basket = payer.scan(MILK)["basket"]
    body = wish(basket)
    first = begin(payer, body)
    assert first["sale"] is None
    assert begin(payer, body)["attempt"]["id"] == first["attempt"]["id"]
    refused = payer.http.post("/till/1/payments", json=wish(basket))
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_open")
    sale = follow(payer, body["key"], "approved")["sale"]
    assert (sale["due_minor"], sale["tenders"]) == (1990, [{"kind": "card", "amount_minor": 1990}])
    assert begin(payer, body)["sale"]["id"] == sale["id"]
    (printed,) = payer.printed()
    for words in ("Visa ****1234", "Kontaktlöst", "AID A0000000031010", "Godkännandekod 123456"):
        assert words in printed
    with payer.store.view() as view:
        assert list(invariants.check_all(view)) == []


def test_parts_are_shown_given_back_and_completed_in_cash(payer: Caller) -> None:
    basket = payer.scan(MILK, quantity="3")["basket"]
    part = begin(payer, wish(basket, "cash", amount_minor=2000))
    assert (part["payments"]["rest_minor"], part["payments"]["cash_rest_minor"]) == (3970, 4000)
    card = wish(basket, amount_minor=1000)
    begin(payer, card)
    follow(payer, card["key"], "approved")
    assert [each["method"] for each in payer.state()["payments"]["attempts"]] == ["cash", "card"]
    (problem,) = payer.scan(MILK)["problems"]
    assert problem["code"] == "payment_begun"

    back = {"key": str(uuid4())}
    payer.http.post(f"/till/1/payments/{card['key']}/return", json=back)
    assert follow(payer, back["key"], "approved")["payments"]["rest_minor"] == 3970
    offers = [{"kind": "cash", "amount_minor": 5000}]
    asked = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"], "offers": offers}
    sale = payer.http.post("/till/1/pay", json=asked).json()
    assert (sale["due_minor"], sale["change_minor"]) == (6000, 1000)
    with payer.store.view() as view:
        assert list(invariants.check_all(view)) == []


def test_a_dead_terminal_is_cancelled_by_nobody_and_decided_by_two(payer: Caller) -> None:
    add_person(payer.store, payer.keys, Operator("maria", "Maria", "manager"))
    add_person(payer.store, payer.keys, Operator("bo", "Bo", "cashier"))
    use_terminal(payer, "dead")
    basket = payer.scan(MILK)["basket"]
    body = wish(basket)
    begin(payer, body)
    follow(payer, body["key"], "unknown")
    assert payer.http.post(f"/till/1/payments/{body['key']}/cancel").json()["attempt"]["is_cancel_wanted"]
    address = f"/till/1/payments/{body['key']}/resolve"
    approval = {"operator": "bo", "pin": PIN, "permission": Permission.RESOLVE_PAYMENTS, "reason": "payment_looked_up"}
    finding = {"state": "not_charged", "evidence": "slip 12", "approval": approval}
    assert payer.http.post(address, json=finding).json()["code"] == "not_permitted"
    finding["approval"] = approval | {"operator": "kim"}
    assert payer.http.post(address, json=finding).json()["code"] == "approved_by_self"
    finding["approval"] = approval | {"operator": "maria"}
    decided = payer.http.post(address, json=finding).json()
    assert decided["attempt"]["state"] == "not_charged"
    assert payer.state()["payments"] is None


def test_the_code_for_a_phone_is_a_picture_and_a_decline_is_no_sale(payer: Caller) -> None:
    basket = payer.scan(MILK)["basket"]
    body = wish(basket, "swish")
    begin(payer, body)
    asked = follow(payer, body["key"], "in_progress")
    wait_until(lambda: follow(payer, body["key"], "in_progress")["attempt"]["code"], "the code is there")
    assert asked["attempt"]["amount_minor"] == 1990
    assert follow(payer, body["key"], "approved")["sale"]["tenders"][0]["kind"] == "swish"
    use_terminal(payer, "decline")
    body = wish(payer.scan(MILK)["basket"])
    begin(payer, body)
    declined = follow(payer, body["key"], "declined")
    assert (declined["sale"], declined["attempt"]["reason"]) == (None, "no_money")


def test_a_real_shop_has_no_simulated_terminal(sqlite_caller: Caller) -> None:
    use_terminal(sqlite_caller, "approve")
    assert sqlite_caller.http.get("/till/1/payments").json() == {"methods": ["cash", "own_terminal"], "tips": False}
    basket = sqlite_caller.scan(MILK)["basket"]
    assert begin(sqlite_caller, wish(basket))["code"] == "no_terminal"
    own = begin(sqlite_caller, wish(basket, "own_terminal", reference="slip 7"))
    assert own["sale"]["tenders"] == [{"kind": "card", "amount_minor": 1990}]
    assert "slip 7" in sqlite_caller.printed()[0]


def test_a_customer_with_an_account_is_found_and_pays_later(sqlite_caller: Caller) -> None:
    till = sqlite_caller.http
    assert "on_account" not in till.get("/till/1/payments").json()["methods"]
    wishes = (AccountWish(VIKEN, AccountTerms(25_00)), AccountWish(AccountDetails("<b>Ö_ %</b>"), AccountTerms(10_00)))
    first, _ = (open_account(sqlite_caller.store, OFFICE_ACTOR, each, at=AT) for each in wishes)
    assert "on_account" in till.get("/till/1/payments").json()["methods"]
    found = {
        text: [each["name"] for each in till.post("/till/1/accounts/find", json={"text": text}).json()["accounts"]]
        for text in ("", "VIKEN", first.number, "b ö", "_", "nobody")
    }
    assert found == {
        "": ["<b>Ö_ %</b>", VIKEN.name],
        "VIKEN": [VIKEN.name],
        first.number: [VIKEN.name],
        "b ö": ["<b>Ö_ %</b>"],
        "_": [],
        "nobody": [],
    }
    basket = sqlite_caller.scan(MILK)["basket"]
    sold = begin(sqlite_caller, wish(basket, "on_account", reference=first.number))
    assert sold["sale"]["tenders"] == [{"kind": "on_account", "amount_minor": 1990}]
    assert first.number in sqlite_caller.printed()[0]
    basket = sqlite_caller.scan(MILK)["basket"]
    assert begin(sqlite_caller, wish(basket, "on_account", reference=first.number))["code"] == "over_account_limit"


def test_a_tip_on_the_slip_is_on_the_receipt_and_leaves_the_drawer_as_tips(sqlite_caller: Caller) -> None:
    till = sqlite_caller.http
    assert not till.get("/till/1/payments").json()["tips"]
    offer_tips(sqlite_caller.store, "shared", at=datetime.now(UTC))
    assert till.get("/till/1/payments").json()["tips"]
    body = wish(sqlite_caller.scan(MILK)["basket"], "own_terminal", reference="slip 7", tip_minor=2000)
    sold = begin(sqlite_caller, body)
    assert sold["sale"]["tenders"] == [{"kind": "card", "amount_minor": 1990}]
    assert (sold["attempt"]["taken_minor"], sold["attempt"]["tip_minor"]) == (1990, 2000)
    lines = [" ".join(each.split()) for each in sqlite_caller.printed()[0].splitlines()]
    assert "Dricks, utöver köpet 20,00" in lines
    till.post("/till/1/cash/open", json={"amount_minor": 10_000})
    tips = {"key": str(uuid4()), "kind": "tips", "amount_minor": 1200, "reason": "Anna"}
    assert till.post("/till/1/cash/move", json=tips).json()["tips_minor"] == 800
    assert till.post("/till/1/cash/move", json=tips | {"key": str(uuid4())}).json()["code"] == "tips_not_owed"
    with sqlite_caller.store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"key": "one"},
        {"tip_minor": 100, "method": "own_terminal"},
        {"tip_minor": -1},
        {"amount_minor": 0},
        {"amount_minor": 19.9},
        {"method": "cheque"},
        {"reference": "x" * 61},
        {"reference": "4111 1111 1111 1111"},
        {"card": "4111111111111111"},
    ],
)
def test_what_is_no_wish_is_refused_and_repeats_no_card(payer: Caller, change: dict[str, Any]) -> None:
    basket = payer.scan(MILK)["basket"]
    refused = payer.http.post("/till/1/payments", json=wish(basket) | change)
    assert refused.status_code in {409, 422}
    assert "4111" not in refused.text
    assert payer.state()["payments"] is None


def test_an_attempt_of_another_till_is_not_there(payer: Caller) -> None:
    body = wish(payer.scan(MILK)["basket"])
    begin(payer, body)
    assert payer.http.get(f"/till/1/payments/{uuid4()}").json()["code"] == "unknown_attempt"
    assert payer.http.get(f"/till/2/payments/{body['key']}").json()["code"] == "other_till"
    follow(payer, body["key"], "approved")
