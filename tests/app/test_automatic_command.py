"""Automatic ordering from the command line, and its message by e-mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.output import ExitCode
from app.counter.dispatch_content import mail_content
from app.counter.receipt_composer import ReceiptComposer
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.purchasing.automatic_ordering import AutomaticLimits, OrderMode
from operations.automatic.decide_proposals import decide_proposal
from operations.automatic.limits_and_switch import set_limits, stop_automatic
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import AT, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR, small_shop
from tests.models.purchasing.test_circuit_breakers import NIGHT
from tests.operations.replenishment.proposed_orders import propose

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def url(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The shop of this installation; on its day an order was held."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    small_shop(store)
    set_limits(store, OFFICE_ACTOR, AutomaticLimits("GROSS", OrderMode.SEND, 100), at=AT)
    decide_proposal(store, SCHEDULE_ACTOR, propose(store).id, NIGHT, at=AT)
    store.close()
    return sqlite_url


def test_limits_switch_and_message(url: str, capsys: Capture) -> None:
    assert url
    status = kassa(capsys, "orders", "automatic", "status", "--json").json
    limits = {"supplier": "GROSS", "mode": "send", "value_max_minor": 100, "share_max_percent": 200}
    assert (status["on"], status["suppliers"]) == (True, [limits])
    changed = kassa(
        capsys, "orders", "automatic", "set", "GROSS", "--value-max", "5000", "--share-max", "150", "--json"
    )
    assert changed.json == limits | {"value_max_minor": 500_000, "share_max_percent": 150}
    (held,) = kassa(capsys, "orders", "automatic", "report", "--day", DAY.isoformat(), "--json").json["held"]
    assert (held["order"], held["reasons"]) == (
        None,
        ["no_normal", "above_value", "unknown_goods", "no_address"],
    )
    assert held["goods"] == ["MILK"]
    assert "held for you" in kassa(capsys, "orders", "automatic", "report", "--day", DAY.isoformat()).out
    stopped = kassa(capsys, "orders", "automatic", "stop", "--reason", "odd figures", "--json").json
    assert (stopped["on"], stopped["reason"]) == (False, "odd figures")
    assert "False" in kassa(capsys, "orders", "automatic", "status").out
    assert kassa(capsys, "orders", "automatic", "start", "--json").json["on"] is True
    assert kassa(capsys, "orders", "automatic", "stop", "--reason", " ").code == ExitCode.REFUSED
    # No job of the night has run here: whatever is proposed is held.
    ran = kassa(capsys, "run", "orders", "--json").json
    assert (ran["sent_orders"], ran["failed_jobs"]) == ([], ["forecast", "reorder"])


def test_the_message_of_a_day_has_orders_reasons_and_the_stop(url: str) -> None:
    store = open_store(url)
    stop_automatic(store, OFFICE_ACTOR, "odd figures", at=AT)
    report = Dispatch(1, DispatchKind.ORDER_REPORT, DAY.toordinal(), "owner@example.com", "o…", AT)
    message = mail_content(store, ReceiptComposer(store, "sv"), report)
    store.close()
    assert message.subject == f"Kassa Hörnet AB, {DAY}: 0 skickade, 1 tillbakahållna"
    assert message.text.splitlines()[:3] == [
        "Automatisk beställning är stoppad: odd figures",
        "0 beställningar skickades automatiskt.",
        "1 beställning hölls tillbaka.",
    ]
    assert "Se efter: Mellanmjölk 1,5 l." in message.text
    assert "Beställningen kostar mer än Kassa får skicka av sig själv." in message.text
