"""Keys of programs from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.access.api_keys import use_api_key
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import small_shop

Capture = pytest.CaptureFixture[str]


def test_a_key_is_made_listed_and_revoked(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = small_shop(open_store(sqlite_url))
    assert "No program has a key" in kassa(capsys, "api-keys", "list").out
    refused = kassa(capsys, "api-keys", "make", "Web", "all", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (ExitCode.REFUSED, "wrong_api_key")
    new_key = kassa(capsys, "api-keys", "make", "Web", "products:read,stock:read", "--days", 3, "--json").json
    assert use_api_key(store, new_key["key"], at=datetime.now(UTC)).name == "Web"
    (row,) = kassa(capsys, "api-keys", "list", "--json").json
    assert (row["number"], row["state"], row["scopes"]) == (new_key["number"], "valid", ["products:read", "stock:read"])
    listed = kassa(capsys, "api-keys", "list").out
    assert "Web: products:read, stock:read; valid" in listed
    assert new_key["key"] not in listed
    assert kassa(capsys, "api-keys", "revoke", new_key["number"]).out == "Web is revoked.\n"
    assert kassa(capsys, "api-keys", "list", "--json").json[0]["state"] == "revoked"
    again = kassa(capsys, "api-keys", "revoke", new_key["number"], "--json")
    assert again.json["error"]["code"] == "unknown_api_key"
    store.close()
