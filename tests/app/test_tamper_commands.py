"""Verifying against anchors, files and backups, and the keys of devices, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.installation import upkeep
from operations.installation.configuration import Settings
from tests.app.command_line import kassa
from tests.builders import Operator, small_shop

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation whose till has sold once."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    made = Settings(home=tmp_path, store_url=sqlite_url)
    sell(made)
    return made


def sell(settings: Settings) -> None:
    with upkeep.shop_in_use(settings, make=True) as store:
        operator = Operator(small_shop(store) if not (settings.home / "keys").exists() else store)
        operator.scan("MILK")
        operator.pay_cash()


def test_an_older_backup_is_sound_and_shows_what_is_missing_in_the_shop(
    settings: Settings, tmp_path: Path, capsys: Capture
) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    assert kassa(capsys, "backup", first).code == ExitCode.OK
    sell(settings)
    assert kassa(capsys, "backup", second).code == ExitCode.OK
    assert kassa(capsys, "verify", first).code == ExitCode.OK
    assert kassa(capsys, "verify", "--against", second).code == ExitCode.OK
    ended = kassa(capsys, "verify", first, "--against", second, "--json")
    assert (ended.code, ended.json["sound"]) == (ExitCode.BROKEN, False)
    assert "the end was cut off" in ended.json["first_problem"]
    assert kassa(capsys, "verify", "--against", "nothing").code == ExitCode.REFUSED


def test_a_shop_that_is_gone_is_named_and_never_sound(settings: Settings, capsys: Capture) -> None:
    (settings.home / "shop.db").unlink()
    ended = kassa(capsys, "verify", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (ExitCode.BROKEN, "shop_gone")


def test_keys_are_listed_and_renewed_and_what_was_signed_stays_sound(settings: Settings, capsys: Capture) -> None:
    before = {each["name"]: each["key"] for each in kassa(capsys, "keys", "list", "--json").json}
    assert before["KASSA01"]
    assert before["KASSA02"] is None  # it has written nothing yet
    renewed = kassa(capsys, "keys", "renew", "--json").json["renewed"]
    after = kassa(capsys, "keys", "list", "--json").json
    assert {each["name"] for each in after if each["key"] != before[each["name"]]} == set(renewed)
    assert [each["here"] for each in after if each["key"]] == [True] * len(renewed)
    assert "KASSA02: no key yet" in kassa(capsys, "keys", "list").out
    sell(settings)
    ended = kassa(capsys, "verify", "--json")
    assert ended.json["problems"] == []
    # The till of the test sells by a clock of its own, days before the command.
    assert ["went from" in each for each in ended.json["not_excluded"]] == [True]


def test_an_anchor_between_two_backups_finds_a_tail_that_was_cut(
    settings: Settings, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    monkeypatch.setenv("KASSA_ANCHORS", str(stick))
    assert kassa(capsys, "anchor", "--json").json["error"]["code"] == "no_anchor_written"
    stick.mkdir()
    older = tmp_path / "older.db"
    kassa(capsys, "backup", older)
    sell(settings)
    control = kassa(capsys, "verify", older, "--against", stick / "kassa-anchors.jsonl", "--json")
    assert control.json["sound"] is True  # nobody noted yet that there is more
    (file, *_) = kassa(capsys, "anchor", "--json").json["anchors"][::-1]
    assert Path(file).parent == stick
    assert kassa(capsys, "verify", "--against", file).code == ExitCode.OK
    ended = kassa(capsys, "verify", older, "--against", file, "--json")
    assert (ended.code, "the end was cut off" in ended.json["first_problem"]) == (ExitCode.BROKEN, True)
