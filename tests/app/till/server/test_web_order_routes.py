"""Orders of the web shop over the till's routes: listed, picked, handed over and sold."""

from __future__ import annotations

from models.online.online_order import OnlineOrderState
from tests.app.till.server.conftest import Caller
from tests.operations.online.web_customers import Customer, check_shop, count_units, open_web_shop, stored_order


def test_an_order_is_picked_handed_over_and_paid(caller: Caller) -> None:
    open_web_shop(caller.store)
    count_units(caller.store, "MILK", 5)
    order, other = (Customer(caller.store, f"{name}@example.com").order(("MILK", 2)) for name in "ab")
    orders = caller.http.get("/till/1/web-orders").json()
    assert orders["takes_orders"]
    assert [each["code"] for each in orders["orders"]] == [order.code, other.code]
    assert orders["orders"][0]["goods"] == [
        {"position": 1, "sku": "MILK", "name": "Mellanmjölk 1,5 l", "quantity": 2, "picked": None, "picture": None}
    ]
    path = "/till/1/web-orders"
    assert caller.http.post(f"{path}/pick", json={"order": order.id, "picked": {"1": 1}}).json()["state"] == "ready"
    assert caller.http.post(f"{path}/cancel", json={"order": other.id}).json()["state"] == "cancelled"
    refused = caller.http.post(f"{path}/hand-over", json={"code": other.code})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_such_online_order")
    assert other.code in refused.text
    basket_id = caller.http.post(f"{path}/hand-over", json={"code": order.code}).json()["basket_id"]
    state = caller.http.get("/till/1", params={"client": "00000000-0000-0000-0000-000000000000"}).json()
    assert [(each["basket_id"], each["label"]) for each in state["parked"]] == [(basket_id, f"#{order.code}")]
    assert stored_order(caller.store, order).state is OnlineOrderState.READY
    for wrong in ({"order": 0}, {"order": order.id, "picked": {"1": -1}}, {"order": order.id, "more": 1}):
        assert caller.http.post(f"{path}/pick", json=wrong).status_code == 422
    check_shop(caller.store)
