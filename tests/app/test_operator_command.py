"""The people of a shop from the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.commands.output import ExitCode
from operations.installation import upkeep
from operations.installation.configuration import Settings
from store.invariants import check_all
from tests.app.command_line import kassa
from tests.builders import small_shop

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with a small shop."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    made = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(made, make=True) as store:
        small_shop(store)
    return made


def listed(capsys: Capture) -> list[dict[str, Any]]:
    return list(json.loads(kassa(capsys, "operator", "list", "--json").out))


def test_a_person_is_added_changed_and_leaves(
    settings: Settings, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Nobody yet" in kassa(capsys, "operator", "list").out
    assert kassa(capsys, "operator", "add", "olof", "--name", "Olof", "--role", "owner").code == ExitCode.OK
    kassa(capsys, "operator", "add", "anna", "--name", "Anna", "--language", "en")
    for command, secret in (("pin", "2580"), ("badge", "BADGE-0001"), ("password", "lampa fjord paraply 88")):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{secret}\n"))
        done = kassa(capsys, "operator", command, "anna", "--stdin")
        assert done.code == ExitCode.OK
        assert secret not in done.out + done.err
    monkeypatch.setattr("sys.stdin", io.StringIO("1234\n"))
    refused = kassa(capsys, "operator", "pin", "anna", "--stdin", "--json")
    assert refused.code == ExitCode.REFUSED
    assert json.loads(refused.out)["error"]["code"] == "bad_pin"
    kassa(capsys, "operator", "role", "weekend", "--name", "Weekend", "--permissions", "sign_in, sell")
    kassa(capsys, "operator", "change", "anna", "--role", "weekend")
    made = json.loads(kassa(capsys, "operator", "badge", "anna", "--make", "--json").out)
    assert (made["operator"], made["code"][:3]) == ("anna", "KXO")
    kassa(capsys, "operator", "badge", "anna", "--remove")
    kassa(capsys, "operator", "unlock", "anna")
    anna = {"operator": "anna", "name": "Anna", "role": "weekend", "active": True, "language": "en"}
    assert listed(capsys)[0] == {**anna, "signs_in_with": ["password", "pin"]}
    kassa(capsys, "operator", "change", "anna", "--left")
    assert "works here no longer" in kassa(capsys, "operator", "list").out
    assert kassa(capsys, "operator", "change", "olof", "--left").code == ExitCode.REFUSED
    roles = {each["role"]: each for each in json.loads(kassa(capsys, "operator", "roles", "--json").out)}
    assert roles["weekend"] == {"role": "weekend", "own": True, "permissions": ["sell", "sign_in"]}
    assert "weekend: sell, sign in" in kassa(capsys, "operator", "roles").out
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        assert check_all(view) == []


def test_a_permission_that_does_not_exist_is_named(capsys: Capture) -> None:
    done = kassa(capsys, "operator", "role", "weekend", "--name", "Weekend", "--permissions", "fly")
    assert done.code == ExitCode.USAGE
    assert "no permission fly" in done.err
    assert "open_drawer" in done.err
