"""``kassa delivery``: what comes is received from the command line, all at once or from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.shop import fact_number
from operations.installation.configuration import load_settings
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import gtin
from tests.operations.purchasing.test_receiving import sent

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def number(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The number of an order that was sent, in the shop of this installation."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url, keys=load_settings().key_ring)
    order = sent(store)
    store.close()
    return fact_number(order.id)


def test_an_order_comes_in_two_parts(capsys: Capture, tmp_path: Path, number: str) -> None:
    note = tmp_path / "note.csv"
    note.write_text(f"Streckkod;Antal;Skadat;Inköpspris\n{gtin(1)};10;2;10,55\nPAPER;5;;\n", encoding="utf-8")

    first = kassa(capsys, "delivery", "receive", number, "--file", str(note), "--note", "F 7", "--json").json
    rest = kassa(capsys, "delivery", "open", "--json").json
    kassa(capsys, "delivery", "receive", number, "--rest", "cancelled")
    (_, again) = kassa(capsys, "delivery", "list", "--json").json

    assert [(each["sku"], each["good"], each["damaged"], each["unit_cost_minor"]) for each in first["goods"]] == [
        ("MILK", "10", "2", 1055),
        ("PAPER", "5", "0", 1750),
    ]
    assert [(each["sku"], each["open"]) for each in rest] == [("PAPER", "7")]
    assert again == first
    assert "F 7" in kassa(capsys, "delivery", "list").out
    assert "Nothing is to come" in kassa(capsys, "delivery", "open").out


def test_a_file_without_an_order_and_a_file_that_is_wrong(capsys: Capture, tmp_path: Path, number: str) -> None:
    note = tmp_path / "note.csv"
    note.write_text("sku,quantity\nNAPKINS,4\n", encoding="utf-8")
    added = kassa(capsys, "delivery", "add", "GROSS", str(note), "--location", "2", "--freight", "49", "--json").json
    assert (added["location"], added["freight_minor"], added["order"]) == (2, 4900, None)

    note.write_text("sku,quantity\nNAPKINS,4\nNOSUCH,1\n", encoding="utf-8")
    refused = kassa(capsys, "delivery", "receive", number, "--file", str(note), "--json").json
    assert refused["error"]["code"] == "wrong_delivery_note"
    assert "row 3" in refused["error"]["message"]


def test_what_was_counted_is_saved_and_listed(capsys: Capture, number: str) -> None:
    assert number
    half = kassa(capsys, "count", "save", "--goods", "MILK=11", "--goods", "PAPER=2,5", "--json")
    assert half.code != 0
    assert "PAPER" in half.err
    made_count = kassa(capsys, "count", "save", "--goods", "MILK=11", "--goods", "PAPER=2", "--json").json
    (listed,) = kassa(capsys, "count", "list", "--json").json
    assert listed == made_count
    assert [(each["sku"], each["counted"]) for each in listed["goods"]] == [("MILK", "11"), ("PAPER", "2")]
