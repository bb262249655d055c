"""Settings to devices, and the small parts of the printer: spelling, status bytes, the simulated folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.device_settings import printer_of
from hardware.faults import DeviceUnavailable, WrongDeviceSetting
from hardware.link.device_file import FileLink
from hardware.link.port import Link
from hardware.link.serial_port import SerialLink
from hardware.link.tcp import TcpLink
from hardware.printer.code_page import CODE_PAGE, PRINTABLE, spell
from hardware.printer.escpos import EscposPrinter
from hardware.printer.port import PrinterStatus, PrintOutcome, Trouble
from hardware.printer.simulated import SimulatedPrinter
from hardware.printer.status_bytes import Answer, AnswerReader, understand
from models.errors import Refused, Unavailable
from tests.hardware.stand_in import Fault, NetworkPrinter
from tests.receipts import small_receipt


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ("simulated:var/printed", SimulatedPrinter),
        ("simulated:var/printed?columns=42", SimulatedPrinter),
        ("tcp:192.0.2.7", EscposPrinter),
        ("tcp:printer.example:9101?columns=42", EscposPrinter),
        ("tcp:[2001:db8::7]:9100", EscposPrinter),
        ("serial:/dev/ttyUSB0?baud=38400&columns=32", EscposPrinter),
        ("file:/dev/usb/lp0", EscposPrinter),
    ],
)
def test_a_setting_names_a_printer_and_opens_nothing(setting: str, kind: type) -> None:
    assert isinstance(printer_of(setting), kind)


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "tcp",
        "tcp:",
        "tcp:host:0",
        "tcp:host:65536",
        "tcp:host:port",
        "tcp::9100",
        "usb:1234:5678",
        "tcp:host?columns=10",
        "tcp:host?columns=1000",
        "tcp:host?columns=wide",
        "tcp:host?baud=9600",
        "serial:/dev/ttyS0?baud=0",
        "simulated:printed?color=yes",
    ],
)
def test_a_wrong_setting_is_refused_by_name(setting: str) -> None:
    with pytest.raises(WrongDeviceSetting) as refused:
        printer_of(setting)
    assert refused.value.code == "wrong_device_setting"
    assert repr(setting) in str(refused.value)
    assert isinstance(refused.value, Refused)


def test_the_setting_of_columns_reaches_the_paper(tmp_path: Path) -> None:
    printer = printer_of(f"simulated:{tmp_path}?columns=32")
    assert printer.print_receipt(small_receipt()) is PrintOutcome.PRINTED
    (paper,) = tmp_path.glob("*.txt")
    assert max(len(row) for row in paper.read_text(encoding="utf-8").splitlines()) == 32


@pytest.mark.parametrize(
    "link",
    [SerialLink("/nowhere/ttyUSB0"), FileLink("/nowhere/lp0"), TcpLink("127.0.0.1", 1, wait_s=0.2)],
    ids=["serial", "file", "tcp"],
)
def test_a_device_that_is_not_there_is_unavailable(link: Link) -> None:
    with pytest.raises(DeviceUnavailable) as away:
        link.open()
    assert isinstance(away.value, Unavailable)
    assert away.value.sent == 0
    for use in (lambda: link.write(b"x"), lambda: link.read(0)):
        with pytest.raises(DeviceUnavailable, match="closed"):
            use()
    link.close()
    link.abort()


def test_a_network_printer_that_takes_no_bytes_is_given_up_in_time() -> None:
    printer = NetworkPrinter()
    printer.fail(Fault.STALLS, after=1)
    link = TcpLink("127.0.0.1", printer.port, wait_s=0.2)
    link.open()
    with pytest.raises(DeviceUnavailable) as away:
        link.write(b"x" * 50_000_000)
    assert 0 < away.value.sent < 50_000_000
    printer.close()


# --- spelling -------------------------------------------------------------------------------------


@given(st.text())
def test_spelling_gives_printable_bytes_and_is_final(text: str) -> None:
    spelled = spell(text)
    assert set(spelled) <= PRINTABLE
    assert spell(spelled) == spelled
    assert all(byte >= 0x20 and byte != 0x7F for byte in spelled.encode(CODE_PAGE))


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Räksmörgås Åre É ü ø æ ß € ½ ×", "Räksmörgås Åre É ü ø æ ß € ½ ×"),
        ("Ra\u0308ka", "Räka"),
        ("Łódź, Škoda, Ő, İstanbul", "Lódz, Skoda, O, Istanbul"),
        ("”Extra” – ’fin’ … ½ kg • ﬁn", "\"Extra\" - 'fin' ... ½ kg * fin"),
        ("Œuvre ẞ", "OEuvre SS"),
        ("寿司 Борщ", "?? ????"),
        ("A\u00a0B\u2003C\tD", "A B C D"),
        ("Kaffe\x1bp\x00 \u202eX\u200bY\u00ad", "Kaffep XY"),
    ],
)
def test_spelling_keeps_what_it_can(text: str, spelled: str) -> None:
    assert spell(text) == spelled


# --- status bytes ---------------------------------------------------------------------------------

READY = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


@pytest.mark.parametrize(
    ("answers", "troubles"),
    [
        (READY, set()),
        ({}, {Trouble.NO_ANSWER}),
        ({1: 0x12}, {Trouble.NO_ANSWER}),
        ({**READY, 1: 0x1A, 2: 0x16}, {Trouble.COVER_OPEN}),
        ({**READY, 1: 0x1A, 2: 0x32, 4: 0x7E}, {Trouble.PAPER_OUT}),
        ({**READY, 4: 0x1E}, {Trouble.PAPER_LOW}),
        ({**READY, 1: 0x1A}, {Trouble.OFFLINE}),
        ({**READY, 1: 0x1A, 4: 0x1E}, {Trouble.OFFLINE, Trouble.PAPER_LOW}),
        ({**READY, 1: 0x1A, 3: 0x1A}, {Trouble.CUTTER}),
        ({**READY, 1: 0x1A, 3: 0x32}, {Trouble.BROKEN}),
    ],
)
def test_status_bytes_are_understood(answers: dict[int, int], troubles: set[Trouble]) -> None:
    status = understand(answers)
    assert status == PrinterStatus(frozenset(troubles))
    assert status.can_print == (not troubles or troubles == {Trouble.PAPER_LOW})


def test_a_confirmation_between_other_answers_is_not_lost() -> None:
    reader = AnswerReader()
    reader.feed(b"\x12\x00\x10\x00\x00\x0f\x16")  # status, confirmation, a report of four bytes, status
    assert [reader.take(Answer.STATUS), reader.take(Answer.STATUS), reader.take(Answer.STATUS)] == [0x12, 0x16, None]
    assert [reader.take(Answer.CONFIRMED), reader.take(Answer.CONFIRMED)] == [0x00, None]


def test_what_came_before_a_question_is_no_answer_to_it() -> None:
    reader = AnswerReader()
    reader.feed(b"\x12\x00")
    reader.forget()
    assert reader.take(Answer.STATUS) is reader.take(Answer.CONFIRMED) is None


def test_flow_control_is_no_answer() -> None:
    reader = AnswerReader()
    reader.feed(b"\x11\x13")
    assert reader.take(Answer.STATUS) is reader.take(Answer.CONFIRMED) is None


# --- the simulated printer's folder ---------------------------------------------------------------


def test_the_simulated_printer_keeps_text_bytes_and_picture(tmp_path: Path) -> None:
    printer = SimulatedPrinter(tmp_path / "printed")
    printer.print_receipt(small_receipt())
    files = {path.name: path.read_bytes() for path in (tmp_path / "printed").iterdir()}
    assert set(files) == {"KASSA01-000017.txt", "KASSA01-000017.escpos", "KASSA01-000017.svg"}
    assert "Mellanmjölk".encode() in files["KASSA01-000017.txt"]
    assert "Mellanmjölk".encode(CODE_PAGE) in files["KASSA01-000017.escpos"]
    assert "Mellanmjölk".encode() in files["KASSA01-000017.svg"]


def test_a_tills_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    printer = SimulatedPrinter(tmp_path / "printed")
    assert printer.print_receipt(replace(small_receipt(), till="../../x/ÅÄÖ")) is PrintOutcome.PRINTED
    assert [path.name for path in tmp_path.iterdir()] == ["printed"]
    assert {path.stem for path in (tmp_path / "printed").iterdir()} == {"x-000017"}
