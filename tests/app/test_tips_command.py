"""Tips from the command line: listed and paid out."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import AT, small_shop
from tests.operations.selling.tip_trade import give_and_pay_out_tips


def test_tips_are_listed_and_paid_out(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    give_and_pay_out_tips(small_shop(store))
    store.close()
    month = f"{AT:%Y-%m}"
    listed = kassa(capsys, "tips", "list", "--month", month, "--json").json
    assert (listed["tips"], listed["owed"]) == ("shared", [{"owner": "", "owed_minor": 15_00}])
    assert [(each["change"], each["amount_minor"]) for each in listed["changes"]] == [("tip", 20_00), ("bank", -5_00)]
    paid = kassa(capsys, "tips", "pay-out", "12.50", "--to", "Bo", "--json").json
    assert (paid["paid_to"], paid["amount_minor"], paid["left_minor"]) == ("Bo", -12_50, 2_50)
    assert kassa(capsys, "tips", "pay-out", "3", "--to", "Bo", "--json").code == ExitCode.REFUSED
    (payment,) = {each["payment"] for each in listed["changes"] if each["payment"] is not None}
    corrected = kassa(capsys, "tips", "correct", payment, "21.50", "--reason", "the slip has 21.50", "--json").json
    assert (corrected["change"], corrected["amount_minor"], corrected["left_minor"]) == ("correction", 1_50, 4_00)
    again = kassa(capsys, "tips", "correct", payment, "21.50", "--reason", "again", "--json")
    assert (again.code, again.json["error"]["code"]) == (ExitCode.REFUSED, "no_tip_to_correct")
    assert kassa(capsys, "tips", "list").code == ExitCode.OK
