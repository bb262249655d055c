"""Closed days, goods, orders and deliveries at a real Tryton: once each, with its own figures equal to ours."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.counter.book_connection import connect_tryton
from app.counter.book_sending import open_tryton
from app.counter.dispatch_thread import try_dispatch
from app.counter.erp_exchange import exchange
from app.counter.receipt_composer import ReceiptComposer
from integrations.book_services.book_voucher import BookVoucher, VoucherDiffers
from integrations.book_services.service_calls import ServiceCalls, ServiceSilent
from integrations.tryton import tryton_client
from integrations.tryton.tryton_calls import TrytonCalls
from integrations.tryton.tryton_client import AccountUnknown, NoOpenPeriod, TrytonClient
from integrations.tryton.tryton_records import day_value, decimal_value, fact_mark, ids_in, read_decimal
from models.dispatch.sending_rules import BOOK_KINDS, Dispatch, DispatchState
from models.ledger.day_voucher import day_voucher
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.purchasing.order_steps import SupplierAnswer
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from models.shop import fact_number
from models.shop_settings import BOOKS_SINCE
from operations.dispatch.book_queue import queue_closed_days, queue_exchange
from operations.installation.change_settings import change_setting
from operations.installation.configuration import load_settings
from operations.purchasing.order_changes import answer_order
from operations.purchasing.receiving import receive_goods
from store import dispatch, purchasing
from store.cash.month_sums import ledger_sums
from store.database.engine import Store
from tests.app.counter.test_book_sending import traded
from tests.builders import OFFICE_ACTOR, small_shop
from tests.conftest import PROVING
from tests.integrations.book_services.book_servers import Asked, Fault, serving
from tests.integrations.tryton.tryton_server import (
    COMPANY,
    FAST,
    PASSWORD,
    TrytonProxy,
    TrytonServer,
    kind_of,
    method_of,
    running,
)

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
#: Tryton takes no delivery of a day that is to come on the machine.
CAME_AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrytonServer]:
    with running(tmp_path_factory.mktemp("tryton")) as served:
        yield served


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation of its own without a keyring, and calls without pauses."""
    monkeypatch.setattr(tryton_client, "PACE", FAST)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@contextmanager
def network_to(server: TrytonServer) -> Iterator[TrytonProxy]:
    with serving(TrytonProxy(server)) as proxy:
        assert isinstance(proxy, TrytonProxy)
        yield proxy


@pytest.fixture
def network(server: TrytonServer) -> Iterator[TrytonProxy]:
    with network_to(server) as proxy:
        yield proxy


def connect(store: Store, network: TrytonProxy) -> None:
    assert connect_tryton(store, OFFICE_ACTOR, network.account, at=AT) == COMPANY
    change_setting(store, OFFICE_ACTOR, BOOKS_SINCE, FIRST.isoformat(), at=AT)


def documents(store: Store) -> list[Dispatch]:
    with store.view() as view:
        return [each for kind in sorted(BOOK_KINDS) for each in dispatch.dispatches_of_kind(view, kind)]


def pass_over(store: Store, at: datetime) -> None:
    """One look at what waits, as the server's thread has it."""
    for each in documents(store):
        if each.state is DispatchState.WAITING:
            try_dispatch(store, ReceiptComposer(store, "sv"), each, at)


def work_off(store: Store) -> None:
    """Look at what waits until nothing does; a process that was killed begins again an hour later."""
    at = AT
    while any(each.state is DispatchState.WAITING for each in documents(store)):
        at += timedelta(minutes=61)
        with suppress(Killed):
            pass_over(store, at)
        assert at < AT + timedelta(days=2), [each.reason for each in documents(store)]
    assert {each.state for each in documents(store)} == {DispatchState.SENT}, [each.reason for each in documents(store)]


def balances(tryton: TrytonCalls) -> Counter[str]:
    """What Tryton's own accounts show, in öre, over its years: posted moves only."""
    sums = Counter[str]()
    last = max(ids_in(tryton.search("account.fiscalyear", [], ["name"])))
    with tryton.within(fiscalyear=last, posted=True):  # it carries the years before it along
        for each in tryton.search("account.account", [["type", "!=", None]], ["code", "balance"]):
            amount = read_decimal(each["balance"])
            assert amount is not None
            sums[str(each["code"])] += int(amount.scaleb(2))
    return sums


def ledger(store: Store) -> dict[str, int]:
    with store.view() as view:
        return {account: amount for account, amount in ledger_sums(view, FIRST, LAST).items() if amount}


class Killed(BaseException):
    """The process ended here."""


def die_at(monkeypatch: pytest.MonkeyPatch, *plan: str) -> list[str]:
    """End the process before or after some calls, such as ``create after``; gives what is left of the plan."""
    request, left = httpx2.Client.request, list(plan)

    def may_die(client: httpx2.Client, method: str, path: str, **options: Any) -> httpx2.Response:
        kind = kind_of(json.loads(options["content"])["method"])
        if left and left[-1] == f"{kind} before":
            left.pop()
            raise Killed
        response = request(client, method, path, **options)
        if left and left[-1] == f"{kind} after":
            left.pop()
            raise Killed
        return response

    monkeypatch.setattr(httpx2.Client, "request", may_die)
    return left


#: An answer that never comes is tried with other programs: waiting for it takes as long as it is set to.
FAULTS = tuple(each for each in Fault if each is not Fault.SLOW)
#: What a run of the tests has; `make prove` has every fault at every kind of call.
SOME = {"create": [Fault.LOST, Fault.CUT], "press": [Fault.LOST, Fault.BUSY], "read": [Fault.EXPIRED, Fault.HTML]}
ALL: dict[str, list[Fault]] = {kind: [*FAULTS] for kind in SOME}


def these_faults(faults: dict[str, list[Fault]]) -> Callable[[Asked], Fault | None]:
    """Faults where something is created, where a button is pressed, and where something is read; calm between."""
    plans: dict[str, list[Fault | None]] = {
        kind: [each for fault in some for each in (fault, None)][::-1] for kind, some in faults.items()
    }

    def fault_for(asked: Asked) -> Fault | None:
        plan = plans.get(kind_of(method_of(asked)), [])
        return plan.pop() if plan else None

    return fault_for


def test_a_period_arrives_once_under_faults_and_kills(
    sqlite_store: Store,
    server: TrytonServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No move twice, none missing, Tryton's own balances grow by our ledger's sums to the öre; no secret stays."""
    caplog.set_level(logging.DEBUG)
    send_period(sqlite_store, server, SOME, monkeypatch)
    file = sqlite_store.file
    assert file is not None
    for content in (caplog.text.encode(), *(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))):
        assert PASSWORD.encode() not in content


@pytest.mark.proof
@pytest.mark.skipif(not PROVING, reason="a second Tryton, and every fault at every call; `make prove` tries them")
def test_a_period_arrives_once_under_every_fault_at_every_call(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(tmp_path / "tryton") as fresh:
        send_period(sqlite_store, fresh, ALL, monkeypatch)


def send_period(
    store: Store, server: TrytonServer, faults: dict[str, list[Fault]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Send closed days over a network with faults, by a sender that is killed three times; compare with Tryton."""
    traded(store)
    tryton = server.calls()
    before = balances(tryton)
    with network_to(server) as network:
        connect(store, network)
        queued = queue_closed_days(store, OFFICE_ACTOR, FIRST, at=AT)
        assert len(queued) >= 5
        network.fault_for = these_faults(faults)
        deaths_left = die_at(monkeypatch, "press after", "create after", "create before")
        work_off(store)
        assert deaths_left == []
        assert set(network.met) == {each for some in faults.values() for each in some}
    fields = ["description", "state", "number"]
    moves = tryton.search("account.move", [["description", "like", "%[Kassa 1-%"]], fields)
    texts = [str(each["description"]) for each in moves]
    assert len(texts) == len(set(texts)) >= len(queued) - 1
    assert {each["state"] for each in moves} == {"posted"}
    grown = balances(tryton)
    grown.subtract(before)
    assert {account: amount for account, amount in grown.items() if amount} == ledger(store)
    here = [f"account.move,{each}" for each in ids_in(moves)]
    files = tryton.search("ir.attachment", [["resource", "in", here]], ["name", "resource"])
    assert len(files) == len({each["resource"] for each in files}) == len(moves)


class Blind(TrytonClient):
    """Creates without a look at what is there."""

    def _find(self, voucher: BookVoucher) -> None:  # noqa: ARG002
        return None


@pytest.mark.parametrize(("client_type", "number", "moves"), [(TrytonClient, 8001, 1), (Blind, 8002, 2)])
def test_without_looking_there_first_a_lost_answer_makes_a_double(
    server: TrytonServer, network: TrytonProxy, client_type: type[TrytonClient], number: int, moves: int
) -> None:
    """The control: what protects against doubles is the look at what is there."""
    lost = [Fault.LOST]
    network.fault_for = lambda asked: lost.pop() if lost and method_of(asked) == "account.move.create" else None
    voucher = BookVoucher(
        day_voucher("KASSA01", number, date(2026, 3, 2), [("1910", 10000), ("3001", -10000)]), f"[Kassa 9-{number}]"
    )
    with closing(ServiceCalls("Tryton", network.account.redirect, FAST, server.signed())) as calls:
        client = client_type(TrytonCalls(calls))
        with pytest.raises(ServiceSilent):
            client.send(voucher)
        client.send(voucher)
        found = client.calls.search("account.move", [["description", "like", f"%{voucher.mark}%"]], ["state"])
    assert len(found) == moves


def test_what_tryton_cannot_book_is_refused_and_nothing_of_it_stays(server: TrytonServer) -> None:
    """An account that it has not, a day without a period, and amounts that somebody changed there."""
    client = TrytonClient(server.calls())
    unknown = BookVoucher(day_voucher("K", 1, date(2026, 3, 2), [("1910", 1), ("9999", -1)]), "[Kassa 9-8101]")
    with pytest.raises(AccountUnknown, match="9999"):
        client.send(unknown)
    early = BookVoucher(day_voucher("K", 1, date(1999, 3, 2), [("1910", 1), ("3001", -1)]), "[Kassa 9-8102]")
    with pytest.raises(NoOpenPeriod, match="1999-03-02"):
        client.send(early)
    first = BookVoucher(day_voucher("K", 3, date(2026, 3, 2), [("1910", 5), ("3001", -5)]), "[Kassa 9-8103]")
    assert client.send(first) == client.send(first) != ""
    other = BookVoucher(day_voucher("K", 3, date(2026, 3, 2), [("1910", 6), ("3001", -6)]), "[Kassa 9-8103]")
    with pytest.raises(VoucherDiffers):
        client.send(other)
    for mark in (unknown.mark, early.mark):
        assert client.calls.search("account.move", [["description", "like", f"%{mark}%"]], ["state"]) == []


def make_purchase(tryton: TrytonCalls, supplier: str, lines: dict[str, tuple[int, str]]) -> int:
    """A purchase order as a person at Tryton makes it, confirmed and under way."""
    (party,) = tryton.create(
        "party.party", [{"name": supplier, "addresses": [["create", [{"street": "Storgatan 1"}]]]}]
    )
    (address,) = ids_in(tryton.search("party.address", [["party", "=", party]], ["id"]))
    (warehouse,) = ids_in(tryton.search("stock.location", [["type", "=", "warehouse"]], ["id"]))
    products = {
        str(each["code"]): each["id"]
        for each in tryton.search("product.product", [["code", "in", list(lines)]], ["code"])
    }
    unit = tryton.resource("product", "uom_unit")
    goods = [
        {"product": products[sku], "quantity": units, "unit": unit, "unit_price": decimal_value(Decimal(price))}
        for sku, (units, price) in lines.items()
    ]
    order = {
        "party": party,
        "invoice_method": "manual",
        "invoice_address": address,
        "warehouse": warehouse,
        "purchase_date": day_value(date(2026, 11, 20)),
        "lines": [["create", goods]],
    }
    made = tryton.create("purchase.purchase", [order])
    for button in ("quote", "confirm", "process"):
        tryton.press("purchase.purchase", button, made)
    return made[0]


def stock_there(tryton: TrytonCalls, *skus: str) -> dict[str, float]:
    """The units that Tryton's own stock shows in its warehouse."""
    warehouses = ids_in(tryton.search("stock.location", [["type", "=", "warehouse"]], ["id"]))
    with tryton.within(locations=warehouses, stock_date_end=day_value(LAST)):
        goods = tryton.search("product.product", [["code", "in", list(skus)]], ["code", "quantity"])
    return {str(each["code"]): float(str(each["quantity"])) for each in goods}


def exchanged_under_faults(store: Store, network: TrytonProxy, monkeypatch: pytest.MonkeyPatch, *deaths: str) -> None:
    """Exchange everything over a network with faults, by a sender that is killed."""
    network.fault_for = these_faults({"press": [Fault.LOST], "read": [Fault.EXPIRED, Fault.CUT]})
    with monkeypatch.context() as patch:
        deaths_left = die_at(patch, *deaths)
        assert queue_exchange(store, OFFICE_ACTOR, at=AT) is not None
        assert queue_exchange(store, OFFICE_ACTOR, at=AT) is None, "one that waits has everything"
        work_off(store)
        assert deaths_left == []


def test_goods_go_there_an_order_comes_back_and_its_delivery_goes_there_again(
    sqlite_store: Store, server: TrytonServer, network: TrytonProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The round trip under faults and kills: nothing twice, and the order and the stock there are those here."""
    small_shop(sqlite_store)
    connect(sqlite_store, network)
    tryton = server.calls()
    exchanged_under_faults(sqlite_store, network, monkeypatch, "create after")
    check_goods(tryton)

    key = make_purchase(tryton, "Grossisten AB", {"MILK": (10, "9.1234"), "NAPKINS": (4, "12.0000")})
    stranger = make_purchase(tryton, "Okänd AB", {"MILK": (1, "9.0000")})
    exchanged_under_faults(sqlite_store, network, monkeypatch, "press before")
    order = check_order(sqlite_store, tryton, key)
    (left_out,) = tryton.search("purchase.purchase", [["id", "=", stranger]], ["reference"])
    assert left_out["reference"] is None
    reasons = [each.reason for each in documents(sqlite_store)]
    assert any("Okänd AB" in each for each in reasons), reasons

    answer_order(sqlite_store, OFFICE_ACTOR, order.id, SupplierAnswer("SUPPLIER-7", order.expected_on), at=AT)
    part = CountedDelivery("first", (CountedGoods("MILK", Decimal(6), order_line=1),), order.id)
    receive_goods(sqlite_store, OFFICE_ACTOR, part, at=CAME_AT)
    rest = (
        CountedGoods("MILK", Decimal(5), order_line=1, delivered_before=Decimal(6)),
        CountedGoods("NAPKINS", Decimal(4), order_line=2),
    )
    receive_goods(sqlite_store, OFFICE_ACTOR, CountedDelivery("second", rest, order.id), at=CAME_AT)
    exchanged_under_faults(sqlite_store, network, monkeypatch, "press before", "create after", "press after")
    with sqlite_store.view() as view:
        assert len(purchasing.orders_in(view, OrderState)) == 1, "another number of the supplier makes no new order"
    assert stock_there(tryton, "MILK", "NAPKINS") == {"MILK": 11.0, "NAPKINS": 4.0}
    shipments = tryton.search("stock.shipment.in", [["reference", "like", "[Kassa %"]], ["state", "reference"])
    assert [each["state"] for each in shipments] == ["done", "done"]
    (received,) = tryton.search("purchase.purchase", [["id", "=", key]], ["shipment_state"])
    assert received["shipment_state"] == "received"
    with open_tryton(load_settings().keys) as calls:
        again = exchange(sqlite_store, calls, at=AT)
    assert (again.goods.created, again.goods.changed, again.orders, again.deliveries) == (0, 0, 0, 0)


def check_goods(tryton: TrytonCalls) -> None:
    """Each product is there once, with its name, its price without tax and its cost."""
    fields = ["code", "template.name", "template.list_price", "cost_price", "identifiers.code"]
    goods = tryton.search("product.product", [["code", "in", ["MILK", "LUNCH"]]], fields)
    assert len(goods) == 2
    milk = next(each for each in goods if each["code"] == "MILK")
    template = milk["template."]
    assert isinstance(template, dict)
    assert template["name"] == "Mellanmjölk 1,5 l"
    assert read_decimal(template["list_price"]) == Decimal("18.7736"), "19.90 with 6 % tax"
    assert read_decimal(milk["cost_price"]) == Decimal("9.9500")


def check_order(store: Store, tryton: TrytonCalls, key: int) -> PurchaseOrder:
    """The order is here once, confirmed, sent on the day on which it was made there, at its amount to the öre."""
    with store.view() as view:
        (order,) = purchasing.orders_in(view, OrderState)
    assert (order.state, order.business_day) == (OrderState.CONFIRMED, date(2026, 11, 20))
    (there,) = tryton.search("purchase.purchase", [["id", "=", key]], ["number", "untaxed_amount", "reference"])
    assert order.reference == f"Tryton {there['number']}"
    assert there["reference"] == fact_mark(fact_number(order.id))
    assert read_decimal(there["untaxed_amount"]) == Decimal(order.cost.minor).scaleb(-2) == Decimal("139.23")
    return order
