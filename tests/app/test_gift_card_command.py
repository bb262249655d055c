"""Gift cards from the command line: blanks made as a list or as sheets to print."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.commands.output import ExitCode
from models.selling.gift_card import in_groups
from operations.installation.opening import open_store
from tests.app.command_line import kassa
from tests.builders import small_shop

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installation whose shop is the small one."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    store = open_store(sqlite_url)
    small_shop(store)
    store.close()
    return tmp_path


def test_cards_are_made_as_a_list_or_as_sheets_that_only_the_owner_reads(home: Path, capsys: Capture) -> None:
    listed, sheets = home / "cards.csv", home / "cards.pdf"
    assert kassa(capsys, "gift-cards", "make", 2, "--out", listed, "--json").json["made"] == 2
    assert kassa(capsys, "gift-cards", "make", 11, "--out", sheets).code == ExitCode.OK
    assert {stat.S_IMODE(each.stat().st_mode) for each in (listed, sheets)} == {0o600}
    heading, *rows = listed.read_text().splitlines()
    assert heading == "code;printed;last_four"
    for code, printed, last_four in (row.split(";") for row in rows):
        assert printed == in_groups(code)
        assert code[-6:-2] == last_four
    assert len(pdfium.PdfDocument(sheets.read_bytes())) == 2
    cards = kassa(capsys, "gift-cards", "list", "--blanks", "--json").json
    assert (len(cards["cards"]), cards["owed_minor"]) == (13, 0)
    assert kassa(capsys, "gift-cards", "make", 1, "--out", home / "cards.txt").code == ExitCode.USAGE
    assert kassa(capsys, "gift-cards", "make", 1, "--out", listed).code != ExitCode.OK, "no list is written over"
    assert len(listed.read_text().splitlines()) == 3


def test_cards_with_pins_are_a_list_for_who_prints_scratch_fields(home: Path, capsys: Capture) -> None:
    listed = home / "pins.csv"
    assert kassa(capsys, "gift-cards", "make", 20, "--pins", "--out", listed, "--json").json["made"] == 20
    heading, *rows = listed.read_text().splitlines()
    assert heading == "code;printed;last_four;pin"
    pins = [row.split(";")[3] for row in rows]
    assert all(re.fullmatch("[0-9]{4}", each) for each in pins)
    assert len(set(pins)) > 15
    cards = kassa(capsys, "gift-cards", "list", "--blanks", "--json").json["cards"]
    assert {each["has_pin"] for each in cards} == {True}
    assert kassa(capsys, "gift-cards", "make", 1, "--pins", "--out", home / "pins.pdf").code == ExitCode.USAGE
    assert not (home / "pins.pdf").exists()


@pytest.mark.usefixtures("home")
def test_nothing_ends_in_a_shop_without_old_cards(capsys: Capture) -> None:
    assert kassa(capsys, "gift-cards", "end", "--json").json == {"ended": 0, "amount": "0.00", "currency": "SEK"}


def test_a_trial_of_leases_shows_the_worst_and_its_bound(capsys: Capture) -> None:
    leased = kassa(capsys, "gift-cards", "lease-trial", "--lease", "100", "--tills", "3", "--json").json
    assert 100 < leased["overspent_most"] <= leased["overspent_bound"] == 300
    default = kassa(capsys, "gift-cards", "lease-trial", "--json").json
    assert (default["overspent_most"], default["overspent_bound"]) == (0, 0)
    assert default["refused_percent"] > leased["refused_percent"]
    for wrong in ("--tills=0", "--tills=51", "--lease=-1", "--balance=-1"):
        assert kassa(capsys, "gift-cards", "lease-trial", wrong).code == ExitCode.USAGE
