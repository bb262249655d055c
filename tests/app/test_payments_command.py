"""``kassa payments``: what nobody knows is listed, two people decide it, and a day is compared with the provider."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.commands.output import ExitCode
from models.access.operator import Operator
from models.payments.attempt import PaymentAnswer, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.payments.dispute import DisputeReason, DisputeState, ProviderDispute
from operations.access.actors import office_actor
from operations.installation.configuration import load_settings
from operations.installation.opening import open_store
from operations.installation.upkeep import shop_in_use
from operations.selling.note_disputes import note_disputes
from operations.selling.payment_changes import PaymentWish, begin_payment, claim_attempt, record_answer
from tests.app.command_line import Ended, kassa
from tests.app.signed_in import PIN, add_person
from tests.builders import AT, kr, small_shop
from tests.builders import Operator as AtTill

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def lost(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """An installation with a card of which nobody knows the outcome; its number."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    settings = load_settings()
    store = open_store(sqlite_url, keys=settings.key_ring)
    small_shop(store)
    for code, role in (("eva", "manager"), ("bo", "cashier")):
        add_person(store, settings.keys, Operator(code, code.title(), role))
    till = AtTill(store)
    till.scan("MILK")
    payment = till.payment()
    wish = PaymentWish(str(uuid4()), payment.basket_id, payment.shown, PaymentMethod.CARD, kr(1990), "simulated:dead")
    attempt = begin_payment(store, till.actor, wish, at=AT)
    claim_attempt(store, till.actor, attempt.id, at=AT)
    record_answer(store, till.actor, attempt.id, PaymentAnswer(AttemptState.UNKNOWN), at=AT)
    store.close()
    return attempt.id


def write_report(file: Path, number: int) -> None:
    heading = "automatic_payout_id,automatic_payout_effective_at,currency,gross,fee,net,reporting_category,source_id"
    file.write_text(f"{heading}\npo_1,2026-11-26,sek,19.90,0.30,19.60,charge,ch_{number}\n", encoding="utf-8")


def resolve(capsys: Capture, monkeypatch: pytest.MonkeyPatch, number: int, by: str, pin: str = PIN) -> Ended:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
    asked = ("payments", "resolve", number, "paid", "--evidence", "slip 12", "--approved-by", by, "--stdin", "--json")
    return kassa(capsys, *asked)


def test_two_people_decide_what_the_list_shows(capsys: Capture, monkeypatch: pytest.MonkeyPatch, lost: int) -> None:
    (row,) = kassa(capsys, "payments", "list", "--json").json
    assert (row["payment"], row["state"], row["amount"], row["in_sale"]) == (lost, "unknown", "19.90", False)
    assert "unknown" in kassa(capsys, "payments", "list").out

    for by, pin, code in (
        ("bo", PIN, "not_permitted"),
        ("eva", "1379", "wrong_secret"),
        ("no", PIN, "wrong_secret"),
    ):
        ended = resolve(capsys, monkeypatch, lost, by, pin)
        assert (ended.code, ended.json["error"]["code"]) == (ExitCode.REFUSED, code), by
    assert resolve(capsys, monkeypatch, lost + 1, "eva").json["error"]["code"] == "unknown_attempt"
    decided = resolve(capsys, monkeypatch, lost, "eva").json
    assert (decided["state"], decided["in_sale"]) == ("approved", True)
    assert kassa(capsys, "payments", "list", "--json").json == []
    assert "decided" in kassa(capsys, "payments", "list").out
    assert [each["payment"] for each in kassa(capsys, "payments", "list", "--days", 999, "--json").json] == [lost]


def test_a_day_is_compared_with_the_provider_and_its_payouts_are_booked(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, lost: int, tmp_path: Path
) -> None:
    resolve(capsys, monkeypatch, lost, "eva")
    report = kassa(capsys, "payments", "reconcile", AT.date().isoformat(), "--json").json
    assert (report["agree"], report["unreachable"]) == (0, [])
    assert [(each["kind"], each["payment"], each["amount"]) for each in report["differences"]] == [
        ("only_shop", lost, "19.90")
    ]
    write_report(tmp_path / "report.csv", lost)
    booked = kassa(capsys, "payments", "payouts", "--file", tmp_path / "report.csv", "--json").json
    assert [(each["payout"], each["amount"], each["fees"]) for each in booked["booked"]] == [("po_1", "19.60", "0.30")]
    again = kassa(capsys, "payments", "payouts", "--file", tmp_path / "report.csv")
    assert "0 payouts booked, 1 were booked before" in again.out
    assert kassa(capsys, "payments", "payouts", "--json").json["booked"] == [], "no till has a terminal"
    assert "only shop: 19.90" in kassa(capsys, "payments", "reconcile", AT.date().isoformat()).out
    assert kassa(capsys, "payments", "reconcile", "yesterday", "--json").code == ExitCode.USAGE


def test_disputes_are_listed_and_the_doctor_warns(capsys: Capture, monkeypatch: pytest.MonkeyPatch, lost: int) -> None:
    resolve(capsys, monkeypatch, lost, "eva")
    assert kassa(capsys, "payments", "disputes", "--ask", "--json").json == {"disputes": [], "unreachable": []}
    assert "No customer" in kassa(capsys, "payments", "disputes").out
    asked = ProviderDispute(
        "dp_1", "pi_1", kr(1990), DisputeReason.UNRECOGNIZED, DisputeState.TO_ANSWER, AT, AT + timedelta(days=7)
    )
    with shop_in_use(load_settings()) as store:
        note_disputes(store, office_actor(store), [asked], at=AT)
    (row,) = kassa(capsys, "payments", "disputes", "--json").json["disputes"]
    assert (row["dispute"], row["amount"], row["state"]) == ("dp_1", "19.90", "to_answer")
    assert "to answer, answer it by" in kassa(capsys, "payments", "disputes").out
    findings = {each["subject"]: each for each in kassa(capsys, "doctor", "--json").json["findings"]}
    assert (findings["disputes"]["grade"], findings["disputes"]["state"][:11]) == ("warn", "1 to answer")
