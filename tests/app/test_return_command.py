"""``kassa return``: goods come back from the command line, for somebody whose PIN it is."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from models.access.operator import Operator as Person
from operations.installation.configuration import load_settings
from operations.installation.opening import open_store
from store import invariants
from tests.app.command_line import Ended, kassa
from tests.app.signed_in import PIN, add_person
from tests.builders import Operator, small_shop

Capture = pytest.CaptureFixture[str]
OF_MARIA = ("--operator", "maria", "--stdin", "--json")


@pytest.fixture(autouse=True)
def _shop(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url, keys=load_settings().key_ring)
    anna = Operator(small_shop(store))
    anna.scan("MILK", 3)
    anna.scan("PAPER")
    anna.pay_cash()
    add_person(store, load_settings().keys, Person("maria", "Maria", "manager"))
    store.close()


def test_lines_of_a_receipt_come_back_and_never_more_than_was_sold(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*options: str, pin: str = PIN) -> Ended:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
        return kassa(capsys, "return", "1", *options, "--reason", "faulty", *OF_MARIA)

    part = run("--line", "1:2", "--line", "2")
    assert (part.json["state"], part.json["number"], part.json["due_minor"]) == ("returned", 2, -7500)
    refused = run("--line", "1:2")
    assert refused.code == ExitCode.REFUSED
    assert "refunded_too_much" in refused.err
    wrong = run("--line", "1", pin="0000")
    assert wrong.code == ExitCode.REFUSED
    store = open_store(load_settings().store_url, keys=load_settings().key_ring)
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
    store.close()
