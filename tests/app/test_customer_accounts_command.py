"""Customer accounts from the command line: opened, changed, paid, and the statement written."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.output import ExitCode
from models.shop_settings import MAIL_HOST
from operations.installation.change_settings import change_setting
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import AT, OFFICE_ACTOR, small_shop

Capture = pytest.CaptureFixture[str]


def test_an_account_is_opened_changed_paid_and_stated(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    small_shop(store)
    store.close()
    command = "customer-accounts"
    made = kassa(capsys, command, "open", "Bygg AB", "--limit", "500", "--days", 10, "--json").json
    assert (made["number"], made["limit_minor"], made["days"], made["left_minor"]) == ("1001", 500_00, 10, 500_00)
    changed = kassa(
        capsys, command, "change", "1001", "--limit", "600", "--email", "a@example.com", "--block", "--json"
    )
    assert (changed.json["limit_minor"], changed.json["state"], changed.json["name"]) == (600_00, "blocked", "Bygg AB")
    assert kassa(capsys, command, "change", "1001", "--unblock", "--json").json["state"] == "open"
    assert kassa(capsys, command, "pay", "1001", "20", "--reference", "BG", "--json").json["balance_minor"] == -20_00
    assert kassa(capsys, command, "pay", "1001", "--json", "--", "-20").json["balance_minor"] == 0
    shown = kassa(capsys, command, "show", "1001", "--json").json
    assert [each["amount_minor"] for each in shown["changes"]] == [-20_00, 20_00]
    assert kassa(capsys, command, "list", "--json").json["owed_minor"] == 0
    assert kassa(capsys, command, "list").code == kassa(capsys, command, "show", "1001").code == ExitCode.OK
    out = tmp_path / "statement.pdf"
    assert kassa(capsys, command, "statement", "1001", "--out", out, "--json").json["file"] == str(out)
    assert out.read_bytes().startswith(b"%PDF")
    assert kassa(capsys, command, "mail", "1001").code == ExitCode.REFUSED, "the shop has no mail server"
    store = open_store(sqlite_url)
    change_setting(store, OFFICE_ACTOR, MAIL_HOST, "127.0.0.1", at=AT)
    store.close()
    assert kassa(capsys, command, "mail", "1001", "--json").json["to"] == "a…@e….com"
    for wrong in (
        ("pay", "1001", "0"),
        ("show", "9"),
        ("open", "Bygg", "--limit", "x"),
        ("change", "1001", "--days", 999),
    ):
        assert kassa(capsys, command, *wrong, "--json").code == ExitCode.REFUSED, wrong
