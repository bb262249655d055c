"""Purchase orders from the command line: an order goes from the draft to the shelf, once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from models.purchasing.order_fact import drafted_fact
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder
from models.shop import fact_number
from operations.installation.opening import open_store
from operations.replenishment.proposals import approve_proposal
from operations.unit_of_work import unit_of_work
from store import purchasing, stock
from tests.app.command_line import kassa
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, Operator, kr, small_shop
from tests.operations.replenishment.proposed_orders import propose

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def number(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The number of a drafted order in this installation's shop."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    small_shop(store)
    with unit_of_work(store, OFFICE_ACTOR, at=AT) as work:
        (order_id,) = work.take_ids()
        line = OrderLine("MILK", Decimal(12), kr(12_000))
        made = PurchaseOrder(order_id, "GROSS", 1, OrderState.DRAFT, AT, DAY, DAY, "SEK", (line,))
        purchasing.record_order(work.tx, made)
        work.record(drafted_fact(made))
    store.close()
    return order_id


def on_hand(url: str) -> Decimal:
    store = open_store(url)
    with store.view() as view:
        units = stock.levels(view).get((1, "MILK"), Decimal(0))
    store.close()
    return units


def test_an_order_goes_from_the_draft_to_the_shelf(number: int, sqlite_url: str, capsys: Capture) -> None:
    (listed,) = kassa(capsys, "orders", "list", "--json").json
    assert (listed["order"], listed["state"], listed["cost_minor"]) == (number, "draft", 12_000)
    assert listed["number"] == f"{OFFICE}-{number & 0xFFFFFFFF}"
    assert kassa(capsys, "orders", "send", listed["number"], "--json").json["state"] == "sent"
    assert kassa(capsys, "orders", "receive", number, "--json").json["state"] == "received"
    assert kassa(capsys, "orders", "receive", number).code == ExitCode.OK
    assert kassa(capsys, "orders", "list", "--json").json == []
    assert on_hand(sqlite_url) == 12


def test_an_order_is_worked_out_once_more_from_its_figures(number: int, sqlite_url: str, capsys: Capture) -> None:
    assert kassa(capsys, "orders", "why", number, "--json").json == [], "it was ordered by hand"
    kassa(capsys, "orders", "cancel", number)
    store = open_store(sqlite_url)
    order = approve_proposal(store, OFFICE_ACTOR, propose(store).id, at=AT)
    store.close()
    (line,) = kassa(capsys, "orders", "why", order.id, "MILK", "--json").json
    assert line["recomputed"] == line["quantity"] == line["ordered"] == "24"
    assert (line["missing"], line["rounding_cost_minor"], line["basis"]) == ("19", 5 * 995, "nothing_learnt")
    assert "expected to sell" in kassa(capsys, "orders", "why", order.id).out
    assert kassa(capsys, "orders", "why", order.id, "PAPER", "--json").json == []


def test_an_order_that_cannot_go_there_is_refused_and_says_why(number: int, sqlite_url: str, capsys: Capture) -> None:
    ended = kassa(capsys, "orders", "receive", number)
    assert ended.code == ExitCode.REFUSED
    assert "is draft and cannot become received" in ended.err
    assert kassa(capsys, "orders", "cancel", number).code == ExitCode.OK
    assert "No order" in kassa(capsys, "orders", "list").out
    assert on_hand(sqlite_url) == 0


def test_a_number_that_is_none_is_refused(number: int, capsys: Capture) -> None:  # noqa: ARG001
    assert kassa(capsys, "orders", "send", "twelve").code == ExitCode.USAGE


def test_the_number_alone_is_that_of_the_list(number: int, capsys: Capture) -> None:
    alone = str(number & 0xFFFFFFFF)
    assert (
        kassa(capsys, "orders", "show", alone, "--json").json == kassa(capsys, "orders", "show", number, "--json").json
    )
    refused = kassa(capsys, "orders", "show", "1971", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (ExitCode.REFUSED, "unknown_order")
    assert f"{OFFICE}-1971" in kassa(capsys, "orders", "show", "1971").err


def test_an_order_that_nobody_made_is_refused(number: int, capsys: Capture) -> None:
    ended = kassa(capsys, "orders", "send", number + 1000, "--json")
    assert ended.code == ExitCode.REFUSED
    assert ended.json["error"]["code"] == "unknown_order"


def test_the_list_is_readable(number: int, capsys: Capture) -> None:
    heading, line = kassa(capsys, "orders", "list").out.splitlines()
    assert heading.split() == ["order", "state", "expected", "supplier", "for", "lines", "cost"]
    assert line.split() == [fact_number(number), "draft", str(DAY), "Grossisten", "AB", "Hörnet", "1", "120.00", "SEK"]


def test_an_order_is_changed_approved_printed_sent_and_answered(number: int, tmp_path: Path, capsys: Capture) -> None:
    changed = kassa(capsys, "orders", "edit", number, "MILK", "18", "--reason", "feast", "--json").json
    assert (changed["state"], changed["cost_minor"]) == ("draft", 18 * 995)
    assert kassa(capsys, "orders", "approve", number, "--json").json["state"] == "approved"
    for name, begin in (("order.pdf", b"%PDF"), ("order.csv", b"\xef\xbb\xbforder")):
        assert kassa(capsys, "orders", "print", number, tmp_path / name).code == ExitCode.OK
        assert (tmp_path / name).read_bytes().startswith(begin)
    assert kassa(capsys, "orders", "send", number, "--way", "paper", "--json").json["state"] == "sent"
    answer = tmp_path / "answer.csv"
    answer.write_text("sku,quantity,unit_cost\nMILK,12,10.00\n")
    ended = kassa(capsys, "orders", "confirm", number, "--reference", "A-1", "--day", "2026-12-01", "--file", answer)
    assert ended.code == ExitCode.OK
    shown = kassa(capsys, "orders", "show", number, "--json").json
    assert (shown["state"], shown["reference"], shown["expected_on"]) == ("confirmed", "A-1", "2026-12-01")
    assert shown["goods"] == [{"sku": "MILK", "quantity": "12", "cost_minor": 12_000}]
    assert [each["kind"] for each in shown["history"]][1:3] == ["order_line_changed", "order_moved"]
    assert "MILK" in kassa(capsys, "orders", "show", number).out
    assert kassa(capsys, "orders", "list", "--supplier", "OTHER", "--all", "--json").json == []
    assert kassa(capsys, "orders", "edit", number, "MILK", "many", "--reason", "x").code == ExitCode.USAGE


def test_where_orders_go_is_set_and_an_order_waits_for_its_mail(number: int, capsys: Capture) -> None:
    assert kassa(capsys, "orders", "send", number, "--way", "mail").code == ExitCode.REFUSED
    options = "--mail", "orders@example.com", "--order-days", "1,4", "--cut-off", "14:00"
    rules = kassa(capsys, "orders", "rules", "GROSS", *options, "--json").json
    assert (rules["mail"], rules["order_days"], rules["cut_off"]) == ("orders@example.com", [1, 4], "14:00")
    assert kassa(capsys, "orders", "rules", "GROSS", "--json").json == rules
    assert kassa(capsys, "orders", "rules", "GROSS", "--order-days", "8").code == ExitCode.USAGE
    assert kassa(capsys, "orders", "rules", "NOBODY", "--mail", "a@example.com").code == ExitCode.REFUSED
    assert kassa(capsys, "settings", "set", "mail.host", "127.0.0.1").code == ExitCode.OK
    assert kassa(capsys, "orders", "send", number, "--way", "mail", "--json").json["state"] == "sending"


@pytest.mark.usefixtures("number")
def test_a_product_is_shown_by_the_formulas_of_textbooks(capsys: Capture, sqlite_url: str) -> None:
    assert kassa(capsys, "orders", "textbook", "MILK").code == ExitCode.REFUSED, "nothing was sold yet"
    store = open_store(sqlite_url)
    for _ in range(3):
        till = Operator(store)
        till.scan("MILK", 4)
        till.pay_cash(kr(10_000))
    store.close()
    (place,) = kassa(capsys, "orders", "textbook", "MILK", "--order-cost", "40", "--json").json
    found = {each["formula"]: each["units"] for each in place["answers"]}
    assert {"economic_order", "newsvendor_poisson", "base_stock", "reorder_point", "safety_stock"} <= found.keys()
    assert all(units > 0 for units in found.values())
    assert "economic_order" in kassa(capsys, "orders", "textbook", "MILK").out
    assert kassa(capsys, "orders", "textbook", "NOTHING", "--json").json == []
