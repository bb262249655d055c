"""``kassa stock``: waste, own use and stock below zero from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from models.replenishment.transfer_first import SparedGoods, shelf_need
from operations.installation.configuration import load_settings
from operations.installation.opening import open_store
from operations.replenishment.proposals import save_proposals
from pipelines.nightly.save_forecast import save_forecast
from store.demand import ForecastRun
from store.shop import get_shop
from tests.app.command_line import kassa
from tests.builders import SCHEDULE_ACTOR, small_shop, stock_up

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def _shop(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url, keys=load_settings().key_ring)
    stock_up(small_shop(store))
    store.close()


@pytest.mark.usefixtures("_shop")
def test_waste_and_own_use_are_recorded_listed_and_taken_back(capsys: Capture) -> None:
    (milk,) = kassa(
        capsys, "stock", "waste", "--goods", "MILK=2", "--reason", "expired", "--note", "bottom shelf", "--json"
    ).json
    used = kassa(
        capsys, "stock", "own-use", "--goods", "PAPER=1", "--goods", "NAPKINS=900", "--reason", "shop-use", "--json"
    ).json
    refused = kassa(capsys, "stock", "waste", "--goods", "PAPER=0,5", "--reason", "damaged", "--json").json
    below = kassa(capsys, "stock", "negative", "--json").json
    kassa(capsys, "stock", "undo", milk["number"])
    listed = kassa(capsys, "stock", "written-off", "--json").json

    assert refused["error"]["code"] == "wrong_write_off"
    assert [(each["sku"], each["kind"], each["reason"]) for each in used] == [
        ("PAPER", "own_use", "shop_use"),
        ("NAPKINS", "own_use", "shop_use"),
    ]
    assert [(each["sku"], each["cause"]) for each in below] == [("NAPKINS", "other_location")]
    assert "NAPKINS at location 1" in kassa(capsys, "stock", "negative").out
    assert {each["sku"]: each["taken_back"] for each in listed} == {"MILK": True, "PAPER": False, "NAPKINS": False}
    assert "expired  bottom shelf" in kassa(capsys, "stock", "written-off").out
    assert kassa(capsys, "stock", "waste", "--goods", "MILK", "--reason", "expired").code != 0


@pytest.mark.usefixtures("_shop")
def test_lots_expire_and_are_recalled(capsys: Capture, tmp_path: Path) -> None:
    goods, came = tmp_path / "goods.csv", tmp_path / "came.csv"
    goods.write_text("SKU;Namn;Pris;Batchspårning\nMILK;Mjölk;19,90;ja\n", encoding="utf-8")
    came.write_text("SKU;Antal;Parti;Bäst före\nMILK;4;L7;2026-11-20\nMILK;2;;2030-01-02\n", encoding="utf-8")
    assert kassa(capsys, "import", "products", f"{goods}").code == 0
    assert kassa(capsys, "delivery", "add", "GROSS", f"{came}", "--json").code == 0
    soon = kassa(capsys, "stock", "expiring", "--days", "7", "--json").json
    stopped = kassa(capsys, "stock", "recall", "MILK", "L7", "--stop", "--json").json
    lifted = kassa(capsys, "stock", "recall", "MILK", "L7", "--lift", "--json").json
    unknown = kassa(capsys, "stock", "recall", "MILK", "L8", "--json").json

    assert [(each["sku"], each["lot"], each["units"]) for each in soon] == [("MILK", "L7", "4")]
    assert (stopped["is_recalled"], lifted["is_recalled"], stopped["left"]) == (True, False, {"1": "4"})
    assert [(each["supplier"], each["units"]) for each in stopped["deliveries"]] == [("GROSS", "4")]
    assert unknown["error"]["code"] == "unknown_lot"
    thrown = ("stock", "waste", "--goods", "MILK=3", "--reason", "expired", "--lot")
    assert kassa(capsys, *thrown, "L8", "--json").json["error"]["code"] == "unknown_lot"
    assert kassa(capsys, *thrown, "L7", "--json").code == 0
    assert kassa(capsys, "stock", "recall", "MILK", "L7", "--json").json["other_movements"] == {"waste": "-3"}
    assert "lot L7" in kassa(capsys, "stock", "expiring").out
    assert "left  2  at location 1" in kassa(capsys, "stock", "recall", "MILK", "2030-01-02").out


@pytest.mark.usefixtures("_shop")
def test_stock_is_valued_at_an_instant_and_by_day(capsys: Capture) -> None:
    facts = kassa(capsys, "stock", "value", "--json").json
    days = kassa(capsys, "stock", "value", "--by-day", "2026-11-22", "2026-11-23", "--json").json
    before = kassa(capsys, "stock", "value", "--at", "2026-11-23T10:00+00:00", "--json").json

    assert facts["value_minor"] == sum(each["value_minor"] for each in facts["goods"]) == days[1]["value_minor"]
    assert days[0]["value_minor"] == before["value_minor"] < facts["value_minor"] == facts["estimated_minor"]
    assert "(estimated)" in kassa(capsys, "stock", "value").out
    assert "2026-11-22  " in kassa(capsys, "stock", "value", "--by-day", "2026-11-22", "2026-11-23").out
    assert kassa(capsys, "stock", "value", "--by-day", "soon", "later").code != 0


@pytest.mark.usefixtures("_shop")
def test_the_goods_to_count_first_are_listed(capsys: Capture) -> None:
    kassa(capsys, "count", "save", "--goods", "STAMPS=62")
    goods = kassa(capsys, "count", "goods", "--limit", "4", "--json").json

    assert [each["sku"] for each in goods] == ["LUNCH", "PAPER", "NAPKINS", "BANANAS"]
    assert [int(each["risk"]) for each in goods] == sorted((int(each["risk"]) for each in goods), reverse=True)
    assert "PAPER: 62 on hand" in kassa(capsys, "count", "goods", "--category", "press").out


@pytest.mark.usefixtures("_shop")
def test_goods_are_sent_received_with_what_differs_and_listed(capsys: Capture) -> None:
    way = ("transfer", "send", "--from", "1", "--to", "2", "--goods", "MILK=4", "--goods", "PAPER=2", "--json")
    sent, back = kassa(capsys, *way, "--note", "with the van").json, kassa(capsys, *way).json
    valued = kassa(capsys, "stock", "value", "--json").json["goods"]
    unexplained = kassa(capsys, "transfer", "receive", sent["number"], "--goods", "MILK=3", "--json").json
    came = kassa(
        capsys, "transfer", "receive", sent["number"], "--damaged", "MILK=1", "--why", "damaged", "--json"
    ).json
    again = kassa(capsys, "transfer", "receive", sent["number"], "--json").json
    kassa(capsys, "transfer", "cancel", back["number"])
    listed = kassa(capsys, "transfer", "list", "--json").json

    assert {(each["sku"], each["units"]) for each in valued if each["location"] is None} == {
        ("MILK", "8"), ("PAPER", "4"),
    }  # fmt: skip
    assert unexplained["error"]["code"] == "wrong_transfer"
    assert again["error"]["code"] == "transfer_has_ended"
    assert came["came"][0] == {"sku": "MILK", "good": "3", "damaged": "1", "why": "damaged"}
    assert {each["number"]: each["state"] for each in listed} == {
        sent["number"]: "received", back["number"]: "cancelled",
    }  # fmt: skip
    assert "from location 1 to 2: 2 goods, received  with the van" in kassa(capsys, "transfer", "list").out


@pytest.mark.usefixtures("_shop")
def test_goods_go_back_to_their_supplier_and_are_credited_refused_and_listed(capsys: Capture) -> None:
    way = ("supplier-returns", "send", "GROSS", "--goods", "MILK=4", "--note", "burst", "--json")
    sent, back = kassa(capsys, *way).json, kassa(capsys, *way).json
    nothing = kassa(capsys, "supplier-returns", "send", "GROSS", "--waiting", "--json").json
    credit = ("supplier-returns", "credit", sent["number"], "--amount", "35,50", "--credit-note", "K 1", "--json")
    credited, again = kassa(capsys, *credit).json, kassa(capsys, *credit).json
    listed = kassa(capsys, "supplier-returns", "list").out
    refused = kassa(capsys, "supplier-returns", "refuse", back["number"], "--why", "too-late", "--back", "--json").json
    rows = kassa(capsys, "supplier-returns", "list", "--json").json

    assert sent["claimed_minor"] == sent["goods"][0]["cost_minor"] == 4 * 995
    assert nothing["error"]["code"] == "wrong_supplier_return"
    assert (credited["credited_minor"], credited["state"]) == (3550, "credited")
    assert again["error"]["code"] == "claim_has_ended"
    assert "GROSS: 1 goods, open, 0 days  burst" in listed
    assert (refused["why"], refused["back"]) == ("too_late", True)
    assert {each["number"]: each["state"] for each in rows} == {
        sent["number"]: "credited", back["number"]: "refused",
    }  # fmt: skip


@pytest.mark.usefixtures("_shop")
def test_what_the_night_proposes_to_move_is_listed_with_its_figures_accepted_or_dismissed(capsys: Capture) -> None:
    store, at = open_store(load_settings().store_url), datetime.now(UTC)
    with store.view() as view:
        day = get_shop(view).business_day(at)
    run = save_forecast(store, SCHEDULE_ACTOR, ForecastRun(0, at, "test", "0", day, day, 28, {}), [])
    zero = Decimal(0)
    levels = (9, 2), (6.0, 1.5), 0.95
    giver = shelf_need(1, *levels, stock=(Decimal(59), zero, zero))
    needy = shelf_need(2, *levels, stock=(zero, zero, zero))
    for sku in ("MILK", "PAPER"):
        goods = SparedGoods(sku, needy.missing, giver, needy)
        save_proposals(store, SCHEDULE_ACTOR, run.id, {}, at=at, spared=[goods])
        (proposed,) = kassa(capsys, "transfer", "proposals", "--json").json
        (line,) = proposed["goods"]
        assert line["units"] == line["recomputed"] == str(needy.missing)
        assert "Nothing is sold" not in kassa(capsys, "transfer", "proposals").out
        verb = "accept" if sku == "MILK" else "dismiss"
        assert kassa(capsys, "transfer", verb, proposed["number"]).code == 0
    store.close()
    assert kassa(capsys, "transfer", "proposals", "--json").json == []
    (sent,) = kassa(capsys, "transfer", "list", "--json").json
    assert [each["sku"] for each in sent["goods"]] == ["MILK"]
    refused = kassa(capsys, "transfer", "accept", proposed["number"], "--json").json
    assert refused["error"]["code"] == "transfer_proposal_decided"
    assert kassa(capsys, "transfer", "accept", "100-999", "--json").json["error"]["code"] == "unknown_transfer_proposal"
