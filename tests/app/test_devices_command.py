"""The devices of tills from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import OFFICE, small_shop

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with the small shop."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.delenv("KASSA_PRINTER", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    small_shop(store)
    store.close()
    return tmp_path


def links(capsys: Capture, kind: str = "receipt_printer") -> dict[int, tuple[str, bool]]:
    listed = kassa(capsys, "devices", "list", "--json").json
    return {each["till"]: (each["link"], each["own"]) for each in listed if each["kind"] == kind}


def test_a_till_gets_a_printer_of_its_own_and_gives_it_back(home: Path, capsys: Capture) -> None:
    usual = (f"simulated:{home.as_posix()}/receipts", False)
    assert links(capsys) == {1: usual, 2: usual}
    assert kassa(capsys, "devices", "set", 2, "tcp:192.0.2.7:9100").code == ExitCode.OK
    assert links(capsys) == {1: usual, 2: ("tcp:192.0.2.7:9100", True)}
    assert "KASSA02" in kassa(capsys, "devices", "list").out
    assert kassa(capsys, "devices", "remove", 2, "--json").json["link"] == usual[0]
    assert links(capsys) == {1: usual, 2: usual}
    assert kassa(capsys, "devices", "remove", 2, "--json").json["error"]["code"] == "no_such_station_device"


def test_a_till_gets_a_payment_terminal_and_gives_it_back(capsys: Capture) -> None:
    to_terminal = ("--kind", "payment_terminal")
    assert kassa(capsys, "devices", "set", 2, "simulated:decline", *to_terminal).code == ExitCode.OK
    assert links(capsys, "payment_terminal") == {1: ("", False), 2: ("simulated:decline", True)}
    wrong = kassa(capsys, "devices", "set", 1, "simulated:free", *to_terminal, "--json")
    assert wrong.json["error"]["code"] == "wrong_device_setting"
    assert kassa(capsys, "devices", "remove", 2, *to_terminal, "--json").json["link"] == ""
    assert links(capsys, "payment_terminal") == {1: ("", False), 2: ("", False)}


@pytest.mark.parametrize(
    ("till", "link", "code"), [(1, "usb:1", "wrong_device_setting"), (OFFICE, "tcp:h", "unknown_device")]
)
def test_what_names_no_device_or_till_changes_nothing(till: int, link: str, code: str, capsys: Capture) -> None:
    before = links(capsys)
    ended = kassa(capsys, "devices", "set", till, link, "--json")
    assert (ended.code, ended.json["error"]["code"]) == (ExitCode.REFUSED, code)
    assert links(capsys) == before
