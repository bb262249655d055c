"""Orders beside the owner from the command line: begun, decided, shown, stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.pipelines.nightly.beside_owner import opened_shop

Capture = pytest.CaptureFixture[str]


def test_a_run_is_begun_decided_shown_and_stopped(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    opened_shop(store)
    store.close()
    assert kassa(capsys, "shadow", "show", "--json").code == ExitCode.REFUSED
    assert kassa(capsys, "shadow", "begin", "--past", "31", "--json").code == ExitCode.REFUSED
    begun = kassa(capsys, "shadow", "begin", "--days", "10", "--past", "2", "--json").json
    assert (begun["days"], begun["stopped_at"]) == (10, None)
    decided = kassa(capsys, "shadow", "decide", "--json").json
    assert decided["mornings"] == 2
    report = kassa(capsys, "shadow", "show", "--json").json
    assert report["total"]["saved_minor"] == sum(each["saved_minor"] for each in report["suppliers"])
    assert all(each["supplier"] == "GROSS" for each in report["orders"])
    assert "saved" in kassa(capsys, "shadow", "show").out
    assert kassa(capsys, "shadow", "stop", "--json").json["stopped_at"]
    assert kassa(capsys, "shadow", "stop", "--json").code == ExitCode.REFUSED
