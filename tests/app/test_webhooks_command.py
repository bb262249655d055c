"""Webhooks from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from standardwebhooks import Webhook as OutsideWebhook

from app.commands.output import ExitCode
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import small_shop
from tests.webhook_receiver import WebhookReceiver, receiving

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def _home(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    small_shop(open_store(sqlite_url)).close()


@pytest.mark.usefixtures("_home")
def test_a_webhook_is_added_tried_sent_to_again_and_removed(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("KASSA_WEBHOOK_LOOPBACK", "1")
    assert "Nothing is sent" in kassa(capsys, "webhooks", "list").out
    with receiving(WebhookReceiver(lambda number: 500 if number == 0 else 204)) as receiver:
        made = kassa(capsys, "webhooks", "add", receiver.url, "order.paid,sale.completed", "--json").json
        assert made["secret"].startswith("whsec_")
        number = made["number"]
        failed = kassa(capsys, "webhooks", "test", number, "--json").json
        assert (failed["taken"], failed["status"]) == (False, 500)
        assert kassa(capsys, "webhooks", "test", number).out == "taken: 204 No Content\n"
    assert json.loads(receiver.taken[1].body)["data"] == {"shop": "Kassa Hörnet AB"}
    OutsideWebhook(made["secret"]).verify(receiver.taken[1].body, receiver.taken[1].headers)
    listed = kassa(capsys, "webhooks", "list").out
    assert f"{receiver.url}: order.paid, sale.completed; on" in listed
    assert made["secret"] not in listed
    states = {each["state"]: each for each in kassa(capsys, "webhooks", "log", "--json").json}
    assert (states["waiting"]["attempts"], states["sent"]["status"]) == (1, 204)
    assert "webhook.trial" in kassa(capsys, "webhooks", "log", "--state", "sent", "--number", number).out
    assert kassa(capsys, "webhooks", "replay", number, "--all", "--json").json["sent_again"] == 1
    assert kassa(capsys, "webhooks", "replay", number).out == "Sent again: 0.\n"
    wrong = kassa(capsys, "webhooks", "replay", number, "--message", "evt_1_1", "--json")
    assert (wrong.code, wrong.json["error"]["code"]) == (ExitCode.REFUSED, "unknown_webhook_message")
    assert kassa(capsys, "webhooks", "rotate", number, "--json").json["secret"] != made["secret"]
    assert kassa(capsys, "webhooks", "switch", number, "--off", "--json").json["state"] == "off"
    off = kassa(capsys, "webhooks", "test", number, "--json")
    assert off.json["error"]["code"] == "webhook_off"
    assert "; on" in kassa(capsys, "webhooks", "switch", number).out
    assert "127.0.0.1" in kassa(capsys, "webhooks", "remove", number).out
    assert kassa(capsys, "webhooks", "list", "--json").json == []
    gone = kassa(capsys, "webhooks", "remove", number, "--json")
    assert gone.json["error"]["code"] == "unknown_webhook"


@pytest.mark.usefixtures("_home")
def test_without_the_setting_for_trials_an_address_needs_tls(capsys: Capture) -> None:
    refused = kassa(capsys, "webhooks", "add", "http://127.0.0.1:9/", "sale.completed", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (ExitCode.REFUSED, "wrong_webhook")
    with receiving(WebhookReceiver()) as receiver:
        made = kassa(capsys, "webhooks", "add", f"https://127.0.0.1:{receiver.port}/", "sale.completed", "--json").json
        tried = kassa(capsys, "webhooks", "test", made["number"], "--json").json
        assert (tried["taken"], tried["reason"]) == (False, "the address is not a public one")
        assert receiver.taken == []
