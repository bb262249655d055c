"""What belongs to a till is out of reach of every other: sales, receipts, baskets, payments, of either location."""

from __future__ import annotations

from tests.app.till.server.conftest import CLIENT, Caller
from tests.builders import gtin

MILK = gtin(1)[1:]
KEY = "00000000-0000-4000-8000-00000000000a"


def test_nothing_of_one_till_is_reached_from_another(caller: Caller) -> None:
    sold = caller.scan(MILK)
    sale = caller.pay(sold, 2000).json()["id"]
    parked = caller.scan(MILK)["basket"]["id"]
    caller.send(caller.event("park"))
    basket = caller.scan(MILK)["basket"]
    part = {"key": KEY, "basket_id": basket["id"], "shown_minor": basket["gross_minor"], "amount_minor": 1000}
    assert caller.http.post("/till/1/payments", json={**part, "method": "cash"}).status_code == 200
    before = caller.state()
    other = caller.at_till(2)
    pay = {"basket_id": basket["id"], "shown_minor": basket["gross_minor"], "offers": [{"amount_minor": 2000}]}
    again = {"basket_id": sold["basket"]["id"], "shown_minor": 1990, "offers": [{"amount_minor": 2000}]}
    recall = {"client": CLIENT, "events": [{"seq": 1, "kind": "recall", "basket_id": parked}]}
    asked = {
        "a sale": other.get(f"/till/2/sales/{sale}"),
        "a receipt": other.get(f"/till/2/receipts/{sale}"),
        "its printing": other.post(f"/till/2/receipts/{sale}"),
        "its copy": other.post(f"/till/2/receipts/{sale}/copy"),
        "an open basket": other.post("/till/2/pay", json=pay),
        "a paid basket": other.post("/till/2/pay", json=again),
        "a payment": other.get(f"/till/2/payments/{KEY}"),
        "its end": other.post(f"/till/2/payments/{KEY}/cancel"),
        "its return": other.post(f"/till/2/payments/{KEY}/return", json={"key": KEY[:-1] + "b"}),
        "the till itself": other.get("/till/1", params={"client": CLIENT}),
    }
    reached = {name: (reply.status_code, reply.text[:80]) for name, reply in asked.items() if reply.status_code < 400}
    assert reached == {}
    problems = other.post("/till/2/events", json=recall).json()["problems"]
    assert [each["seq"] for each in problems] == [1]
    assert caller.state() == before
