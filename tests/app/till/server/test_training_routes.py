"""Practising, printing before payment and slips, over the till's routes and onto paper."""

from __future__ import annotations

from typing import Any

from store import invariants
from tests.app.till.server.conftest import CLIENT, Caller
from tests.builders import gtin
from tests.waiting import wait_until

MILK = gtin(1)[1:]
AT_ONCE = {"client": CLIENT, "events": [{"seq": 1, "kind": "scan", "code": MILK}]}


def printed(caller: Caller, name: str) -> str:
    """What is on the paper whose file has ``name`` in its own."""
    wait_until(lambda: any(caller.folder.glob(f"*{name}*.txt")), f"{name} is printed")
    return next(caller.folder.glob(f"*{name}*.txt")).read_text(encoding="utf-8")


def test_somebody_practises_a_sale_and_the_paper_shows_it(sqlite_caller: Caller) -> None:
    http: Any = sqlite_caller.http
    assert http.get(f"/till/1/training?client={CLIENT}").json()["code"] == "no_training"
    assert http.post("/till/1/training/begin", json={}).json() == {"till": 1}
    assert http.get("/till/1/training/payments").json()["methods"] == ["cash", "card"]
    basket = http.post("/till/1/training/events", json=AT_ONCE).json()["basket"]
    offer = {"kind": "card", "amount_minor": basket["gross_minor"]}
    wish = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"], "offers": [offer]}
    sold = http.post("/till/1/training/pay", json=wish).json()
    assert http.post("/till/1/training/pay", json=wish).json() == sold, "asked again, it is the same receipt"
    paper = printed(sqlite_caller, "training")
    assert "ÖVNING" in paper
    assert "Övningskvitto 1" in paper
    assert "[KX" not in paper, "its code would find another sale"
    shown = http.get("/till/1/training/receipts/1").json()
    assert any("ÖVNING" in line for line in shown["lines"])
    assert [each["id"] for each in http.get("/till/1/training/receipts").json()["receipts"]] == [1]
    assert http.get("/till/1/training/receipts/2").status_code == 404
    http.post("/till/1/training/end", json={})
    assert http.get("/till/1/receipts").json() == {"receipts": []}
    assert sqlite_caller.drawer_openings() == 0
    with sqlite_caller.store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
    real_sale = sqlite_caller.pay(sqlite_caller.scan(MILK), 2000).json()
    real_receipt = http.get(f"/till/1/receipts/{real_sale['id']}").json()
    assert set(shown) - {"is_training"} == set(real_receipt), "the till shows both in the same way"


def test_a_basket_is_printed_before_payment_and_as_a_slip(sqlite_caller: Caller) -> None:
    http: Any = sqlite_caller.http
    basket_id = sqlite_caller.scan(MILK)["basket"]["id"]
    http.post(f"/till/1/baskets/{basket_id}/pro-forma", json={})
    paper = printed(sqlite_caller, "pro-forma")
    assert "EJ KVITTO" in paper
    assert "Kvitto " not in paper.replace("EJ KVITTO", "")
    assert http.post(f"/till/1/baskets/{basket_id}/slip", json={}).json()["code"] == "not_parked"
    sqlite_caller.send(sqlite_caller.event("park"))
    http.post(f"/till/1/baskets/{basket_id}/slip", json={})
    slip = printed(sqlite_caller, "parked")
    assert "[KXP" in slip
    assert "19,90" not in slip
