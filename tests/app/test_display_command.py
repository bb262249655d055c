"""Customer displays from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.access.displays import ask_for_display_code, find_display
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import small_shop

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with the small shop."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    small_shop(store)
    store.close()
    return tmp_path


def test_a_display_is_paired_listed_and_revoked(sqlite_url: str, capsys: Capture) -> None:
    assert "No customer display" in kassa(capsys, "display", "list").out
    store = open_store(sqlite_url)
    shown = ask_for_display_code(store, "", "Chrome, Android", at=datetime.now(UTC))
    assert shown is not None
    wrong = "000000" if shown.code != "000 000" else "111111"
    refused = kassa(capsys, "display", "pair", 2, wrong, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (ExitCode.REFUSED, "wrong_display_code")
    paired = kassa(capsys, "display", "pair", 2, shown.code, "--json").json
    assert (paired["till"], paired["browser"]) == (2, "Chrome, Android")
    assert find_display(store, shown.secret) is not None
    (row,) = kassa(capsys, "display", "list", "--json").json
    assert (row["number"], row["till"]) == (paired["display"], 2)
    assert "till 2, Chrome, Android, last here" in kassa(capsys, "display", "list").out
    assert kassa(capsys, "display", "revoke", 5, "--json").json["error"]["code"] == "unknown_display"
    number = paired["display"]
    assert kassa(capsys, "display", "revoke", number, "--json").json == {"display": number, "till": 2, "revoked": True}
    assert find_display(store, shown.secret) is None
    assert kassa(capsys, "display", "list", "--json").json == []
    store.close()
