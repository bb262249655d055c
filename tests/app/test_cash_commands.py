"""``kassa cash`` and ``kassa day``: from the float to the Z report on the command line."""

from __future__ import annotations

import io
from csv import DictReader
from pathlib import Path

import keyring
import pytest
from keyring.core import load_keyring
from PIL import Image

from app.commands.output import ExitCode
from app.counter.dispatch_thread import mail_way
from integrations.sie.sie_reading import read_sie
from operations.installation.configuration import load_settings
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import Operator, small_shop
from tests.integrations.mail.mail_box import mail_box

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _shop(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url, keys=load_settings().key_ring)
    till = Operator(small_shop(store))
    till.scan("MILK", 3)
    till.pay_cash()
    store.close()


def test_the_logo_of_receipts_is_set_from_a_file_and_taken_away(capsys: Capture, tmp_path: Path) -> None:
    picture = tmp_path / "logo.png"
    Image.new("L", (40, 20)).save(picture)
    assert kassa(capsys, "settings", "logo", str(picture), "--json").json == {
        "name": "receipt.logo",
        "value": "40 × 20",
    }
    listed = kassa(capsys, "settings", "list", "--search", "receipt.logo", "--json").json
    assert [each["value"] for each in listed] == ["40 × 20"]
    picture.write_text("no picture")
    assert kassa(capsys, "settings", "logo", str(picture), "--json").json["error"]["code"] == "not_a_logo"
    assert kassa(capsys, "settings", "logo", "--json").code == ExitCode.USAGE
    assert kassa(capsys, "settings", "set", "receipt.logo", "text", "--json").json["error"]["code"] == "wrong_setting"
    kassa(capsys, "settings", "logo", "--remove")
    changes = kassa(capsys, "settings", "get", "receipt.logo", "--json").json["changes"]
    assert [(each["before"], each["after"]) for each in changes] == [("40 × 20", ""), (None, "40 × 20")]


def test_a_day_on_the_command_line(capsys: Capture, tmp_path: Path) -> None:
    assert kassa(capsys, "cash", "status", "--json").json == []
    assert kassa(capsys, "day", "list", "--json").json == {"reports": [], "not_closed": {"1": 1}}
    morning = kassa(capsys, "day", "morning", "--json").json
    assert (morning["ready"], [each["subject"] for each in morning["findings"]][:2]) == (False, ["day", "float"])
    assert "Register the float" in kassa(capsys, "day", "morning").out
    assert kassa(capsys, "cash", "open", "1000", "--json").json["float_minor"] == 1000_00
    moved = kassa(capsys, "cash", "move", "to-bank", "250,50", "--reason", "too much", "--bag", "B-1", "--json").json
    assert (moved["amount_minor"], moved["bag"]) == (-250_50, "B-1")
    (drawer,) = kassa(capsys, "cash", "status", "--json").json
    assert drawer["expected_minor"] == 749_50
    assert kassa(capsys, "day", "x", "--json").json["figures"]["trade"]["sales"] == {"number": 1, "amount": 5970}
    assert kassa(capsys, "cash", "count", "700", "--json").json["agrees"] is False
    assert kassa(capsys, "cash", "hand-over", "--json").json["error"]["code"] == "cash_needs_reason"
    report = kassa(capsys, "day", "close", "--counted", "749.50", "--json").json
    assert (report["number"], report["sales_minor"], report["difference_minor"]) == (1, 5970, 0)
    assert "Z-dagrapport nr 1" in kassa(capsys, "day", "z", "1").out
    pdf = tmp_path / "z.pdf"
    assert kassa(capsys, "day", "z", "1", "--pdf", str(pdf), "--json").json["first_receipt"] == 1
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert "Z 1-1" in kassa(capsys, "day", "list").out
    sie, table = tmp_path / "z.si", tmp_path / "z.csv"
    assert kassa(capsys, "export", "sie", "--out", str(sie), "--json").json["file"] == str(sie)
    assert read_sie(sie.read_bytes()).company == "Kassa Hörnet AB"
    kassa(capsys, "export", "vouchers", "--day", str(report["day"]), "--out", str(table))
    assert table.read_text(encoding="utf-8-sig").startswith("date;voucher;account;debit;credit")
    xml = tmp_path / "out" / "journal.xml"
    period = ("--from", "2026-11-23", "--to", str(report["day"]), "--out", str(xml))
    written = kassa(capsys, "export", "journal-xml", *period, "--json").json
    assert written["events"] == {"Kassakvitto": 1, "XDagrapport": 1, "ZDagrapport": 1}
    assert written["left_out"]["cash_moved"] == 1
    assert "cash_moved" not in kassa(capsys, "export", "journal-xml", *period, "--all", "--json").json["left_out"]
    saft = tmp_path / "out" / "saft.xml"
    period = (*period[:-1], str(saft))
    written = kassa(capsys, "export", "saft-no", *period, "--json").json
    assert (written["transactions"], written["gross_minor"], written["events"]["CASHOUT"]) == (1, 5970, 1)
    assert b"<reportType>Z report</reportType>" in saft.read_bytes()
    assert b"<AndringAvVaxelkassa><Belopp>-250.50</Belopp>" in xml.read_bytes()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("cash", "move", "paid-in", "1", "--reason", "x"), "no_drawer_session"),
        (("cash", "open", "ten"), "wrong_amount"),
        (("day", "z", "9"), "unknown_report"),
        (("export", "sie", "--out", "x.si"), "nothing_closed"),
        (("export", "sie", "--day", "today", "--out", "x.si"), "wrong_day"),
        (("export", "journal-xml", "--from", "2020-01-01", "--to", "2020-01-02", "--out", "x"), "nothing_registered"),
        (("export", "journal-xml", "--from", "2020-02-01", "--to", "2020-01-02", "--out", "x"), "wrong_period"),
        (("export", "saft-no", "--from", "2020-01-01", "--to", "2020-01-02", "--out", "x"), "nothing_registered"),
        (("export", "saft-no", "--from", "2020-02-01", "--to", "2020-01-02", "--out", "x"), "wrong_period"),
        (("day", "x", "--till", "77"), "unknown_device"),
    ],
)
def test_what_cannot_be_is_refused(capsys: Capture, words: tuple[str, ...], code: str) -> None:
    ended = kassa(capsys, *words, "--json")
    assert (ended.code, ended.json["error"]["code"]) == (ExitCode.REFUSED, code)


def test_the_documents_of_a_day_and_a_test_message_are_sent_on_the_command_line(
    capsys: Capture, tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kassa(capsys, "export", "send", "--json").json["error"]["code"] == "nothing_closed"
    assert kassa(capsys, "settings", "mail", "--json").json["can_send"] is False
    assert (
        kassa(capsys, "settings", "mail", "--test", "a@example.com", "--json").json["error"]["code"] == "mail_not_set"
    )
    kassa(capsys, "day", "close", "--json")
    assert kassa(capsys, "export", "send", "--json").json["error"]["code"] == "no_place_for_books"
    (tmp_path / "books").mkdir()
    kassa(capsys, "settings", "set", "books.folder", str(tmp_path / "books"))
    (sent,) = kassa(capsys, "export", "send", "--json").json["documents"]
    assert (sent["kind"], sent["state"]) == ("day_folder", "sent")
    assert len(list((tmp_path / "books").iterdir())) == 3
    with mail_box() as box:
        given = ("--host", "127.0.0.1", "--port", str(box.port), "--security", "none", "--from", "shop@example.com")
        facts = kassa(capsys, "settings", "mail", *given, "--test", "a@example.com", "--json").json
    assert (facts["can_send"], facts["has_password"], facts["test"]["state"]) == (True, False, "sent")
    assert [to for to, _ in box.taken] == ["a@example.com"]
    keyring.set_keyring(load_keyring("keyring.backends.null.Keyring"))
    monkeypatch.delenv("KASSA_SMTP_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("hemligt\n"))
    stored = kassa(capsys, "settings", "mail-password", "--stdin", "--json").json
    assert stored == {"has_password": True, "password_in": "file"}
    store = open_store(sqlite_url)
    way = mail_way(store)
    store.close()
    assert way is not None
    assert way.server.password == "hemligt"
    assert kassa(capsys, "settings", "mail", "--json").json["password_in"] == "file"
    removed = kassa(capsys, "settings", "mail-password", "--remove", "--json").json
    assert removed == {"has_password": False, "password_in": None}
    assert "mail.port cannot be '0'" in str(kassa(capsys, "settings", "mail", "--port", "0", "--json").json)


def test_the_goods_are_written_for_web_shops_elsewhere(capsys: Capture, tmp_path: Path) -> None:
    sizes = []
    for words in (("shopify",), ("shopify", "--headings", "before-2025"), ("woocommerce", "--location", "1")):
        file = tmp_path / "out" / "products.csv"
        written = kassa(capsys, "export", *words, "--out", str(file), "--json").json
        assert len(list(DictReader(file.read_text(encoding="utf-8").splitlines()))) == written["products"]
        sizes.append(written["products"])
    assert sizes[0] == sizes[1] > 0
    refused = kassa(capsys, "export", "woocommerce", "--location", "77", "--out", str(tmp_path / "no.csv"), "--json")
    assert refused.json["error"]["code"] == "no_such_location"
    assert not (tmp_path / "no.csv").exists()
