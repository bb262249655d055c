"""Setting up a shop from the command line: with options, by questions, and its settings afterwards."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands.output import ExitCode
from operations.installation.opening import open_store
from store import invariants
from tests.app.command_line import kassa
from tests.hardware.stand_in import LinePrinter, NetworkPrinter

Capture = pytest.CaptureFixture[str]
COMPANY = ("--company", "Annas Kiosk AB", "--org-number", "5560004755")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder."""
    for name in ("KASSA_STORE", "KASSA_PRINTER", "KASSA_KEYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path / "shop"))
    return tmp_path / "shop"


def steps(capsys: Capture) -> dict[str, str]:
    found: dict[str, str] = kassa(capsys, "setup", "--json").json["steps"]
    return found


def done(capsys: Capture) -> list[str]:
    return [step for step, state in steps(capsys).items() if state == "done"]


def test_a_shop_is_set_up_with_options_in_several_calls(home: Path, capsys: Capture) -> None:
    assert set(steps(capsys).values()) == {"open"}
    assert kassa(capsys, "setup", *COMPANY).code == ExitCode.OK
    assert done(capsys) == ["company"]
    place = ("--location", "Kiosken", "--address", "Storgatan 2", "--till", "A", "--till", "B", "--printer", "")
    goods = ("--starter", "kiosk", "--product", "Egen vara=12,50", "--backups", home / "stick")
    ended = kassa(capsys, "setup", *place, *goods, "--skip", "owner", "--json")
    assert ended.json["steps"] == {**dict.fromkeys(steps(capsys), "done"), "owner": "skipped"}
    assert len(ended.json["example_prices"]) == 23
    (page,) = (home / "receipts").glob("*.txt")
    assert "ÖVNING" in page.read_text(encoding="utf-8")
    (backup,) = (home / "stick").glob("shop-*.db")
    assert kassa(capsys, "verify").code == ExitCode.OK
    backup.unlink()  # two of the same second would have the same name
    made = kassa(capsys, "backup", "--json").json["file"]
    assert Path(made).parent == backup.parent
    store = open_store(f"sqlite:///{home / 'shop.db'}")
    with store.view() as view:
        assert invariants.check_all(view) == []
    store.close()


@pytest.mark.parametrize("printer", [NetworkPrinter, LinePrinter])
def test_the_test_page_comes_out_of_a_printer_on_the_network_and_at_a_port(
    printer: type[NetworkPrinter | LinePrinter], capsys: Capture
) -> None:
    kassa(capsys, "setup", *COMPANY)
    metal = printer()
    link = f"tcp:127.0.0.1:{metal.port}" if isinstance(metal, NetworkPrinter) else f"serial:{metal.path}"
    ended = kassa(capsys, "setup", "--printer", link)
    metal.close()
    assert "Test page: printed" in ended.err
    (paper,) = metal.mechanism.papers
    assert "ÖVNING" in paper
    assert "Testsida ÅÄÖ åäö" in paper
    assert kassa(capsys, "devices", "list", "--json").json[0]["link"] == link


def test_a_printer_that_is_not_there_is_saved_and_the_page_reported_as_not_sent(capsys: Capture) -> None:
    """The control of the test above."""
    ended = kassa(capsys, "setup", *COMPANY, "--printer", "serial:/dev/not-there")
    assert "Test page: not sent" in ended.err
    assert "printer" in done(capsys)


PASSWORD = "fyra ord som inte hör ihop"


def test_the_owner_gets_a_password_and_a_pin_and_nothing_of_them_is_printed(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    kassa(capsys, "setup", *COMPANY)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n2580\n"))
    ended = kassa(capsys, "setup", "--owner", "anna", "--owner-name", "Anna Öst", "--json")
    assert ended.json["steps"]["owner"] == "done"
    assert PASSWORD not in ended.out + ended.err
    (person,) = kassa(capsys, "operator", "list", "--json").json
    assert (person["operator"], person["name"], person["role"]) == ("anna", "Anna Öst", "owner")
    assert b"2580" not in b"".join(file.read_bytes() for file in home.glob("shop.db*"))
    assert kassa(capsys, "verify").code == ExitCode.OK


@pytest.mark.parametrize(
    ("typed", "code"),
    [("short\n", "weak_password"), (f"{PASSWORD}\n1234\n", "bad_pin"), ("", "weak_password")],
)
def test_a_password_or_pin_that_cannot_be_makes_no_owner(
    typed: str, code: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    kassa(capsys, "setup", *COMPANY)
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert kassa(capsys, "setup", "--owner", "anna", "--json").json["error"]["code"] == code
    assert kassa(capsys, "operator", "list", "--json").json == []
    assert "owner" not in done(capsys)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--company", "A AB", "--org-number", "556000-4754"), "wrong_company_number"),
        ((*COMPANY, "--printer", "usb:1"), "wrong_device_setting"),
        ((*COMPANY, "--product", "A=free"), "wrong_amount"),
        ((*COMPANY, "--backups", "/proc/none"), "no_such_folder"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(words: tuple[str, ...], code: str, capsys: Capture) -> None:
    ended = kassa(capsys, "setup", *words, "--json")
    assert (ended.code, ended.json["error"]["code"]) == (ExitCode.REFUSED, code)


@pytest.mark.parametrize("words", [("--company", "A AB"), ("--starter", "bakery"), ("--language", "de")])
def test_half_an_answer_is_a_wrong_call(words: tuple[str, ...], capsys: Capture) -> None:
    assert kassa(capsys, "setup", *words).code == ExitCode.USAGE


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What somebody types at a terminal, line by line."""
    lines: list[str] = []

    class Terminal:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return f"{lines.pop(0)}\n"

    monkeypatch.setattr(sys, "stdin", Terminal())
    yield lines
    assert lines == []


def test_questions_are_asked_step_by_step_and_again_where_an_answer_cannot_be(
    home: Path, typing: list[str], capsys: Capture
) -> None:
    typing += [
        "Annas Kiosk AB",
        "556000-4754",
        "sv",
        "Annas Kiosk AB",
        "556000-4755",
        "sv",
    ]  # a wrong digit, then right
    typing += ["Kiosken", "Storgatan 2", "A, B", "", "", "kiosk", str(home / "stick")]  # no printer, no owner yet
    ended = kassa(capsys, "setup")
    assert ended.code == ExitCode.OK
    assert "last digit" in ended.err
    assert "[-] printer" in ended.out
    assert done(capsys) == ["company", "location", "tills", "goods", "backups"]


def test_questions_that_are_left_come_again_and_the_others_do_not(typing: list[str], capsys: Capture) -> None:
    typing += ["Annas Kiosk AB", "556000-4755", "sv", "", "A", "", "", "", "", ""]
    kassa(capsys, "setup")
    assert done(capsys) == ["company", "tills", "backups"]
    typing += ["Kiosken", "", "", "", "", "Bulle", "12", ""]
    kassa(capsys, "setup")
    assert done(capsys) == ["company", "location", "tills", "goods", "backups"]


def test_a_setting_is_listed_changed_and_its_history_shown(capsys: Capture) -> None:
    kassa(capsys, "setup", *COMPANY)
    assert kassa(capsys, "settings", "set", "receipt.footer_sv", "<b>Öppet köp</b>", "--json").json["value"]
    shown = kassa(capsys, "settings", "get", "receipt.footer_sv", "--json").json
    assert shown["value"] == "<b>Öppet köp</b>"
    assert [(each["before"], each["after"], each["by"]) for each in shown["changes"]] == [
        (None, "<b>Öppet köp</b>", "office")
    ]
    listed = kassa(capsys, "settings", "list", "--search", "öppet köp", "--json").json
    assert [each["name"] for each in listed] == ["receipt.footer_sv"]
    assert "Öppet köp" in kassa(capsys, "settings", "list").out
    words = ["sales", "3051", "--rate", "25", "--name", "Försäljning kiosk", "--json"]
    chosen = kassa(capsys, "settings", "account", *words).json
    assert (chosen["rate_ppm"], chosen["number"], chosen["changed"]) == (250_000, "3051", True)
    assert kassa(capsys, "settings", "account", "sales", "3051", "--rate", "7").code == ExitCode.REFUSED
    words = ["food", "25", "--from", "2099-01-01", "--source", "SFS 2098:1", "--json"]
    taxed = kassa(capsys, "settings", "tax-rate", *words).json
    assert (taxed["rate_ppm"], taxed["from"], taxed["changed"]) == (250_000, "2099-01-01", True)
    assert kassa(capsys, "settings", "tax-rate", "food", "7").code == ExitCode.REFUSED
    refused = kassa(capsys, "settings", "set", "tills.lock_minutes", "0", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (ExitCode.REFUSED, "wrong_setting")
    assert kassa(capsys, "settings", "get", "nothing", "--json").json["error"]["code"] == "unknown_setting"


def test_a_demo_shop_is_never_set_up_and_stays_one_through_a_backup(home: Path, capsys: Capture) -> None:
    kassa(capsys, "demo", "--days", "1", "--products", "5", "--until", "2026-11-20", "--no-serve")
    assert kassa(capsys, "setup", *COMPANY, "--json").json["error"]["code"] == "demo_stays_demo"
    assert kassa(capsys, "setup", "--starter", "kiosk", "--json").json["error"]["code"] == "demo_stays_demo"
    copy = kassa(capsys, "backup", "--json").json["file"]
    (home / "shop.db").unlink()
    assert kassa(capsys, "restore", copy).code == ExitCode.OK
    assert kassa(capsys, "setup", *COMPANY, "--json").json["error"]["code"] == "demo_stays_demo"


def test_a_shop_of_ones_own_never_becomes_a_demo(capsys: Capture) -> None:
    kassa(capsys, "setup", *COMPANY)
    assert kassa(capsys, "demo", "--no-serve", "--json").json["error"]["code"] == "other_shop"
    assert kassa(capsys, "settings", "get", "company.name", "--json").json["value"] == "Annas Kiosk AB"
