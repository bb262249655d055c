"""Tills and their browsers from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.access.enrolments import enrol_browser, find_enrolled
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


def test_a_browser_is_enrolled_listed_and_revoked(sqlite_url: str, capsys: Capture) -> None:
    code = kassa(capsys, "till", "enrol", 2, "--json").json
    assert code["till"] == 2
    store = open_store(sqlite_url)
    secret = enrol_browser(store, code["code"], "Chrome, Linux", at=datetime.now(UTC)).secret
    first, second = kassa(capsys, "till", "list", "--json").json
    assert (first["browsers"], [each["browser"] for each in second["browsers"]]) == ([], ["Chrome, Linux"])
    assert "Chrome, Linux, last here" in kassa(capsys, "till", "list").out
    number = second["browsers"][0]["number"]
    assert kassa(capsys, "till", "revoke", 2, "--browser", 5, "--json").json["error"]["code"] == "not_enrolled"
    assert find_enrolled(store, secret) is not None
    assert kassa(capsys, "till", "revoke", 2, "--json").json == {"till": 2, "revoked": [number]}
    assert find_enrolled(store, secret) is None
    store.close()


def test_a_till_is_added_and_renamed(capsys: Capture) -> None:
    assert kassa(capsys, "till", "add", "DISK", "--location", 2, "--json").json == {
        "till": 3,
        "name": "DISK",
        "location": 2,
    }
    assert kassa(capsys, "till", "rename", 3, "TORGET").code == ExitCode.OK
    assert "TORGET" in kassa(capsys, "till", "list").out
    assert kassa(capsys, "till", "add", "KASSA01", "--json").json["error"]["code"] == "till_name_taken"
