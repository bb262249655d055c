"""Shelf labels from the command line: listed, printed to a PDF, printed again, removed, put back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.commands.output import ExitCode
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import COMPANY, PRODUCTS, small_shop

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with this installation's shop, whose labels were never printed."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    small_shop(store)
    store.close()
    return tmp_path


def words_of_pdf(file: Path) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(file.read_bytes()))


def listed(capsys: Capture, *options: str) -> list[str]:
    return sorted(each["sku"] for each in kassa(capsys, "labels", "list", *options, "--json").json)


def test_labels_go_from_the_queue_to_paper_and_back(folder: Path, capsys: Capture) -> None:
    out = folder / "labels.pdf"
    assert listed(capsys) == sorted(each.sku for each in PRODUCTS)
    few = kassa(
        capsys, "labels", "print", "--out", str(out), "--sku", "MILK", "--sku", "LUNCH", "--most", "1", "--json"
    )
    assert (few.json["labels"], few.json["left"]) == (1, 1)
    assert "Dagens lunch" in words_of_pdf(out)
    rest = kassa(capsys, "labels", "print", "--out", str(out), "--paper", "2x7-99x38", "--start", "3", "--json").json
    assert (rest["labels"], listed(capsys)) == (len(PRODUCTS) - 1, [])
    again = folder / "again.pdf"
    assert kassa(capsys, "labels", "again", rest["batch"], "--out", str(again)).code == ExitCode.OK
    assert "Mellanmjölk" in words_of_pdf(again)
    assert len(kassa(capsys, "labels", "undo", rest["batch"], "--json").json) == len(PRODUCTS) - 1
    kassa(capsys, "labels", "remove", "--sku", "MILK", "--sku", "PAPER")
    assert listed(capsys) == ["BANANAS", "NAPKINS", "STAMPS"]


def test_what_holds_tomorrow_is_printed_today(folder: Path, capsys: Capture) -> None:
    kassa(capsys, "labels", "print", "--out", str(folder / "all.pdf"))
    tomorrow = (COMPANY.business_day(datetime.now(UTC)) + timedelta(1)).isoformat()
    kassa(capsys, "price", "set", "MILK", "14.90", "--from", tomorrow)
    assert (listed(capsys), listed(capsys, "--on", tomorrow)) == ([], ["MILK"])
    kassa(capsys, "labels", "print", "--out", str(folder / "ahead.pdf"), "--on", tomorrow)
    assert "14,90" in words_of_pdf(folder / "ahead.pdf")
    assert listed(capsys, "--on", tomorrow) == []


def test_nothing_is_written_or_marked_where_nothing_can_be_printed(folder: Path, capsys: Capture) -> None:
    out = folder / "labels.pdf"
    wrong = kassa(capsys, "labels", "print", "--out", str(out), "--start", "25", "--json")
    assert (wrong.code, wrong.json["error"]["code"]) == (ExitCode.REFUSED, "wrong_label_start")
    assert kassa(capsys, "labels", "print", "--out", str(out), "--language", "fi").code == ExitCode.USAGE
    none = kassa(capsys, "labels", "print", "--out", str(out), "--sku", "NOBODY", "--json")
    assert (none.code, none.json["error"]["code"]) == (ExitCode.REFUSED, "no_labels")
    assert (out.exists(), len(listed(capsys))) == (False, len(PRODUCTS))
    assert kassa(capsys, "labels", "list", "--location", "9").code == ExitCode.USAGE
