"""Programs order: each request is one order whatever is repeated, and no key sees what another one ordered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx2 import Response

from models.access.api_key import ApiScope
from models.online.online_order import GoodsNotLeft
from models.online.program_request import ProgramRequest, RequestUnderWay
from models.shop_settings import STOREFRONT_HOURS, STOREFRONT_OPEN, STOREFRONT_ORDERS, STOREFRONT_SLOT_ORDERS
from operations.access.api_keys import make_api_key
from operations.installation.change_settings import change_setting
from operations.online.place_order import place_order
from operations.selling.web_orders_at_till import GoodsPromised
from store.database.engine import Store
from store.online import order_rows
from tests.app.api.conftest import Program
from tests.builders import OFFICE_ACTOR
from tests.operations.online.web_customers import (
    WEB_ACTOR,
    Customer,
    WebTill,
    check_shop,
    count_units,
    on_hand,
    promised,
)

ORDERING = (ApiScope.ORDERS, ApiScope.ORDERING)


class OrderingProgram:
    """A program with a key of its own that orders for customers."""

    def __init__(self, program: Program, *scopes: str) -> None:
        self.http = program.http
        at = datetime.now(UTC)
        new_key = make_api_key(program.store, OFFICE_ACTOR, "orders", scopes or ORDERING, at=at)
        self.secret, self.number = new_key.secret, new_key.key.id

    def send(self, method: str, path: str, body: object = None, key: str | None = None) -> Response:
        headers = {"authorization": f"Bearer {self.secret}"} | ({} if key is None else {"idempotency-key": key})
        return self.http.request(method, path, headers=headers, json=body)

    def times(self) -> list[str]:
        return [each["begins"] for each in self.send("GET", "/pickup-times").json()["times"]]

    def wish(self, sku: str = "MILK", quantity: int = 1, **more: Any) -> dict[str, Any]:
        wish = {"lines": [{"sku": sku, "quantity": quantity}], "pickup_from": self.times()[3], "name": "Anna Berg"}
        return wish | {"email": "anna@example.com", "phone": "070-123 45 67", "terms_accepted": True} | more

    def order(self, key: str, wish: dict[str, Any]) -> Response:
        return self.send("POST", "/orders", wish, key)


def open_ordering(program: Program) -> OrderingProgram:
    values = {STOREFRONT_OPEN: "yes", STOREFRONT_ORDERS: "yes", STOREFRONT_HOURS: "mon-sun 0-23:59"}
    for name, value in (values | {STOREFRONT_SLOT_ORDERS: "9"}).items():
        change_setting(program.store, OFFICE_ACTOR, name, value, at=datetime.now(UTC))
    return OrderingProgram(program)


@pytest.fixture
def ordering(program: Program) -> OrderingProgram:
    """Over SQLite and over PostgreSQL."""
    return open_ordering(program)


@pytest.fixture
def sqlite_ordering(sqlite_program: Program) -> OrderingProgram:
    return open_ordering(sqlite_program)


def placed(reply: Response) -> dict[str, Any]:
    assert reply.status_code in {200, 201}, reply.text
    order: dict[str, Any] = reply.json()["order"]
    return order


def refusal(reply: Response) -> tuple[int, str]:
    assert reply.headers["content-type"] == "application/problem+json"
    return reply.status_code, reply.json()["code"]


def all_orders(store: Store) -> list[int]:
    with store.view() as view:
        return [each.id for each in order_rows.all_orders(view)]


def test_an_order_is_placed_read_listed_and_cancelled_and_its_goods_are_free_again(
    program: Program, ordering: OrderingProgram
) -> None:
    count_units(program.store, "MILK", 5)
    reply = ordering.order("a", ordering.wish(quantity=2, total_minor=3980))
    order = placed(reply)
    assert reply.status_code == 201
    assert (order["state"], order["total_minor"], int(promised(program.store, "MILK"))) == ("placed", 3980, 2)
    assert order["lines"][0] | {"sku": "MILK", "quantity": 2, "picked": None} == order["lines"][0]
    assert placed(ordering.send("GET", f"/orders/{order['id']}")) == order
    assert ordering.send("GET", "/orders").json() == {"currency": "SEK", "orders": [order], "next": None}
    for _ in range(2):
        ended = placed(ordering.send("POST", f"/orders/{order['id']}/cancel"))
        assert (ended["state"], int(promised(program.store, "MILK"))) == ("cancelled", 0)
    check_shop(program.store)


def test_the_same_request_is_one_order_and_another_body_is_refused(ordering: OrderingProgram, program: Program) -> None:
    count_units(program.store, "MILK", 9)
    wish = ordering.wish()
    first, again = (ordering.order("same", wish) for _ in range(2))
    assert first.json() == again.json()
    assert refusal(ordering.order("same", wish | {"name": "Bo"})) == (422, "request_key_reused")
    assert len(all_orders(program.store)) == 1
    assert placed(ordering.order("other", wish))["id"] != placed(first)["id"]
    other = OrderingProgram(program)
    assert placed(other.order("same", wish))["id"] != placed(first)["id"], "each key has requests of its own"


def test_what_was_refused_may_be_sent_again_with_its_key(ordering: OrderingProgram, program: Program) -> None:
    count_units(program.store, "MILK", 1)
    wish = ordering.wish(quantity=2)
    assert refusal(ordering.order("a", wish)) == (409, "goods_not_left")
    count_units(program.store, "MILK", 2)
    assert placed(ordering.order("a", wish))["state"] == "placed"


def test_a_request_that_is_being_worked_on_is_refused_meanwhile(sqlite_ordering: OrderingProgram) -> None:
    ordering, wish = sqlite_ordering, sqlite_ordering.wish()
    under_way = ordering.http.app.state.under_way  # type: ignore[attr-defined]
    with under_way.alone(ProgramRequest(ordering.number, "a", "").prefix):
        assert refusal(ordering.order("a", wish)) == (409, "request_under_way")
        assert placed(ordering.order("b", wish))
    assert placed(ordering.order("a", wish))
    with under_way.alone("x"), pytest.raises(RequestUnderWay), under_way.alone("x"):
        pass


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"terms_accepted": False}, (422, "wrong_request")),
        ({"lines": []}, (422, "wrong_request")),
        ({"lines": [{"sku": "MILK", "quantity": 0}]}, (422, "wrong_request")),
        ({"lines": [{"sku": "MILK", "quantity": 100}]}, (422, "wrong_request")),
        ({"lines": [{"sku": "MILK", "quantity": 1}] * 2}, (422, "wrong_request")),
        ({"unknown": 1}, (422, "wrong_request")),
        ({"lines": [{"sku": "NONE", "quantity": 1}]}, (409, "not_orderable")),
        ({"lines": [{"sku": "BANANAS", "quantity": 1}]}, (409, "not_orderable")),
        ({"pickup_from": "soon"}, (409, "pickup_time_gone")),
        ({"pickup_from": "2020-01-01T10:00:00Z"}, (409, "pickup_time_gone")),
        ({"total_minor": 1}, (409, "web_price_changed")),
        ({"email": "no address"}, None),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_ordered(
    sqlite_ordering: OrderingProgram, sqlite_program: Program, more: dict[str, Any], expected: tuple[int, str] | None
) -> None:
    reply = sqlite_ordering.order("a", sqlite_ordering.wish(**more))
    assert refusal(reply)[0] in {409, 422}
    assert expected is None or refusal(reply) == expected
    assert not all_orders(sqlite_program.store)


@pytest.mark.parametrize("key", [None, "", "å", "x" * 201, "a b"])
def test_without_a_key_of_the_request_nothing_is_ordered(
    sqlite_ordering: OrderingProgram, sqlite_program: Program, key: str | None
) -> None:
    headers = {b"authorization": f"Bearer {sqlite_ordering.secret}".encode()}
    headers |= {} if key is None else {b"idempotency-key": key.encode()}
    reply = sqlite_ordering.http.post("/orders", headers=list(headers.items()), json=sqlite_ordering.wish())
    assert refusal(reply) == (422, "wrong_request")
    assert not all_orders(sqlite_program.store)


def test_no_key_sees_or_cancels_what_another_one_or_a_visitor_ordered(
    ordering: OrderingProgram, program: Program
) -> None:
    store = program.store
    count_units(store, "MILK", 9)
    customer = Customer(store, "visitor@example.com")
    at = datetime.now(UTC)
    customer.put("MILK", at=at)
    first_time = datetime.fromisoformat(ordering.times()[3])
    visitors = place_order(store, WEB_ACTOR, customer.wish(first_time), at=at).id
    other = OrderingProgram(program)
    orders = {
        each.number: placed(each.order("a", each.wish(email=f"{each.number}@example.com")))
        for each in (ordering, other)
    }
    matrix = {
        (each.number, number): each.send("GET", f"/orders/{number}").status_code
        for each in (ordering, other)
        for number in (*(order["id"] for order in orders.values()), visitors, 1, 2**63 - 1)
    }
    own = {(number, order["id"]) for number, order in orders.items()}
    assert {place for place, status in matrix.items() if status == 200} == own
    assert set(matrix.values()) == {200, 404}
    for number, order in orders.items():
        stranger = other if number == ordering.number else ordering
        reply = stranger.send("POST", f"/orders/{order['id']}/cancel")
        assert refusal(reply) == (404, "unknown_web_order")
        assert order["pickup_code"] not in reply.text
    assert refusal(ordering.send("POST", f"/orders/{visitors}/cancel")) == (404, "unknown_web_order")
    for each in (ordering, other):
        assert [order["id"] for order in each.send("GET", "/orders").json()["orders"]] == [orders[each.number]["id"]]
    assert promised(store, "MILK") == 3, "nothing was cancelled"


def routes() -> Iterator[tuple[str, str, str]]:
    yield "GET", "/orders", ApiScope.ORDERS
    yield "GET", "/orders/1", ApiScope.ORDERS
    yield "GET", "/pickup-times", ApiScope.ORDERS
    yield "POST", "/orders", ApiScope.ORDERING
    yield "POST", "/orders/1/cancel", ApiScope.ORDERING


@pytest.mark.parametrize("scope", list(ApiScope))
def test_each_route_takes_the_scope_that_it_names_and_no_other(
    sqlite_ordering: OrderingProgram, sqlite_program: Program, scope: ApiScope
) -> None:
    program, wish = OrderingProgram(sqlite_program, scope), sqlite_ordering.wish()
    for method, path, needed in routes():
        reply = program.send(method, path, wish if path == "/orders" and method == "POST" else None, "a")
        is_refused = reply.status_code == 403 and reply.json()["code"] == "scope_missing"
        assert is_refused == (scope != needed), (method, path, scope, reply.text)


def test_lists_come_in_pages_without_gaps_or_doubles(sqlite_ordering: OrderingProgram, sqlite_program: Program) -> None:
    count_units(sqlite_program.store, "MILK", 9)
    ids = [
        placed(sqlite_ordering.order(str(number), sqlite_ordering.wish(email=f"{number}@example.com")))["id"]
        for number in range(5)
    ]
    seen = list[int]()
    cursor: str | None = ""
    for _ in range(3):
        page = sqlite_ordering.send("GET", f"/orders?limit=2&cursor={cursor}").json()
        seen += [each["id"] for each in page["orders"]]
        cursor = page["next"]
    assert cursor is None
    assert seen == sorted(ids)


def test_fifty_want_the_last_one_by_interface_web_and_till_and_one_gets_it(
    ordering: OrderingProgram, program: Program
) -> None:
    store, threads = program.store, 50
    count_units(store, "MILK", 1)
    till, at = WebTill(store), datetime.now(UTC)
    till.scan("MILK")
    wish, time = ordering.wish(), datetime.fromisoformat(ordering.times()[3])
    customers = [Customer(store, f"{number}@example.com") for number in range(threads // 2)]
    for each in customers:
        each.put("MILK", at=at)
    start = threading.Barrier(threads)

    def by_interface(number: int) -> bool:
        start.wait(60)
        reply = ordering.order(f"race-{number}", wish | {"email": f"p{number}@example.com"})
        assert reply.status_code == 201 or refusal(reply) == (409, "goods_not_left"), reply.text
        return reply.status_code == 201

    def on_web(customer: Customer) -> bool:
        start.wait(60)
        try:
            place_order(store, WEB_ACTOR, customer.wish(time), at=at)
        except GoodsNotLeft:
            return False
        return True

    def at_till() -> bool:
        start.wait(60)
        try:
            till.pay_cash()
        except GoodsPromised:
            return False
        return True

    with ThreadPoolExecutor(threads) as pool:
        sent = [pool.submit(by_interface, number) for number in range(threads - len(customers) - 1)]
        sent += [pool.submit(on_web, each) for each in customers]
        sent.append(pool.submit(at_till))
        outcomes = [each.result() for each in sent]
    assert sum(outcomes) == 1
    assert on_hand(store, "MILK") == (0 if outcomes[-1] else 1)
    assert promised(store, "MILK") == (0 if outcomes[-1] else 1)


def test_an_answer_that_was_lost_is_sent_again_and_without_its_key_it_is_a_second_order(
    ordering: OrderingProgram, program: Program
) -> None:
    """The commit is there and the answer is not: whoever sends the request again gets the order that stands."""
    count_units(program.store, "MILK", 9)
    wish = ordering.wish()
    placed(ordering.order("lost", wish))
    again = placed(ordering.order("lost", wish))
    assert [again["id"]] == all_orders(program.store)
    placed(ordering.order("new-key", wish))  # the control
    assert len(all_orders(program.store)) == 2


@pytest.mark.parametrize("path", ["/products/%0A", "/products/a%0Ab", "/%0A", "/orders/%0A", "/orders/1/cancel%0A"])
def test_a_line_break_in_an_address_is_a_problem_like_any_other(sqlite_ordering: OrderingProgram, path: str) -> None:
    reply = sqlite_ordering.send("GET", path)
    assert reply.status_code in {403, 404, 405, 422}
    assert reply.headers["content-type"] == "application/problem+json"
