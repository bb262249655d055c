"""Orders of the web shop from the command line: listed, picked, cancelled and ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from models.online.pickup_times import pickup_slots
from operations.installation.opening import open_store
from operations.online.web_shop_rules import read_rules
from tests.app.command_line import kassa
from tests.builders import small_shop
from tests.operations.online.web_customers import Customer, open_web_shop

Capture = pytest.CaptureFixture[str]


def test_orders_are_listed_picked_cancelled_and_ended(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    open_web_shop(small_shop(store))
    long_ago, now = datetime.now(UTC) - timedelta(days=20), datetime.now(UTC)
    with store.view() as view:
        old, new = (pickup_slots(read_rules(view, at).pickup, at)[0].begins for at in (long_ago, now))
    one, other = (
        Customer(store, f"{name}@example.com").order(("MILK", 3), ("PAPER", 1), at=now, pickup=new) for name in "ab"
    )
    late = Customer(store, "c@example.com").order(("PAPER", 1), at=long_ago, pickup=old)
    store.close()
    command = "web-orders"
    listed = kassa(capsys, command, "list", "--json").json["orders"]
    assert {each["code"]: each["is_late"] for each in listed} == {late.code: True, one.code: False, other.code: False}
    picked = kassa(capsys, command, "pick", one.code, "--missing", "1=2", "--json").json
    assert (picked["state"], picked["total_minor"]) == ("ready", 19_90 + 35_00)
    assert [each["picked"] for each in picked["goods"]] == [1, 1]
    assert kassa(capsys, command, "cancel", other.code, "--reason", "Slut", "--json").json["reason"] == "Slut"
    assert kassa(capsys, command, "show", one.code, "--json").json["name"] == "Anna Berg"
    assert kassa(capsys, command, "expire", "--json").json == {"ended": 1}
    states = {
        each["code"]: each["state"] for each in kassa(capsys, command, "list", "--ended", "--json").json["orders"]
    }
    assert states == {one.code: "ready", other.code: "cancelled", late.code: "expired"}
    assert (
        kassa(capsys, command, "list", "--ended").code == kassa(capsys, command, "show", one.code).code == ExitCode.OK
    )
    for wrong in (("show", other.code), ("cancel", "nope"), ("pick", one.code, "--missing", "1=4")):
        assert kassa(capsys, command, *wrong, "--json").code == ExitCode.REFUSED, wrong
    assert kassa(capsys, command, "pick", one.code, "--missing", "x").code == ExitCode.USAGE
