"""``kassa receipts`` and ``discounts``: the lists, their pages and one receipt as it was printed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from models.selling.till_event import DiscountBasket
from operations.installation.configuration import load_settings
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import Operator, small_shop
from tests.operations.cash.shop_days import ShopDays
from tests.operations.selling.test_discounts import Giver

Capture = pytest.CaptureFixture[str]
PERIOD = ("--from", "2026-11-01", "--to", "2026-11-30")


@pytest.fixture(autouse=True)
def _shop(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url, keys=load_settings().key_ring)
    days = ShopDays(small_shop(store), Operator(store))
    days.refund(days.sell("MILK", 3))
    days.sell("LUNCH")
    store.close()


def test_receipts_are_listed_a_page_at_a_time(capsys: Capture) -> None:
    first = kassa(capsys, "receipts", "list", *PERIOD, "--limit", "2", "--json").json
    assert [(each["number"], each["kind"]) for each in first["receipts"]] == [(3, "sale"), (2, "refund")]
    assert first["totals"] == {
        "sales": 2,
        "sold_minor": 189_00,
        "refunds": 1,
        "refunded_minor": 60_00,
        "net_minor": 129_00,
        "currency": "SEK",
    }
    after = ("--after", str(first["receipts"][-1]["id"]))
    rest = kassa(capsys, "receipts", "list", *PERIOD, *after, "--json").json
    assert [each["number"] for each in rest["receipts"]] == [1]
    lunch = kassa(capsys, "receipts", "list", *PERIOD, "--search", "129,00", "--kind", "sale", "--json").json
    assert [each["due_minor"] for each in lunch["receipts"]] == [129_00]
    assert "2 sales 189.00, 1 returns 60.00: 129.00" in kassa(capsys, "receipts", "list", *PERIOD).out


def test_one_receipt_is_shown_as_it_was_printed_with_what_belongs_to_it(capsys: Capture) -> None:
    shown = kassa(capsys, "receipts", "show", "1", "--json").json
    assert [(each["how"], each["number"]) for each in shown["linked"]] == [("taken_back_by", 2)]
    back = kassa(capsys, "receipts", "show", str(shown["linked"][0]["id"]), "--json").json
    assert [(each["how"], each["number"]) for each in back["linked"]] == [("takes_back", 1)]
    assert "Returkvitto 2" in "\n".join(back["lines"])
    assert "Mellanmjölk" in kassa(capsys, "receipts", "show", "1").out


def test_discounts_are_listed_with_their_reasons(capsys: Capture, sqlite_url: str) -> None:
    assert "Nobody gave" in kassa(capsys, "discounts", "list", *PERIOD).out
    with closing(open_store(sqlite_url, keys=load_settings().key_ring)) as store:
        anna = Giver(store)
        anna.scan("LUNCH")
        anna.do(DiscountBasket, rate_ppm=100_000, reason="Stammis")
        anna.pay_cash()
    (row,) = kassa(capsys, "discounts", "list", *PERIOD, "--json").json
    assert (row["operator"], row["discount_minor"], row["lines"], row["percent"]) == ("anna", 12_90, 1, "4.1")
    assert row["reasons"] == [{"kind": "basket", "reason": "Stammis", "lines": 1, "amount_minor": 12_90}]
    assert "12.90  Stammis" in kassa(capsys, "discounts", "list", *PERIOD).out


@pytest.mark.parametrize("number", ["77", "1-7x", "9-1"])
def test_a_receipt_that_is_not_there_is_refused(capsys: Capture, number: str) -> None:
    ended = kassa(capsys, "receipts", "show", number, "--json")
    assert (ended.code, ended.json["error"]["code"]) == (ExitCode.REFUSED, "unknown_sale")
