"""Goods that come back over the till's routes: found, chosen, and given back once, with the receipts of the law."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from models.own_code import OwnCodeKind, code_of_number
from store import invariants
from tests.app.till.server.conftest import CLIENT, Caller
from tests.builders import gtin
from tests.waiting import wait_until

MILK, NAPKINS = (gtin(number)[1:] for number in (1, 3))


def sell(caller: Caller, *codes: str) -> dict[str, Any]:
    for code in codes:
        state = caller.scan(code)
    sale: dict[str, Any] = caller.pay(state, state["basket"]["cash_due_minor"]).json()
    return sale


def line(position: int, quantity: str = "1", **more: str) -> dict[str, Any]:
    return {"position": position, "quantity": quantity, "reason": "faulty", "goods_to": "waste", **more}


def choose(caller: Caller, sale: dict[str, Any], *lines: dict[str, Any], **more: object) -> Any:
    body = {"client": CLIENT, "sale_id": sale["id"], "lines": list(lines), **more}
    return caller.http.post("/till/1/returns", json=body)


def give(caller: Caller, state: dict[str, Any], **more: object) -> Any:
    basket = state["basket"]
    body = {"key": str(uuid4()), "basket_id": basket["id"], "due_minor": basket["gross_minor"], "method": "cash"}
    return caller.http.post("/till/1/returns/give-back", json={**body, **more})


def check(caller: Caller) -> None:
    with caller.store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


@pytest.mark.parametrize("text", ["code", "1", "65,00", "65.00", "servetter", NAPKINS])
def test_a_receipt_is_found_by_whatever_is_on_it(caller: Caller, text: str) -> None:
    sale = sell(caller, MILK, MILK, NAPKINS)
    asked = code_of_number(OwnCodeKind.RECEIPT, sale["id"]).text if text == "code" else text
    for question, ids in ((asked, [sale["id"]]), ("KXR033UJ", []), ("64,99", []), ("Smör", [])):
        found = caller.http.get("/till/1/returns/receipts", params={"text": question}).json()["receipts"]
        assert [each["id"] for each in found] == ids


def test_goods_come_back_with_a_receipt_that_names_the_purchase(caller: Caller) -> None:
    sale = sell(caller, MILK, MILK, NAPKINS)
    looked = caller.http.get(f"/till/1/returns/receipts/{sale['id']}").json()
    assert [(each["name"], each["left"]) for each in looked["lines"]] == [
        ("Mellanmjölk 1,5 l", "2"),
        ("Servetter 50-p", "1"),
    ]
    state = choose(caller, sale, line(1)).json()
    assert (state["basket"]["gross_minor"], state["returned"]["plan"]["cash_minor"]) == (-1990, 2000)
    body = {"key": str(uuid4())}
    refund = give(caller, state, **body).json()["sale"]
    assert give(caller, state, **body).json()["sale"] == refund
    assert (refund["kind"], refund["due_minor"]) == ("refund", -2000)
    printed = caller.printed()[-1]
    for words in (
        "Returkvitto 2",
        "Avser kvitto KASSA01-1",
        "SUMMA RETUR SEK",
        "-20,00",
        "Felaktig vara",
        "Underskrift:",
    ):
        assert words in printed
    assert caller.http.get(f"/till/1/returns/receipts/{sale['id']}").json()["lines"][0]["left"] == "1"
    check(caller)


def test_an_exchange_prints_two_receipts_and_takes_the_difference(caller: Caller) -> None:
    sale = sell(caller, MILK)
    choose(caller, sale, line(1))
    state = caller.scan(NAPKINS)
    assert (state["basket"]["gross_minor"], state["returned"]["plan"]) == (505, None)
    assert caller.pay(state, 500).status_code == 200
    wait_until(lambda: len(caller.printed()) == 3, "both receipts are printed")
    back, new = caller.printed()[-2:]
    assert "Returkvitto 2" in back
    assert "Kvittning" in back
    assert "Kvitto 3" in new
    assert "Kontant" in new
    check(caller)


def test_the_till_refuses_what_cannot_come_back(caller: Caller) -> None:
    sale = sell(caller, MILK)
    assert choose(caller, sale, line(1, "2")).json()["code"] == "refunded_too_much"
    assert choose(caller, sale, line(7)).json()["code"] == "no_such_line"
    assert choose(caller, {"id": 5}, line(1)).json()["code"] == "unknown_sale"
    state = caller.scan(MILK)
    assert give(caller, state, due_minor=-1).json()["code"] == "basket_changed"
    check(caller)
