"""Payment terminals from the command line: paired, listed, tried, looked at by the doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.commands.output import ExitCode
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import small_shop
from tests.hardware.terminal.stripe_account import GOOD_CARD
from tests.hardware.terminal.stripe_fixtures import stripe_document, world
from tests.hardware.terminal.stripe_server import TEST_KEY
from tests.hardware.terminal.stripe_world import StripeWorld

Capture = pytest.CaptureFixture[str]

__all__ = ["stripe_document", "world"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, sqlite_url: str, world: StripeWorld, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with the small shop, whose Stripe account is on this machine."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    monkeypatch.setenv("KASSA_STRIPE_KEY", TEST_KEY)
    monkeypatch.setenv("KASSA_STRIPE_ADDRESS", world.server.url)
    store = open_store(sqlite_url)
    small_shop(store)
    store.close()
    return tmp_path


def _finding(capsys: Capture, subject: str) -> dict[str, Any] | None:
    found = kassa(capsys, "doctor", "--json").json["findings"]
    return next((each for each in found if each["subject"] == subject), None)


def test_reader_is_paired_tried_and_taken_away(world: StripeWorld, capsys: Capture) -> None:
    world.account.create_location({"display_name": "Shop", "address": {"country": "SE"}})
    paired = kassa(capsys, "terminal", "pair", 2, "--code", "simulated-wpe", "--json").json
    reader = paired["link"].removeprefix("stripe:")
    listed = {each["reader"]: each["tills"] for each in kassa(capsys, "terminal", "list", "--json").json}
    assert listed == {reader: [2], world.reader["id"]: []}
    assert reader in kassa(capsys, "terminal", "list").out

    world.account.waiting_card = GOOD_CARD
    tried = kassa(capsys, "terminal", "test", 2, "--json")
    assert (tried.code, tried.json["works"], tried.json["card"]) == (ExitCode.OK, True, "Visa 4242")
    assert "Show a card" in tried.err

    finding = _finding(capsys, "terminal 2")
    assert finding is not None
    assert (finding["grade"], "only practises" in finding["state"]) == ("warn", True)
    world.objects.held[reader]["status"] = "offline"
    finding = _finding(capsys, "terminal 2")
    assert finding is not None
    assert "terminal_reader_offline" in finding["state"]

    assert kassa(capsys, "devices", "remove", 2, "--kind", "payment_terminal").code == ExitCode.OK
    assert _finding(capsys, "terminal 2") is None
    assert kassa(capsys, "terminal", "test", 2, "--json").json["error"]["code"] == "no_such_station_device"


def test_reader_of_the_account_or_codes_alone_are_paired_without_a_code(world: StripeWorld, capsys: Capture) -> None:
    reader = world.reader["id"]
    assert kassa(capsys, "terminal", "pair", 1, "--reader", reader, "--json").json["link"] == f"stripe:{reader}"
    assert kassa(capsys, "terminal", "pair", 1, "--json").json["link"] == "stripe:"
    wrong = kassa(capsys, "terminal", "pair", 1, "--reader", "pi_1", "--json")
    assert wrong.json["error"]["code"] == "wrong_device_setting"


@pytest.mark.parametrize(("places", "code"), [(0, "simulated-wpe"), (2, "simulated-wpe"), (1, "no-such-code")])
def test_reader_that_cannot_be_registered_changes_nothing(
    world: StripeWorld, capsys: Capture, places: int, code: str
) -> None:
    for _ in range(places):
        world.account.create_location({"display_name": "Shop", "address": {"country": "SE"}})
    ended = kassa(capsys, "terminal", "pair", 1, "--code", code, "--json")
    assert (ended.code, ended.json["error"]["code"]) == (ExitCode.REFUSED, "reader_refused")
    assert _finding(capsys, "terminal 1") is None


def test_card_that_is_refused_fails_the_trial(world: StripeWorld, capsys: Capture) -> None:
    kassa(capsys, "terminal", "pair", 1, "--reader", world.reader["id"])
    world.account.waiting_card = "4000000000000002"
    tried = kassa(capsys, "terminal", "test", 1, "--json")
    assert (tried.code, tried.json["payment_state"], tried.json["refund"]) == (ExitCode.REFUSED, "declined", None)


def test_key_that_is_missing_is_told_and_one_that_is_there_is_never_shown(
    world: StripeWorld, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    kassa(capsys, "terminal", "pair", 1, "--reader", world.reader["id"])
    shown = [kassa(capsys, *words) for words in (("terminal", "list"), ("doctor",), ("settings", "list"))]
    assert all(TEST_KEY not in each.out + each.err for each in shown)

    monkeypatch.delenv("KASSA_STRIPE_KEY")
    assert kassa(capsys, "terminal", "list", "--json").json["error"]["code"] == "no_stripe_key"
    finding = _finding(capsys, "terminal 1")
    assert finding is not None
    assert finding["grade"] == "bad"
