"""Purchase orders from the command line: an order goes from the draft to the shelf, once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder
from models.shop import fact_number
from operations.installation.opening import open_store
from store import purchasing, shop, stock
from tests.app.command_line import kassa
from tests.builders import AT, DAY, OFFICE, kr, small_shop

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def number(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The number of a drafted order in this installation's shop."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    small_shop(store)
    with store.transaction() as tx:
        (order_id,) = shop.take_ids(tx, OFFICE)
        line = OrderLine("MILK", Decimal(12), kr(12_000))
        made = PurchaseOrder(order_id, "GROSS", 1, OrderState.DRAFT, AT, DAY, DAY, "SEK", (line,))
        purchasing.record_order(tx, made)
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


def test_an_order_that_cannot_go_there_is_refused_and_says_why(number: int, sqlite_url: str, capsys: Capture) -> None:
    ended = kassa(capsys, "orders", "receive", number)
    assert ended.code == ExitCode.REFUSED
    assert "is draft and cannot become received" in ended.err
    assert kassa(capsys, "orders", "cancel", number).code == ExitCode.OK
    assert "No order" in kassa(capsys, "orders", "list").out
    assert on_hand(sqlite_url) == 0


def test_a_number_that_is_none_is_refused(number: int, capsys: Capture) -> None:  # noqa: ARG001
    assert kassa(capsys, "orders", "send", "twelve").code == ExitCode.USAGE


def test_an_order_that_nobody_made_is_refused(number: int, capsys: Capture) -> None:
    ended = kassa(capsys, "orders", "send", number + 1000, "--json")
    assert ended.code == ExitCode.REFUSED
    assert ended.json["error"]["code"] == "unknown_order"


def test_the_list_is_readable(number: int, capsys: Capture) -> None:
    assert f"{fact_number(number)}  draft  {DAY}  GROSS, 1 lines, 120.00 SEK" in kassa(capsys, "orders", "list").out
